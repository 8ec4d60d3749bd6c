import type { Problem } from '@mesh-workshop/appmesh';
import { canonicalJson } from '@mesh-workshop/json';
import { documentProblem } from '../document/document-problem.ts';
import { type JsonRecord, recordOf, textOf } from '../document/json-record.ts';
import type { KubernetesDocument } from '../document/kubernetes-document.ts';
import { awsNameOf } from '../resolve/place-objects.ts';
import { isObjectKind, OBJECT_KINDS } from './object-kinds.ts';

/**
 * What an update changes although it cannot change: the name in App Mesh, the mesh, the gateway, a Cloud Map discovery. A
 * reference that the controller filled in may be absent from the old document, and only from that one.
 */
export function checkImmutable(previous: KubernetesDocument, next: KubernetesDocument): readonly Problem[] {
  const old = recordOf(previous.content);
  const content = recordOf(next.content);
  const { kind } = content;
  if (!isObjectKind(kind) || old.kind !== kind) return [];
  const changed = IMMUTABLE.flatMap(({ path, value }) => {
    const before = value(old);
    return before === undefined || canonicalJson(before) === canonicalJson(value(content)) ? [] : [path];
  });
  const reference = {
    apiVersion: textOf(content.apiVersion) ?? '',
    kind,
    ...(OBJECT_KINDS[kind].namespaced ? { namespace: namespaceOf(content) } : {}),
    name: nameOf(content),
  };
  return changed.map((path) => {
    const message = `${path} cannot change: ${kind} update may not change these fields: ${changed.join(', ')}. Delete the object and create it again.`;
    const problem: Problem = { severity: 'error', code: 'immutable-member', path, message };
    return documentProblem({ reference, document: next, renames: [] }, problem);
  });
}

const IMMUTABLE: readonly { readonly path: string; readonly value: (content: JsonRecord) => unknown }[] = [
  { path: 'spec.awsName', value: effectiveName },
  { path: 'spec.meshRef', value: (content) => specOf(content).meshRef ?? undefined },
  { path: 'spec.virtualGatewayRef', value: (content) => specOf(content).virtualGatewayRef ?? undefined },
  {
    path: 'spec.serviceDiscovery.awsCloudMap',
    value: (content) => recordOf(specOf(content).serviceDiscovery).awsCloudMap ?? undefined,
  },
];

/** With the default: writing out the name that an object has anyway changes nothing. */
function effectiveName(content: JsonRecord): string | undefined {
  const { kind } = content;
  if (!isObjectKind(kind) || OBJECT_KINDS[kind].resource === undefined) return undefined;
  return awsNameOf({ kind, name: nameOf(content), namespace: namespaceOf(content), spec: specOf(content) });
}

function specOf({ spec }: JsonRecord): JsonRecord {
  return recordOf(spec);
}

function nameOf({ metadata }: JsonRecord): string {
  return textOf(recordOf(metadata).name) ?? '';
}

function namespaceOf({ metadata }: JsonRecord): string {
  return textOf(recordOf(metadata).namespace) ?? 'default';
}
