import { recordOf, textOf } from '../document/json-record.ts';
import type { ConversionNotes } from './conversion-notes.ts';
import type { GivenObjects } from './given-objects.ts';
import { namespacedName } from './old-names.ts';

/** A label that Kubernetes itself gives to every namespace. */
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';
const NODE_ANNOTATION = 'appmesh.k8s.aws/virtualNode';

/** Which namespaces belong to a mesh: those of the objects that named it. */
export function chooseNamespaces(meshName: string, { objects }: GivenObjects, notes: ConversionNotes) {
  const members = objects.filter((object) => object.meshName === meshName);
  const names = [...new Set(members.map(({ namespace }) => namespace))].sort();
  const [only] = names;
  if (only === undefined) {
    notes.decide(
      'metadata.name',
      `no object that was given names this mesh. spec.namespaceSelector is mesh=${meshName}: label the namespaces that belong to it.`,
    );
    return { matchLabels: { mesh: meshName } };
  }
  notes.decide(
    'metadata.name',
    `objects named their mesh, today a mesh selects namespaces. spec.namespaceSelector selects those of the objects that named it: ${names.join(', ')}.`,
  );
  return names.length === 1
    ? { matchLabels: { [NAMESPACE_NAME]: only } }
    : { matchExpressions: [{ key: NAMESPACE_NAME, operator: 'In', values: names }] };
}

/** Which pods belong to a node: those of the Deployment that it belonged to, or what such pods are usually labelled. */
export function choosePods(
  {
    name,
    namespace,
    awsName,
  }: { readonly name: string; readonly namespace: string; readonly awsName: string },
  { workloads }: GivenObjects,
  notes: ConversionNotes,
) {
  const owners = workloads.filter((workload) => {
    if (workload.namespace !== namespace) return false;
    const { annotations } = recordOf(recordOf(workload.spec.template).metadata);
    const annotated = textOf(recordOf(annotations)[NODE_ANNOTATION]);
    return (annotated ?? namespacedName(workload.name, namespace)) === awsName;
  });
  const [owner] = owners;
  const labels = owner === undefined ? {} : podLabels(owner.spec);
  if (owner !== undefined && owners.length === 1 && Object.keys(labels).length > 0) {
    notes.decide(
      'metadata.name',
      `the node had the pods of ${owner.kind} ${owner.name}. spec.podSelector is what that ${owner.kind} selects: ${describe(labels)}.`,
    );
    return { matchLabels: labels };
  }
  const found =
    owners.length > 1
      ? `it had those of ${owners.map((it) => `${it.kind} ${it.name}`).join(' and ')}`
      : 'it had those of the Deployment of its name, which was not given';
  notes.decide(
    'metadata.name',
    `which pods the node has is a guess: ${found}. spec.podSelector is app=${name}; compare it with the labels of the pods.`,
  );
  return { matchLabels: { app: name } };
}

function podLabels(spec: GivenObjects['workloads'][number]['spec']): Readonly<Record<string, string>> {
  const selected = recordOf(recordOf(spec.selector).matchLabels);
  const labels =
    Object.keys(selected).length > 0 ? selected : recordOf(recordOf(recordOf(spec.template).metadata).labels);
  return Object.fromEntries(
    Object.entries(labels).filter(([, value]) => typeof value === 'string'),
  ) as Record<string, string>;
}

function describe(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
