import { createFileRegistry, type DescMessage, type FileRegistry, fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { DESCRIPTOR_SET_BASE64 } from '../../generated/descriptor-set.ts';
import type { ResourceTypeName } from '../resource-set.ts';

const MESSAGE_NAMES: Readonly<Record<ResourceTypeName, string>> = {
  clusters: 'envoy.config.cluster.v3.Cluster',
  endpoints: 'envoy.config.endpoint.v3.ClusterLoadAssignment',
  listeners: 'envoy.config.listener.v3.Listener',
  routes: 'envoy.config.route.v3.RouteConfiguration',
  secrets: 'envoy.extensions.transport_sockets.tls.v3.Secret',
};

let loaded: FileRegistry | undefined;

/** All messages the package can encode. Read at first use, as it takes some tens of milliseconds. */
export function descriptorRegistry(): FileRegistry {
  loaded ??= createFileRegistry(
    fromBinary(FileDescriptorSetSchema, Buffer.from(DESCRIPTOR_SET_BASE64, 'base64')),
  );
  return loaded;
}

/** Throws for a message outside the descriptor set: its name is written in this package, so that is a defect. */
export function requireMessage(typeName: string): DescMessage {
  const message = descriptorRegistry().getMessage(typeName);
  if (message === undefined) {
    throw new Error(`${typeName} is not in the descriptor set; add its file to scripts/descriptor-roots.ts`);
  }
  return message;
}

export function resourceMessage(type: ResourceTypeName): DescMessage {
  return requireMessage(MESSAGE_NAMES[type]);
}

/** The type URL under which a resource type is requested and sent. */
export function typeUrlOf(type: ResourceTypeName): string {
  return `type.googleapis.com/${MESSAGE_NAMES[type]}`;
}

const TYPE_OF_URL = new Map(
  (Object.keys(MESSAGE_NAMES) as ResourceTypeName[]).map((type) => [typeUrlOf(type), type] as const),
);

/** The resource type of a type URL; undefined for one that is not served. */
export function typeOfUrl(typeUrl: string): ResourceTypeName | undefined {
  return TYPE_OF_URL.get(typeUrl);
}
