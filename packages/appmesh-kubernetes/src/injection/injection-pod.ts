import type { Labels } from '@mesh-workshop/label-selector';
import { listOf, recordOf, textOf } from '../document/json-record.ts';

/** What injection looks at in a pod. */
export interface InjectionPod {
  readonly namespace: string;
  /** For messages; a pod that is being created may only have a generated name's beginning. */
  readonly name: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Names of its containers. */
  readonly containers: readonly string[];
  /** The Deployment that it comes from, if it does. */
  readonly deployment?: string;
}

/** Reads a pod, or a pod template in `namespace`. What is not as it should be is left out: judging pods is Kubernetes' work. */
export function readInjectionPod(content: unknown, namespace = 'default'): InjectionPod {
  const { metadata, spec } = recordOf(content);
  const { name, generateName, namespace: own, labels, annotations, ownerReferences } = recordOf(metadata);
  const deployment = deploymentOf(ownerReferences, textsOf(labels)['pod-template-hash']);
  return {
    namespace: textOf(own) ?? namespace,
    name: textOf(name) ?? textOf(generateName) ?? '',
    labels: textsOf(labels),
    annotations: textsOf(annotations),
    containers: listOf(recordOf(spec).containers).flatMap(
      (container) => textOf(recordOf(container).name) ?? [],
    ),
    ...(deployment === undefined ? {} : { deployment }),
  };
}

/** A pod only knows its ReplicaSet, whose name is the Deployment's and the hash of the template. */
function deploymentOf(owners: unknown, hash: string | undefined): string | undefined {
  const replicaSet = listOf(owners)
    .map(recordOf)
    .find(({ kind }) => kind === 'ReplicaSet');
  const name = textOf(replicaSet?.name);
  return hash !== undefined && name?.endsWith(`-${hash}`) ? name.slice(0, -`-${hash}`.length) : undefined;
}

function textsOf(input: unknown): Labels {
  const texts = Object.entries(recordOf(input)).filter(([, value]) => typeof value === 'string');
  return Object.fromEntries(texts) as Labels;
}
