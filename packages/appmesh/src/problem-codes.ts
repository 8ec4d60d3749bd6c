/**
 * Every code a problem can have, and what it means. Codes are stable: tools may rely on them, messages are for people.
 */
export const PROBLEM_CODES = {
  // What a shape description can find in one document.
  'wrong-type': 'a member has another JSON type than its shape',
  'missing-member': 'a required member is absent',
  'unknown-member': 'a member is not part of the shape',
  'member-count':
    'too many or too few members of a group where a fixed number may be set, for example a union',
  'value-not-allowed': 'a value is not in its enumeration',
  'out-of-range': 'a number is outside its range',
  'wrong-length': 'a string is too short or too long',
  'wrong-size': 'a list has too few or too many items',
  'pattern-mismatch': 'a string does not have the required form',
  unsupported: 'part of the App Mesh API, but not translated by this control plane yet',
  // Rules within one resource.
  'protocol-mismatch': 'a protocol does not fit the protocol it is used with',
  duplicate: 'something that must be unique is there twice',
  'weights-total': 'the weights of a route add up to nothing, or to more than 100',
  'no-effect': 'a member is right, but nothing in the mesh makes use of it',
  'retry-events-missing': 'a retry policy names no event to retry on',
  // Rules and references between resources.
  'port-match-required': 'a port must be named because there are several listeners',
  'unknown-port': 'a port is named that no listener has',
  'reserved-port': 'a virtual node listens on a port that redirection uses itself',
  'shared-discovery': 'virtual nodes of two meshes are found as one service of Cloud Map',
  'tls-mismatch': 'a caller and its target do not agree on TLS, so that every request fails',
  'no-listener': 'something must be reached through a listener, and there is none',
  'missing-reference': 'a resource is named that does not exist',
  'missing-parent': 'the mesh, router or gateway that a resource belongs to does not exist',
  // Between resources and the instances behind them.
  'unknown-service-port': 'nothing says at which port of the instances a listener is reached',
  'no-endpoints': 'a virtual node is called behind which nobody is ready',
  // Kubernetes documents.
  'unknown-kind': 'a document has an App Mesh kind or version that does not exist',
  'replaced-member': 'a document uses an older form, which was converted',
  'mesh-selection': 'a namespace is not selected by exactly one mesh',
  'gateway-selection': 'a gateway route is not selected by exactly one virtual gateway',
  'being-deleted': 'something cannot be joined because it is being deleted',
  'immutable-member': 'a member was changed that cannot change once it is set',
  'injection-conflict': 'labels and annotations do not say clearly which sidecar a pod gets',
  // Translation for one proxy.
  'unknown-virtual-gateway': 'a proxy stands for a virtual gateway that does not exist',
  'rewrite-conflict':
    'the regular expression of a route cannot be matched behind the rewrite of a gateway route',
  'unknown-virtual-node': 'a proxy stands for a virtual node that does not exist',
  'port-conflict': 'two backends need different protocols on one port of the egress listener',
  'bind-missing': 'the proxy did not say on which port a listener of its virtual node is to be bound',
  'invalid-proxy-metadata': 'what a proxy says about itself cannot be understood',
  'ambiguous-name': 'a short name belongs to Services of several namespaces',
} as const satisfies Readonly<Record<string, string>>;

/** A key of `PROBLEM_CODES`. */
export type ProblemCode = keyof typeof PROBLEM_CODES;
