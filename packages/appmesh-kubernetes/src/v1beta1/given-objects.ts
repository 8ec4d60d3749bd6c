import { type JsonRecord, recordOf, textOf } from '../document/json-record.ts';
import { APP_MESH_GROUP, type KubernetesDocument } from '../document/kubernetes-document.ts';
import { awsNameOf } from '../resolve/place-objects.ts';
import { namespacedName, shortServiceName } from './old-names.ts';

/** The version that is converted. */
export const V1BETA1 = `${APP_MESH_GROUP}/v1beta1`;

/** An App Mesh object among the documents that were given, under its names of today. */
export interface GivenObject {
  readonly kind: 'Mesh' | 'VirtualNode' | 'VirtualService';
  readonly name: string;
  readonly namespace: string;
  /** Its name in App Mesh. */
  readonly awsName: string;
  /** Whether its document is of v1beta1. */
  readonly isOld: boolean;
  /** What it says itself; an object of v1beta2 does not. */
  readonly meshName?: string;
  readonly spec: JsonRecord;
}

/** A Deployment, StatefulSet or DaemonSet: v1beta1 bound pods to nodes by their names. */
interface GivenWorkload {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly spec: JsonRecord;
}

/** What is known of everything that was given together. */
export interface GivenObjects {
  readonly objects: readonly GivenObject[];
  readonly workloads: readonly GivenWorkload[];
}

const known = new WeakMap<readonly KubernetesDocument[], GivenObjects>();

/** Reads the names out of all documents, once for each list of documents. */
export function givenObjects(documents: readonly KubernetesDocument[]): GivenObjects {
  const found = known.get(documents) ?? readGivenObjects(documents);
  known.set(documents, found);
  return found;
}

const WORKLOADS = ['DaemonSet', 'Deployment', 'StatefulSet'];

function readGivenObjects(documents: readonly KubernetesDocument[]): GivenObjects {
  const identified = documents.flatMap(({ content }) => {
    const { apiVersion, kind, metadata, spec } = recordOf(content);
    const { name, namespace } = recordOf(metadata);
    if (textOf(name) === undefined) return [];
    return [
      {
        apiVersion: textOf(apiVersion) ?? '',
        kind: textOf(kind) ?? '',
        name: textOf(name) ?? '',
        namespace: textOf(namespace) ?? 'default',
        spec: recordOf(spec),
      },
    ];
  });
  const services = identified.filter(({ apiVersion, kind }) => {
    return apiVersion === V1BETA1 && kind === 'VirtualService';
  });
  const objects = identified.flatMap(({ apiVersion, kind, name, namespace, spec }): GivenObject[] => {
    if (!apiVersion.startsWith(`${APP_MESH_GROUP}/`)) return [];
    if (kind !== 'Mesh' && kind !== 'VirtualNode' && kind !== 'VirtualService') return [];
    const place = { kind, namespace, spec } as const;
    if (apiVersion !== V1BETA1)
      return [{ ...place, isOld: false, name, awsName: awsNameOf({ ...place, name }) }];
    const meshName = textOf(spec.meshName);
    const old = { ...place, isOld: true, ...(meshName === undefined ? {} : { meshName }) };
    if (kind === 'Mesh') return [{ ...old, name, awsName: awsNameOf({ ...place, name }) }];
    if (kind === 'VirtualNode') {
      return [{ ...old, name, awsName: textOf(spec.awsName) ?? namespacedName(name, namespace) }];
    }
    const short = shortServiceName(name, namespace);
    const rivals = services.filter((other) => {
      return other.namespace === namespace && shortServiceName(other.name, namespace) === short;
    });
    // Two host names of one service cannot both be shortened.
    const isFree = new Set(rivals.map((rival) => rival.name)).size === 1;
    return [{ ...old, name: isFree ? short : name, awsName: textOf(spec.awsName) ?? name }];
  });
  return { objects, workloads: identified.filter(({ kind }) => WORKLOADS.includes(kind)) };
}
