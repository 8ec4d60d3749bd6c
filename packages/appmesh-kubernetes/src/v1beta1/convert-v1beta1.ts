import type { Problem, Result } from '@mesh-workshop/appmesh';
import { type JsonRecord, listOf, recordOf, textOf } from '../document/json-record.ts';
import type { KubernetesDocument } from '../document/kubernetes-document.ts';
import type { Renames } from '../document/member-path.ts';
import type { ObjectKind } from '../kinds/object-kinds.ts';
import { formatReferenceArn } from '../resolve/reference-arn.ts';
import { type Member, type Replacement, rewriteMembers } from '../resolve/rewrite-members.ts';

/** The part of an object that depends on the version of its document. */
export interface Convertible {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly namespace: string;
  readonly spec: JsonRecord;
  /** From paths in `spec` to paths in the document. */
  readonly renames: Renames;
}

/**
 * An object of v1beta1 in the form of v1beta2, with a warning for each thing that is written differently today. A virtual service
 * with routes becomes a virtual service and a virtual router. The names in App Mesh are those that v1beta1 gave
 * (`{name}-{namespace}`), so that pods which name their virtual node still find it. `all` are all documents: a router without
 * listeners takes its first target's, as it did.
 */
export function convertV1beta1(
  object: Convertible,
  all: readonly KubernetesDocument[],
): Result<readonly Convertible[]> {
  const warnings = new Warnings();
  const { kind } = object;
  if (kind === 'Mesh') return { value: [convertMesh(object, warnings)], problems: warnings.problems };
  if (kind === 'VirtualNode') return { value: [convertNode(object, warnings)], problems: warnings.problems };
  if (kind === 'VirtualService') {
    return { value: convertService(object, all, warnings), problems: warnings.problems };
  }
  const message = `kind is ${kind}, which v1beta1 does not have; write apiVersion: appmesh.k8s.aws/v1beta2.`;
  const problem: Problem = { severity: 'error', code: 'unknown-kind', path: 'kind', message };
  return { value: [], problems: [problem] };
}

/** Collects one warning for each kind of replacement, at its first place. */
class Warnings {
  readonly problems: Problem[] = [];
  readonly #seen = new Set<string>();

  constructor() {
    this.add('apiVersion', 'apiVersion: appmesh.k8s.aws/v1beta1', 'apiVersion: appmesh.k8s.aws/v1beta2');
  }

