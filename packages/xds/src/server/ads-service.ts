import type { ServiceDefinition, UntypedServiceImplementation } from '@grpc/grpc-js';
import { type handleBidiStreamingCall, type ServerDuplexStream, status } from '@grpc/grpc-js';
import {
  type DiscoveryRequest,
  type DiscoveryResponse,
  decodeDiscoveryRequest,
  encodeDiscoveryResponse,
} from './discovery-messages.ts';

/** The server's side of one aggregated stream. */
export type AdsCall = ServerDuplexStream<DiscoveryRequest, DiscoveryResponse>;

const SERVICE = '/envoy.service.discovery.v3.AggregatedDiscoveryService';

/** The aggregated discovery service, both of its methods. */
export const ADS_SERVICE: ServiceDefinition = {
  StreamAggregatedResources: {
    path: `${SERVICE}/StreamAggregatedResources`,
    requestStream: true,
    responseStream: true,
    requestSerialize: unused,
    requestDeserialize: decodeDiscoveryRequest,
    responseSerialize: encodeDiscoveryResponse,
    responseDeserialize: unused,
  },
  DeltaAggregatedResources: {
    path: `${SERVICE}/DeltaAggregatedResources`,
    requestStream: true,
    responseStream: true,
    requestSerialize: unused,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: unused,
  },
};

/** The client's half of a method, which a server never runs. */
function unused(): never {
  throw new Error('a server neither writes requests nor reads responses');
}

/** The service's methods: streams go to `onStream`, delta is refused in words that say what to change. */
export function implementAds(onStream: (call: AdsCall) => void): UntypedServiceImplementation {
  const refuseDelta: handleBidiStreamingCall<Buffer, Buffer> = (call) => {
    call.emit('error', {
      code: status.UNIMPLEMENTED,
      details:
        'this server speaks state of the world only; set api_type: GRPC instead of DELTA_GRPC in ads_config',
    });
  };
  return { StreamAggregatedResources: onStream, DeltaAggregatedResources: refuseDelta };
}
