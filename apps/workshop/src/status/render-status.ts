import { createColors } from 'picocolors';
import type { WorkshopState } from '../state/workshop-state.ts';
import type { EnvironmentStatus } from './read-status.ts';
import { renderTable } from './render-table.ts';

/** The status for people. */
export function renderStatus(status: EnvironmentStatus, color: boolean): string {
  const { bold, green, red, yellow } = createColors(color);
  const paint = (word: string) =>
    ['synced', 'Running', 'Succeeded'].includes(word)
      ? green(word)
      : ['rejected', 'stale', 'CrashLoopBackOff', 'ErrImagePull', 'Failed'].includes(word)
        ? red(word)
        : yellow(word);
  const { state, processes, pods, proxies } = status;
  const processRows = processes.map((it) => [
    it.name,
    it.pid === undefined ? red('being started again') : String(it.pid),
    String(it.restarts),
  ]);
  const podRows = (pods ?? []).map((it) => [
    it.namespace,
    it.name,
    it.ready,
    paint(it.status),
    String(it.restarts),
    formatPorts(it.trafficPorts),
  ]);
  const proxyRows = (proxies ?? []).map((it) => [
    it.pod ?? 'service proxy',
    it.resource ?? '-',
    paint(it.state),
    it.reason ?? '',
  ]);
  return [
    `Running since ${state.startedAt}, state in ${state.stateDirectory}`,
    describeEnvironment(state),
    bold('Processes'),
    renderTable(['NAME', 'PID', 'RESTARTS'], processRows),
    '',
    bold('Pods'),
    pods === undefined
      ? red('  the Kubernetes API does not answer')
      : renderTable(['NAMESPACE', 'NAME', 'READY', 'STATUS', 'RESTARTS', 'PORTS'], podRows),
    '',
    bold('Proxies'),
    proxies === undefined
      ? red('  the control plane does not answer; Envoys go on with what they have')
      : renderTable(['POD', 'RESOURCE', 'STATE', 'REASON'], proxyRows),
    '',
    bold('Tools'),
    renderTable(
      ['NAME', 'VERSION', 'PATH'],
      Object.entries(state.tools).map(([name, tool]) => [name, tool.version, tool.path]),
    ),
    '',
  ].join('\n');
}

function formatPorts(ports: Readonly<Record<string, number>>): string {
  return Object.entries(ports)
    .map(([containerPort, port]) => `${containerPort} at 127.0.0.1:${port}`)
    .join(', ');
}

/** Where everything is, for people: what `up` ends with and `status` begins with. */
export function describeEnvironment(state: WorkshopState): string {
  return [
    `  Kubernetes API  ${state.kubernetesApi}`,
    `  App Mesh API    ${state.appMeshApi}`,
    `  control plane   ${state.admin} (admin), ${state.xds} (xDS)`,
    `  service proxy   ${state.httpProxy}, ${state.serviceProxyAdmin} (admin)`,
    '',
    '  eval "$(./workshop env)"   makes aws, kubectl and helm use it',
    '  ./workshop run order       follows the order tutorial',
    '',
  ].join('\n');
}
