import type { HealthCheckModel, ListenerModel, OutlierDetectionModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { duration } from '../duration.ts';

/**
 * How a caller tells which instances behind a listener are well, as a part of its cluster. Every caller asks every instance. An
 * instance that is no longer among the endpoints is left alone at once, however well it still looks.
 */
export function translateHealth({ healthCheck, outlierDetection }: ListenerModel, host: string): JsonObject {
  return {
    ...(healthCheck === undefined
      ? {}
      : { health_checks: [translateHealthCheck(healthCheck, host)], ignore_health_on_host_removal: true }),
    ...(outlierDetection === undefined
      ? {}
      : { outlier_detection: translateOutlierDetection(outlierDetection) }),
  };
}

function translateHealthCheck(check: HealthCheckModel, host: string): JsonObject {
  const { healthyThreshold, unhealthyThreshold } = check;
  const interval = duration(check.intervalMillis);
  return {
    timeout: duration(check.timeoutMillis),
    interval,
    // Envoy would ask only once a minute as long as the cluster has no requests, and notice a recovery as late.
    no_traffic_interval: interval,
    healthy_threshold: healthyThreshold,
    unhealthy_threshold: unhealthyThreshold,
    ...translateQuestion(check, host),
  };
}

function translateQuestion({ protocol, path }: HealthCheckModel, host: string): JsonObject {
  switch (protocol) {
    case 'tcp':
      return { tcp_health_check: {} };
    case 'grpc':
      return { grpc_health_check: { authority: host } };
    case 'http':
      return { http_health_check: { host, path } };
    case 'http2':
      return { http_health_check: { host, path, codec_client_type: 'HTTP2' } };
  }
}

/** Envoy's other detector, which compares success rates, is switched off: nobody asked for it. */
function translateOutlierDetection(detection: OutlierDetectionModel): JsonObject {
  return {
    consecutive_5xx: detection.maxServerErrors,
    interval: duration(detection.intervalMillis),
    base_ejection_time: duration(detection.baseEjectionMillis),
    max_ejection_percent: detection.maxEjectionPercent,
    enforcing_success_rate: 0,
    always_eject_one_host: true,
  };
}