  add(path: string, old: string, replacement: string): void {
    if (this.#seen.has(old)) return;
    this.#seen.add(old);
    const message = `${path} is of v1beta1 (${old}); write ${replacement} instead. Until then it is understood as that.`;
    this.problems.push({ severity: 'warning', code: 'replaced-member', path, message });
  }
}

function convertMesh(object: Convertible, warnings: Warnings): Convertible {
  return rewriteSpec(object, object.spec, ({ name, path }) => {
    if (name !== 'serviceDiscoveryType') return undefined;
    warnings.add(path, 'serviceDiscoveryType', 'serviceDiscovery of each VirtualNode (dns or awsCloudMap)');
    return 'drop';
  });
}

function convertNode(object: Convertible, warnings: Warnings): Convertible {
  const { spec, namespace, name } = object;
  const withName = spec.awsName === undefined ? { ...spec, awsName: namespacedName(name, namespace) } : spec;
  const node = rewriteSpec(object, withName, (member) => replaceMember(member, object, warnings));
  warnings.add(
    'metadata.name',
    'pods belong to the node with the name of their Deployment',
    'spec.podSelector',
  );
  return { ...node, renames: new Map([...node.renames, ['spec.awsName', 'metadata.name']]) };
}

function convertService(
  object: Convertible,
  all: readonly KubernetesDocument[],
  warnings: Warnings,
): readonly Convertible[] {
  const { spec, name, namespace } = object;
  const { virtualRouter, routes, ...rest } = spec;
  warnings.add('metadata.name', 'the name of a VirtualService is its host name', 'spec.awsName');
  const service = rewriteSpec(object, { awsName: name, ...rest }, (member) =>
    replaceMember(member, object, warnings),
  );
  const hasRouter = (virtualRouter ?? routes ?? null) !== null;
  const renames = new Map([...service.renames, ['spec.awsName', 'metadata.name']]);
  if (!hasRouter) return [{ ...service, renames }];
  warnings.add(
    'spec.virtualRouter',
    'virtualRouter and routes in a VirtualService',
    'a VirtualRouter object, and spec.provider.virtualRouter.virtualRouterRef',
  );
  const routerName = textOf(recordOf(virtualRouter).name)?.trim() || name;
  const provider = {
    virtualRouter: { virtualRouterARN: arn(object, 'virtualRouter', namespacedName(routerName, namespace)) },
  };
  renames.set('spec.provider', 'spec.virtualRouter.name');
  const routerSpec = {
    awsName: namespacedName(routerName, namespace),
    ...(spec.meshName === undefined ? {} : { meshName: spec.meshName }),
    listeners: recordOf(virtualRouter).listeners ?? listenersOfFirstTarget(object, all),
    ...(routes === undefined ? {} : { routes }),
  };
  const router = rewriteSpec(object, routerSpec, (member) => replaceMember(member, object, warnings));
  const routerRenames: Renames = new Map([
    ...router.renames,
    ['spec.awsName', 'spec.virtualRouter.name'],
    ['spec.listeners', 'spec.virtualRouter.listeners'],
  ]);
  return [
    { ...service, spec: { ...service.spec, provider }, renames },
    { ...router, kind: 'VirtualRouter', name: routerName, renames: routerRenames },
  ];
}

const ROUTE_TYPES: Readonly<Record<string, string>> = {
  http: 'httpRoute',
  http2: 'http2Route',
  grpc: 'grpcRoute',
  tcp: 'tcpRoute',
};

const SPELLINGS: Readonly<Record<string, string>> = {
  hostName: 'hostname',
  certificateArn: 'certificateARN',
  certificateAuthorityArns: 'certificateAuthorityARNs',
};

function replaceMember(member: Member, object: Convertible, warnings: Warnings): Replacement | undefined {
  const { name, value, path, parent } = member;
  const text = textOf(value);
  const spelling = SPELLINGS[name] ?? (parent === 'routes' ? ROUTE_TYPES[name] : undefined);
  if (spelling !== undefined) {
    warnings.add(path, name, spelling);
    return { name: spelling };
  }
  if (name === 'meshName' && parent === '') {
    warnings.add(path, 'spec.meshName', 'spec.namespaceSelector of the Mesh, which fills in spec.meshRef');
    return { name: 'meshRef', value: { name: value } };
  }
  if (name === 'virtualServiceName' && text !== undefined) {
    warnings.add(path, 'virtualServiceName', 'virtualServiceRef or virtualServiceARN');
    return { name: 'virtualServiceARN', value: arn(object, 'virtualService', text) };
  }
  if (name === 'virtualNodeName' && text !== undefined) {
    warnings.add(path, 'virtualNodeName', 'virtualNodeRef or virtualNodeARN');
    return {
      name: 'virtualNodeARN',
      value: arn(object, 'virtualNode', namespacedName(text, object.namespace)),
    };
  }
  if (name === 'perRetryTimeoutMillis') {
    warnings.add(path, 'perRetryTimeoutMillis', 'perRetryTimeout with unit and value');
    return { name: 'perRetryTimeout', value: { unit: 'ms', value } };
  }
  if (name === 'cloudMap') {
    warnings.add(path, 'cloudMap', 'awsCloudMap');
    return { name: 'awsCloudMap' };
  }
  if (name === 'attributes' && parent === 'cloudMap') {
    warnings.add(path, 'attributes as an object', 'attributes as a list of key and value');
    const attributes = Object.entries(recordOf(value)).map(([key, content]) => ({ key, value: content }));
    return { name, value: attributes };
  }
  // A route's name was made unique like every other.
  if (name === 'name' && parent === 'routes' && text !== undefined) {
    return { name, value: namespacedName(text, object.namespace) };
  }
  return undefined;
}

function rewriteSpec(
  object: Convertible,
  spec: JsonRecord,
  replace: (member: Member) => Replacement | 'drop' | undefined,
): Convertible {
  const renames = new Map<string, string>();
  return { ...object, spec: recordOf(rewriteMembers(spec, { from: 'spec' }, replace, renames)), renames };
}

/** How v1beta1 made the name of a node, router or route unique in the mesh; a dot stood before another namespace. */
function namespacedName(name: string, namespace: string): string {
  return name.includes('.') ? name.replaceAll('.', '-') : `${name}-${namespace}`;
}

/** v1beta1 names resources, not objects; an ARN is what v1beta2 has for that. Account and region do not matter here. */
function arn({ spec }: Convertible, kind: 'virtualNode' | 'virtualRouter' | 'virtualService', name: string) {
  return formatReferenceArn({ meshName: textOf(spec.meshName) ?? '', kind, name });
}

function listenersOfFirstTarget(
  { spec, namespace }: Convertible,
  all: readonly KubernetesDocument[],
): unknown {
  const [route] = listOf(spec.routes);
  const { http, http2, grpc, tcp } = recordOf(route);
  const [target] = listOf(recordOf(recordOf(http ?? http2 ?? grpc ?? tcp).action).weightedTargets);
  const wanted = textOf(recordOf(target).virtualNodeName);
  if (wanted === undefined) return [];
  const node = all
    .map(({ content }) => recordOf(content))
    .find(({ kind, metadata }) => {
      const { name, namespace: own } = recordOf(metadata);
      const found = textOf(name);
      if (kind !== 'VirtualNode' || found === undefined) return false;
      return namespacedName(found, textOf(own) ?? 'default') === namespacedName(wanted, namespace);
    });
  const [listener] = listOf(recordOf(node?.spec).listeners);
  return listener === undefined ? [] : [{ portMapping: recordOf(listener).portMapping }];
}
