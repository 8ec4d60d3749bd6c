import type { JsonObject } from '@mesh-workshop/json';
import type { Tracing } from '../proxy-context.ts';
import { extension } from '../typed-config.ts';

/** What a span says about where it was made. */
export interface TracedProxy {
  readonly meshName: string;
  readonly kind: 'virtual_node' | 'virtual_gateway';
  readonly name: string;
}

/**
 * Tracing of an HTTP connection manager, as a part of its settings; empty when the proxy did not ask for it. Envoy asks the
 * X-Ray tracer about every request; which of them are kept is decided by the caller's `X-Amzn-Trace-Id` (`Sampled=1` forces a
 * trace, `Sampled=0` forbids it) and, where that says nothing, by the sampling rate. As in App Mesh the first request of each
 * second is kept too, unless the rate is 0. Envoy's own use of x-request-id for all that is switched off: it would change the id, and
 * would not trace a request whose id is no UUID.
 */
export function translateTracing(tracing: Tracing | undefined, proxy: TracedProxy): JsonObject {
  if (tracing === undefined) return {};
  const { daemon, samplingRate, segmentName = `${proxy.meshName}/${proxy.name}` } = tracing.xray;
  const { address, port } = daemon;
  const rules = {
    version: 2,
    default: { fixed_target: samplingRate === 0 ? 0 : 1, rate: samplingRate },
    rules: [],
  };
  const appMesh = { mesh_name: proxy.meshName, [`${proxy.kind}_name`]: proxy.name };
  const provider = extension('envoy.tracers.xray', 'envoy.config.trace.v3.XRayConfig', {
    daemon_endpoint: { protocol: 'UDP', address, port_value: port },
    segment_name: segmentName,
    sampling_rule_manifest: { inline_string: JSON.stringify(rules) },
    segment_fields: { origin: 'AWS::AppMesh::Proxy', aws: { app_mesh: appMesh } },
  });
  const requestId = extension(
    'envoy.request_id.uuid',
    'envoy.extensions.request_id.uuid.v3.UuidRequestIdConfig',
    { pack_trace_reason: false, use_request_id_for_trace_sampling: false },
  );
  return {
    tracing: { provider },
    request_id_extension: { typed_config: requestId.typed_config ?? {} },
  };
}
