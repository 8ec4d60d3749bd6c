import type { ConfigMap, Container, EnvVar, Pod, Secret } from '@mesh-workshop/kubernetes-api';
import { LOOPBACK } from './pod-ports.ts';

/** Where references in a container's environment lead. */
export interface EnvironmentSources {
  configMap(name: string): ConfigMap | undefined;
  secret(name: string): Secret | undefined;
}

/** What the local target itself puts into a container's environment. */
export interface LocalEnvironment {
  readonly searchPath: string;
  readonly home: string;
  /** the container's own port, told as PORT; absent for containers without one */
  readonly port?: number;
  /** VERSION of a service's image */
  readonly version?: string;
  /** the HTTP proxy that leads into the mesh or to the Services */
  readonly proxy?: string;
}

/** An environment, or everything that is wrong with it. */
export interface ResolvedEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

/**
 * The environment of a container: the image's, then envFrom, then env, then what makes it run on this machine (HOST, PORT and the proxy), which
 * the chart cannot know. Nothing of the node agent's own environment is inherited.
 */
export function resolveContainerEnvironment(
  pod: Pod,
  container: Container,
  sources: EnvironmentSources,
  local: LocalEnvironment,
): ResolvedEnvironment {
  const problems: string[] = [];
  const env: Record<string, string> = {
    PATH: local.searchPath,
    HOME: local.home,
    HOSTNAME: pod.metadata.name,
    ...(local.version === undefined ? {} : { VERSION: local.version }),
  };
  for (const source of container.envFrom ?? []) Object.assign(env, resolveEnvFrom(source, sources, problems));
  for (const variable of container.env ?? []) {
    const value = resolveVariable(variable, pod, container, sources, problems);
    if (value !== undefined) env[variable.name] = expandReferences(value, env);
  }
  Object.assign(env, localVariables(local));
  return { env, problems };
}

function localVariables({ port, proxy }: LocalEnvironment): Record<string, string> {
  const direct = `${LOOPBACK},localhost`;
  return {
    HOST: LOOPBACK,
    ...(port === undefined ? {} : { PORT: String(port) }),
    // Both cases: curl reads only the lower one. And loopback goes direct, or probes would go round.
    ...(proxy === undefined
      ? {}
      : { http_proxy: proxy, HTTP_PROXY: proxy, no_proxy: direct, NO_PROXY: direct }),
  };
}

/** `$(NAME)` stands for a variable that was set before; `$$(NAME)` for itself. */
function expandReferences(value: string, env: Readonly<Record<string, string>>): string {
  return value.replace(/\$\$\(|\$\(([-._a-zA-Z][-._a-zA-Z0-9]*)\)/g, (match, name: string | undefined) =>
    name === undefined ? '$(' : (env[name] ?? match),
  );
}

interface KeyReference {
  readonly name?: string;
  readonly key?: string;
  readonly optional?: boolean;
}

function resolveVariable(
  variable: EnvVar,
  pod: Pod,
  container: Container,
  sources: EnvironmentSources,
  problems: string[],
): string | undefined {
  if (variable.valueFrom === undefined) return variable.value ?? '';
  const from = variable.valueFrom as {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly configMapKeyRef?: KeyReference;
    readonly secretKeyRef?: KeyReference;
    readonly resourceFieldRef?: { readonly resource: string };
  };
  const where = `environment variable ${variable.name} of container ${container.name}`;
  if (from.fieldRef !== undefined) {
    const value = readField(pod, from.fieldRef.fieldPath);
    if (value === undefined) problems.push(`${where}: unknown field ${from.fieldRef.fieldPath}`);
    return value;
  }
  if (from.configMapKeyRef !== undefined) {
    const { name = '', key = '', optional } = from.configMapKeyRef;
    const value = sources.configMap(name)?.data?.[key];
    if (value === undefined && optional !== true)
      problems.push(`${where}: ConfigMap ${name} has no key ${key}`);
    return value;
  }
  if (from.secretKeyRef !== undefined) {
    const { name = '', key = '', optional } = from.secretKeyRef;
    const value = decode(sources.secret(name)?.data?.[key]);
    if (value === undefined && optional !== true) problems.push(`${where}: Secret ${name} has no key ${key}`);
    return value;
  }
  problems.push(`${where}: valueFrom knows fieldRef, configMapKeyRef and secretKeyRef here`);
  return undefined;
}

function resolveEnvFrom(
  source: NonNullable<Container['envFrom']>[number],
  sources: EnvironmentSources,
  problems: string[],
): Record<string, string> {
  const {
    prefix = '',
    configMapRef,
    secretRef,
  } = source as {
    readonly prefix?: string;
    readonly configMapRef?: { readonly name: string; readonly optional?: boolean };
    readonly secretRef?: { readonly name: string; readonly optional?: boolean };
  };
  const values: Record<string, string> = {};
  if (configMapRef !== undefined) {
    const configMap = sources.configMap(configMapRef.name);
    if (configMap === undefined && configMapRef.optional !== true)
      problems.push(`envFrom: ConfigMap ${configMapRef.name} not found`);
    Object.assign(values, configMap?.data);
  }
  if (secretRef !== undefined) {
    const secret = sources.secret(secretRef.name);
    if (secret === undefined && secretRef.optional !== true)
      problems.push(`envFrom: Secret ${secretRef.name} not found`);
    for (const [key, value] of Object.entries(secret?.data ?? {})) values[key] = decode(value) ?? '';
  }
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${key}`, value]));
}

function decode(base64: string | undefined): string | undefined {
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('utf8');
}

function readField(pod: Pod, path: string): string | undefined {
  const keyed = /^metadata\.(labels|annotations)\['([^']+)'\]$/.exec(path);
  if (keyed !== null) {
    const [, map, key = ''] = keyed;
    return (map === 'labels' ? pod.metadata.labels : pod.metadata.annotations)?.[key] ?? '';
  }
  const fields: Readonly<Record<string, string | undefined>> = {
    'metadata.name': pod.metadata.name,
    'metadata.namespace': pod.metadata.namespace,
    'metadata.uid': pod.metadata.uid,
    'spec.nodeName': pod.spec.nodeName ?? '',
    'spec.serviceAccountName': pod.spec.serviceAccountName ?? 'default',
    'status.podIP': LOOPBACK,
    'status.podIPs': LOOPBACK,
    'status.hostIP': LOOPBACK,
  };
  return fields[path];
}
