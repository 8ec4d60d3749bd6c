import type { Problem } from '@mesh-workshop/appmesh';
import { selects } from '@mesh-workshop/appmesh';
import { describeSelector } from '../document/describe-selector.ts';
import { recordOf, textOf } from '../document/json-record.ts';
import type { KubernetesNamespace } from '../document/kubernetes-document.ts';
import type { KubernetesObject } from '../document/kubernetes-object.ts';
import { isTooLate, namespaceLabels, type Selection, selectorOf } from './select-mesh.ts';

/** The virtual gateway that a gateway route belongs to: the one it already names, or the only one of its mesh that selects it. */
export function selectGateway(
  route: KubernetesObject,
  all: readonly KubernetesObject[],
  isInMesh: (gateway: KubernetesObject) => boolean,
  namespaces: readonly KubernetesNamespace[],
): Selection {
  const named = recordOf(route.spec.virtualGatewayRef);
  const name = textOf(named.name);
  if (name !== undefined) return findNamed(name, textOf(named.namespace) ?? route.namespace, all, isInMesh);
  const gateways = all.filter(isInMesh);
  const labels = namespaceLabels(namespaces, route.namespace);
  const candidates = gateways.filter(
    (gateway) =>
      selects(selectorOf(gateway, 'namespaceSelector'), labels) &&
      // Unlike every other selector, an absent one selects every gateway route.
      ((gateway.spec.gatewayRouteSelector ?? undefined) === undefined ||
        selects(selectorOf(gateway, 'gatewayRouteSelector'), route.labels)),
  );
  const [gateway] = candidates;
  if (gateway === undefined || candidates.length > 1) {
    return { problem: notSelected(route, candidates, gateways) };
  }
  if (!isTooLate(route, gateway)) return { value: gateway };
  const message = `unable to create new gateway routes of virtual gateway ${gateway.name} because it is being terminated.`;
  return { problem: { severity: 'error', code: 'being-deleted', path: 'metadata.name', message } };
}

function findNamed(
  name: string,
  namespace: string,
  gateways: readonly KubernetesObject[],
  isInMesh: (gateway: KubernetesObject) => boolean,
): Selection {
  const value = gateways.find((gateway) => gateway.name === name && gateway.namespace === namespace);
  if (value !== undefined && isInMesh(value)) return { value };
  const path = 'spec.virtualGatewayRef';
  const why =
    value === undefined
      ? 'a VirtualGateway that does not exist'
      : 'which does not belong to the mesh of the gateway route';
  const message = `${path} is ${namespace}/${name}, ${why}.`;
  return { problem: { severity: 'error', code: 'missing-reference', path, message } };
}

function notSelected(
  { name, namespace }: KubernetesObject,
  candidates: readonly KubernetesObject[],
  gateways: readonly KubernetesObject[],
): Problem {
  const base = { severity: 'error', code: 'gateway-selection', path: 'metadata.name' } as const;
  if (candidates.length > 1) {
    const names = candidates.map((gateway) => `${gateway.namespace}/${gateway.name}`).join(', ');
    const found = `expecting 1 but found ${candidates.length}: ${names}`;
    const fix = 'Give them a spec.gatewayRouteSelector, so that only one selects it.';
    return {
      ...base,
      message: `found multiple matching virtualGateways for gatewayRoute: ${name}, ${found}. ${fix}`,
    };
  }
  const fix =
    gateways.length === 0
      ? 'Create a VirtualGateway.'
      : `Label namespace ${namespace} or the gateway route as one of them asks for: ${gateways.map(describeGateway).join('; ')}.`;
  const found = 'expecting 1 but found 0';
  return {
    ...base,
    message: `failed to find matching virtualGateway for gatewayRoute: ${name}, ${found}. ${fix}`,
  };
}

function describeGateway(gateway: KubernetesObject): string {
  const namespaces = selectorOf(gateway, 'namespaceSelector');
  const routes = selectorOf(gateway, 'gatewayRouteSelector');
  const name = `${gateway.namespace}/${gateway.name}`;
  if (namespaces === undefined) return `${name} selects nothing (it has no spec.namespaceSelector)`;
  const labelled = routes === undefined ? '' : ` with labels ${describeSelector(routes)}`;
  return `${name} selects gateway routes${labelled} in namespaces with labels ${describeSelector(namespaces)}`;
}
