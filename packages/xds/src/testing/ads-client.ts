import { fromBinary, fromJson, type JsonValue, toBinary, toJson } from '@bufbuild/protobuf';
import { Client, type ClientDuplexStream, credentials, type StatusObject } from '@grpc/grpc-js';
import type { JsonObject } from '@mesh-workshop/json';
import { onTestFinished } from 'vitest';
import { descriptorRegistry, requireMessage, typeOfUrl, typeUrlOf } from '../encoding/descriptor-registry.ts';
import type { ResourceTypeName } from '../resource-set.ts';

/** A response as a client reads it. */
export interface ReceivedResponse {
  readonly type: ResourceTypeName;
  readonly version: string;
  readonly nonce: string;
  readonly resources: Readonly<Record<string, JsonObject>>;
}

/** What a request says beside its type. */
interface RequestParts {
  readonly names?: readonly string[];
  readonly version?: string;
  readonly nonce?: string;
  readonly error?: string;
}

/** A gRPC client on a real socket that does nothing by itself: each request is the test's. */
export interface AdsClient {
  /** Everything received, oldest first. */
  readonly responses: readonly ReceivedResponse[];
  /** Filled when the stream has ended. */
  readonly ended: { status?: StatusObject };
  request(type: ResourceTypeName, parts?: RequestParts): void;
  ack(response: ReceivedResponse, names?: readonly string[]): void;
  nack(response: ReceivedResponse, error: string, names?: readonly string[]): void;
  /** Calls `listener` for each further response. */
  onResponse(listener: (response: ReceivedResponse) => void): void;
  /** Stops and starts reading from the socket. */
  pause(): void;
  resume(): void;
  /** Breaks the stream off and closes the connection. */
  close(): void;
}

export interface AdsClientOptions {
  /** The `node` of the first request; without it none is sent. */
  readonly node?: JsonObject;
  readonly method?: 'StreamAggregatedResources' | 'DeltaAggregatedResources';
}

interface DecodedResponse {
  readonly typeUrl: string;
  readonly versionInfo: string;
  readonly nonce: string;
  readonly resources: readonly { readonly value: Uint8Array }[];
}

const DISCOVERY = 'envoy.service.discovery.v3';

function encodeRequest(request: JsonObject): Buffer {
  const schema = requireMessage(`${DISCOVERY}.DiscoveryRequest`);
  return Buffer.from(
    toBinary(schema, fromJson(schema, request as JsonValue, { registry: descriptorRegistry() })),
  );
}

function decodeResponse(bytes: Buffer): ReceivedResponse {
  const response = fromBinary(
    requireMessage(`${DISCOVERY}.DiscoveryResponse`),
    bytes,
  ) as unknown as DecodedResponse;
  const type = typeOfUrl(response.typeUrl);
  if (type === undefined) {
    throw new Error(`unknown type ${response.typeUrl}`);
  }
  const schema = requireMessage(response.typeUrl.slice(response.typeUrl.lastIndexOf('/') + 1));
  const resources: Record<string, JsonObject> = {};
  for (const { value } of response.resources) {
    const options = { registry: descriptorRegistry(), useProtoFieldName: true };
    const json = toJson(schema, fromBinary(schema, value), options) as JsonObject;
    resources[String(json.name ?? json.cluster_name)] = json;
  }
  return { type, version: response.versionInfo, nonce: response.nonce, resources };
}

/** Connects to 127.0.0.1:`port` and opens a stream. Closed with the test. */
export function connectAdsClient(port: number, options: AdsClientOptions = {}): AdsClient {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    // Streams of one process would otherwise share a connection.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_receive_message_length': -1,
  });
  const stream: ClientDuplexStream<JsonObject, ReceivedResponse> = client.makeBidiStreamRequest(
    `/${DISCOVERY}.AggregatedDiscoveryService/${options.method ?? 'StreamAggregatedResources'}`,
    encodeRequest,
    decodeResponse,
  );
  const responses: ReceivedResponse[] = [];
  const listeners: ((response: ReceivedResponse) => void)[] = [];
  const ended: { status?: StatusObject } = {};
  let node = options.node;
  stream.on('data', (response: ReceivedResponse) => {
    responses.push(response);
    for (const listener of listeners) {
      listener(response);
    }
  });
  stream.on('status', (status: StatusObject) => {
    ended.status = status;
  });
  // The status event says the same; without a listener the error would end the process.
  stream.on('error', () => {});

  function request(type: ResourceTypeName, parts: RequestParts = {}): void {
    stream.write({
      type_url: typeUrlOf(type),
      version_info: parts.version ?? '',
      response_nonce: parts.nonce ?? '',
      resource_names: parts.names ?? [],
      ...(node === undefined ? {} : { node }),
      ...(parts.error === undefined ? {} : { error_detail: { code: 3, message: parts.error } }),
    });
    node = undefined;
  }

  function close(): void {
    stream.cancel();
    client.close();
  }
  onTestFinished(close);

  return {
    responses,
    ended,
    request,
    ack: ({ type, version, nonce }, names = []) => request(type, { version, nonce, names }),
    nack: ({ type, nonce }, error, names = []) => request(type, { nonce, error, names }),
    onResponse: (listener) => listeners.push(listener),
    pause: () => stream.pause(),
    resume: () => stream.resume(),
    close,
  };
}
