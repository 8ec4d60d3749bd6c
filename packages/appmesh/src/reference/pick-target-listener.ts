import type { ProblemCode } from '../problem-codes.ts';
import type { Listener } from '../resource-spec/listener.ts';
import type { VirtualNodeSpec } from '../resource-spec/virtual-node-spec.ts';
import type { WeightedTarget } from '../resource-spec/weighted-targets.ts';

/** Why a weighted target cannot be reached. `member` is relative to the target. */
export interface Unreachable {
  readonly code: ProblemCode;
  readonly member: 'virtualNode' | 'port';
  /** Continues a sentence that starts with the member's path. */
  readonly message: string;
}

/** The listener of its virtual node that a weighted target means, or why there is none. */
export function pickTargetListener(
  target: WeightedTarget,
  node: VirtualNodeSpec,
): { readonly listener: Listener } | { readonly unreachable: Unreachable } {
  const { virtualNode, port } = target;
  const listeners = node.listeners ?? [];
  const [first] = listeners;
  if (first === undefined) {
    const message = `is ${virtualNode}, which has no listener and so takes no requests; give it one`;
    return { unreachable: { code: 'no-listener', member: 'virtualNode', message } };
  }
  const ports = listeners.map(({ portMapping }) => portMapping.port);
  if (port === undefined && listeners.length > 1) {
    const message = `is required, because ${virtualNode} has several listeners; allowed: ${ports.join(', ')}`;
    return { unreachable: { code: 'port-match-required', member: 'port', message } };
  }
  const listener = port === undefined ? first : listeners[ports.indexOf(port)];
  if (listener === undefined) {
    const message = `is ${port}, but ${virtualNode} has no listener on it; allowed: ${ports.join(', ')}`;
    return { unreachable: { code: 'unknown-port', member: 'port', message } };
  }
  return { listener };
}
