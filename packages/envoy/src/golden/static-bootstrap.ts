import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import { isJsonObject } from '@mesh-workshop/json';
import type { ResourceSet } from '@mesh-workshop/xds';
import { STATIC_RUNTIME } from '../build-bootstrap.ts';
import { createCertificateAuthority, type IssuedCertificate } from '../testing/certificate-authority.ts';

/** What stands for the files of certificates that a resource set names, as texts. */
export interface SampleFiles extends IssuedCertificate {
  readonly trust: string;
}

const NO_FILES: SampleFiles = { certificateChain: '', privateKey: '', serialNumber: '', trust: '' };

/** Files of a certificate authority of one's own. */
export async function sampleFiles(): Promise<SampleFiles> {
  const authority = await createCertificateAuthority('sample');
  return { trust: authority.trust, ...(await authority.issue(['sample'])) };
}

/**
 * A resource set as the static part of a bootstrap, for `envoy --mode validate`, which asks no control plane: what would come
 * over the stream (route configurations, endpoints, secrets) is put in its place. That is stricter than the stream, since Envoy then
 * also checks that each cluster that a route names exists. The files of certificates need not be there: `files` stand for them.
 */
export function staticBootstrap(
  { clusters, endpoints, listeners, routes, secrets }: ResourceSet,
  files: SampleFiles = NO_FILES,
): JsonObject {
  const inlined = Object.values(listeners).map((listener) => inlineRoutes(listener, routes) as JsonObject);
  const withEndpoints = Object.entries(clusters).map(([name, cluster]) =>
    cluster.type === 'EDS' ? inlineEndpoints(cluster, endpoints[name]) : cluster,
  );
  return {
    static_resources: {
      clusters: withEndpoints.map((cluster) => withoutSecretSources(cluster) as JsonObject),
      listeners: inlined.map((listener) => withoutSecretSources(listener) as JsonObject),
      secrets: Object.values(secrets).map((secret) => inlineFiles(secret, files)),
    },
    layered_runtime: STATIC_RUNTIME,
  };
}

/** A secret without a source is a static one. */
function withoutSecretSources(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => withoutSecretSources(item));
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'sds_config');
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutSecretSources(member)]));
}

/** Only what comes over the stream can be watched. */
function inlineFiles(secret: JsonObject, files: SampleFiles): JsonObject {
  const text = (inline: string): JsonObject => ({ inline_string: inline });
  const content =
    secret.tls_certificate === undefined
      ? { validation_context: { trusted_ca: text(files.trust) } }
      : {
          tls_certificate: {
            certificate_chain: text(files.certificateChain),
            private_key: text(files.privateKey),
          },
        };
  return { name: secret.name ?? '', ...content };
}

function inlineEndpoints(cluster: JsonObject, assignment: JsonObject | undefined): JsonObject {
  const { eds_cluster_config: _, ...rest } = cluster;
  return { ...rest, type: 'STATIC', load_assignment: assignment ?? {} };
}

/** Replaces every `rds` by the route configuration that it names. */
function inlineRoutes(value: JsonValue, routes: ResourceSet['routes']): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => inlineRoutes(item, routes));
  if (!isJsonObject(value)) return value;
  const { rds, ...rest } = value;
  const entries = Object.entries(rest).map(([key, member]) => [key, inlineRoutes(member, routes)] as const);
  const inlined = Object.fromEntries(entries);
  if (!isJsonObject(rds)) return inlined;
  return { ...inlined, route_config: routes[String(rds.route_config_name)] ?? {} };
}
