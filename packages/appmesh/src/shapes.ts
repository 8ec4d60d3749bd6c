/** The grammar of shapes and the shapes of App Mesh's members: for whoever writes the same resources in another form. */
export { grpcGatewayRoute, httpGatewayRoute } from './resource-spec/gateway-route-spec.ts';
export { grpcRoute } from './resource-spec/grpc-route.ts';
export { httpRoute } from './resource-spec/http-route.ts';
export { connectionPoolMembers, healthCheck, listener } from './resource-spec/listener.ts';
export { logging } from './resource-spec/logging.ts';
export { portMapping } from './resource-spec/port-mapping.ts';
export { serviceDiscovery } from './resource-spec/service-discovery.ts';
export { tcpRoute } from './resource-spec/tcp-route.ts';
export { clientPolicyTls, listenerTls } from './resource-spec/tls.ts';
export { checkShape } from './shape/check-shape.ts';
export {
  enumeration,
  integer,
  list,
  type MemberCount,
  type RequiredMember,
  type Rule,
  required,
  type Shape,
  type StructureShape,
  string,
  structure,
  type Violation,
} from './shape/shape.ts';
