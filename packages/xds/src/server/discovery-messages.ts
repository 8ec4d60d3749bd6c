import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import type { JsonObject } from '@mesh-workshop/json';
import { requireMessage, typeUrlOf } from '../encoding/descriptor-registry.ts';
import type { ProxyNode } from '../proxy-status.ts';
import type { ResourceTypeName } from '../resource-set.ts';
import type { Entries } from '../snapshot/build-snapshot.ts';

/** `envoy.service.discovery.v3.DiscoveryRequest`, as far as the server reads it. */
export interface DiscoveryRequest {
  readonly typeUrl: string;
  readonly versionInfo: string;
  readonly responseNonce: string;
  readonly resourceNames: readonly string[];
  /** Only in the first request of a stream, from most clients. */
  readonly node?: ProxyNode;
  /** Present in a NACK. */
  readonly errorMessage?: string;
}

/** `envoy.service.discovery.v3.DiscoveryResponse`, as the server writes it. */
export interface DiscoveryResponse {
  readonly type: ResourceTypeName;
  readonly version: string;
  readonly nonce: string;
  readonly entries: Entries;
}

/** What the library makes of the request's message; the descriptor set is loaded at run time, so types are ours to state. */
interface DecodedRequest {
  readonly typeUrl: string;
  readonly versionInfo: string;
  readonly responseNonce: string;
  readonly resourceNames: readonly string[];
  readonly errorDetail?: { readonly message: string };
  readonly node?: {
    readonly id: string;
    readonly cluster: string;
    readonly metadata?: JsonObject;
    readonly userAgentName: string;
    readonly userAgentVersionType: {
      readonly case: string | undefined;
      readonly value?: unknown;
    };
  };
}

interface BuildVersion {
  readonly version?: { readonly majorNumber: number; readonly minorNumber: number; readonly patch: number };
}

function readUserAgent({ userAgentName, userAgentVersionType }: NonNullable<DecodedRequest['node']>): string {
  const { case: kind, value } = userAgentVersionType;
  if (kind === 'userAgentVersion') {
    return `${userAgentName}/${String(value)}`;
  }
  const version = kind === 'userAgentBuildVersion' ? (value as BuildVersion).version : undefined;
  return version === undefined
    ? userAgentName
    : `${userAgentName}/${version.majorNumber}.${version.minorNumber}.${version.patch}`;
}

/** Reads the bytes of a request. Throws when they are none. */
export function decodeDiscoveryRequest(bytes: Uint8Array): DiscoveryRequest {
  const schema = requireMessage('envoy.service.discovery.v3.DiscoveryRequest');
  const message = fromBinary(schema, bytes) as unknown as DecodedRequest;
  const { typeUrl, versionInfo, responseNonce, resourceNames, node, errorDetail } = message;
  return {
    typeUrl,
    versionInfo,
    responseNonce,
    resourceNames,
    ...(errorDetail === undefined ? {} : { errorMessage: errorDetail.message }),
    ...(node === undefined
      ? {}
      : {
          node: {
            id: node.id,
            cluster: node.cluster,
            metadata: node.metadata ?? {},
            userAgent: readUserAgent(node),
          },
        }),
  };
}

/** Writes a response around the bytes its resources already have. */
export function encodeDiscoveryResponse({ type, version, nonce, entries }: DiscoveryResponse): Buffer {
  const schema = requireMessage('envoy.service.discovery.v3.DiscoveryResponse');
  const typeUrl = typeUrlOf(type);
  const response = {
    typeUrl,
    versionInfo: version,
    nonce,
    resources: [...entries.values()].map(({ resource }) => ({ typeUrl, value: resource.bytes })),
  };
  return Buffer.from(toBinary(schema, create(schema, response as MessageInitShape<typeof schema>)));
}
