import { createColors } from 'picocolors';
import type { WorkshopState } from '../state/workshop-state.ts';
import type { LoadBalancer } from '../url/list-load-balancers.ts';
import type { EnvironmentStatus } from './read-status.ts';
import { renderTable } from './render-table.ts';

/** The status for people. */
export function renderStatus(
  status: EnvironmentStatus,
  tutorials: readonly string[],
  color: boolean,
): string {
  const { bold, green, red, yellow } = createColors(color);
  const paint = (word: string) =>
    ['synced', 'Running', 'Succeeded'].includes(word)
      ? green(word)
      : ['rejected', 'stale', 'CrashLoopBackOff', 'ErrImagePull', 'Failed'].includes(word)
        ? red(word)
        : yellow(word);
  const { state, processes, pods, proxies, loadBalancers } = status;
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
    describeEnvironment(state, loadBalancers ?? [], tutorials),
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

/** Where everything is and what to do with it, for people: what `up` ends with and `status` begins with. */
export function describeEnvironment(
  state: WorkshopState,
  loadBalancers: readonly LoadBalancer[],
  tutorials: readonly string[],
): string {
  const addresses = [
    ['Kubernetes API', state.kubernetesApi],
    ['App Mesh API', state.appMeshApi],
    ['control plane', `${state.admin} (admin), ${state.xds} (xDS)`],
    ['service proxy', `${state.httpProxy}, ${state.serviceProxyAdmin} (admin)`],
    ...loadBalancers.map(({ name, namespace, url }) => [`${namespace}/${name}`, `${url}/`]),
  ];
  const commands = [
    [
      'eval "$(./workshop env)"',
      'makes aws, kubectl and helm of this shell use it; other shells reach your own cluster',
    ],
    ...tutorials.map((name) => [
      `./workshop run ${name}`,
      `follows the ${name} tutorial, docs/tutorials/${name}.md`,
    ]),
    ['./workshop down', 'stops everything'],
  ];
  return `${[...alignPairs(addresses), '', ...alignPairs(commands)].join('\n')}\n`;
}

function alignPairs(pairs: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(...pairs.map(([left = '']) => left.length));
  return pairs.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
}
