import path from 'node:path';
import { CONFIG_MAPS, type Container, type Pod, type Probe, SECRETS } from '@mesh-workshop/kubernetes-api';
import type { LocalImage } from '../images/parse-image.ts';
import { RUN_MARK_VARIABLE } from '../processes/run-mark.ts';
import { resolveContainerEnvironment } from './container-environment.ts';
import type { NodeContext } from './node-context.ts';
import { planContainerCommand } from './plan-container.ts';
import { LOOPBACK, type PodPorts } from './pod-ports.ts';
import type { BoundProbe, ContainerLaunch } from './run-container.ts';
import { runProbe } from './run-probe.ts';

/** Where the tools of a machine usually are; the person's own PATH is none of a container's business. */
const SEARCH_PATH = `${path.dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;

/** Says how to start a container that is no sidecar, or everything that is wrong with its environment. Builds its image when it has to. */
export async function planAppLaunch(
  context: NodeContext,
  pod: Pod,
  container: Container,
  image: LocalImage,
  ports: PodPorts,
  directory: string,
): Promise<{ readonly launch: ContainerLaunch } | { readonly problems: readonly string[] }> {
  const namespace = pod.metadata.namespace ?? 'default';
  const bundle = image.kind === 'service' ? await context.bundle(image.service) : undefined;
  const first = container.ports?.[0]?.containerPort;
  const port = first === undefined ? undefined : ports.app[first];
  const { env: resolved, problems } = resolveContainerEnvironment(
    pod,
    container,
    {
      configMap: (name) => context.store.get(CONFIG_MAPS, namespace, name),
      secret: (name) => context.store.get(SECRETS, namespace, name),
    },
    {
      searchPath: SEARCH_PATH,
      home: directory,
      proxy:
        ports.sidecar === undefined ? context.serviceProxy : `http://${LOOPBACK}:${ports.sidecar.egress}`,
      ...(port === undefined ? {} : { port }),
      ...(image.kind === 'service' ? { version: image.version } : {}),
    },
  );
  if (problems.length > 0) return { problems };
  const env = {
    ...(image.kind === 'aws-cli' ? context.awsEnvironment : {}),
    ...resolved,
    [RUN_MARK_VARIABLE]: context.runMark,
  };
  const target = { container, ports: ports.app, env, cwd: directory };
  const bind = (probe: Probe): BoundProbe => ({ rhythm: probe, probe: () => runProbe(probe, target) });
  const { startupProbe, readinessProbe, livenessProbe } = container;
  const launch: ContainerLaunch = {
    ...planContainerCommand(container, image, {
      node: process.execPath,
      ...(bundle === undefined ? {} : { bundle }),
      ...(context.aws === undefined ? {} : { aws: context.aws }),
    }),
    env,
    ...(startupProbe === undefined ? {} : { startupProbe: bind(startupProbe) }),
    ...(readinessProbe === undefined ? {} : { readinessProbe: bind(readinessProbe) }),
    ...(livenessProbe === undefined ? {} : { livenessProbe: bind(livenessProbe) }),
    stopGraceMs: (pod.spec.terminationGracePeriodSeconds ?? 30) * 1000,
  };
  return { launch };
}
