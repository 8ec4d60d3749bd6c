import { WorkshopError } from '../workshop-error.ts';

/** The ports other programs and people need to know. */
export interface FixedPorts {
  readonly kubernetesApi: number;
  readonly appMeshApi: number;
  readonly xds: number;
  readonly controlPlaneAdmin: number;
  readonly serviceProxy: number;
  readonly serviceProxyAdmin: number;
}

/** What each port is for, as `up` and `status` name it. */
export const PORT_LABELS: Readonly<Record<keyof FixedPorts, string>> = {
  kubernetesApi: 'Kubernetes API',
  appMeshApi: 'App Mesh API',
  xds: 'xDS server',
  controlPlaneAdmin: 'control plane admin',
  serviceProxy: 'service proxy',
  serviceProxyAdmin: 'service proxy admin',
};

export const DEFAULT_BASE_PORT = 7400;

const NODE_PORT_OFFSET = 50;
const NODE_PORT_COUNT = 50;
/** Below the kernel's ephemeral ports, away from what people like to use. */
export const ANY_PORTS = { first: 20_000, last: 31_999 } as const;

/** The base port: the argument, else WORKSHOP_BASE_PORT, else 7400. Throws a WorkshopError for anything but 0 or 1024-65435. */
export function resolveBasePort(argument?: string, environment: NodeJS.ProcessEnv = process.env): number {
  const fromVariable = environment.WORKSHOP_BASE_PORT;
  const given = argument ?? (fromVariable === '' ? undefined : fromVariable);
  if (given === undefined) return DEFAULT_BASE_PORT;
  const port = /^\d{1,5}$/.test(given) ? Number(given) : -1;
  if (port === 0 || (port >= 1024 && port <= 65_535 - NODE_PORT_OFFSET - NODE_PORT_COUNT)) return port;
  const name = argument === undefined ? 'WORKSHOP_BASE_PORT' : '--base-port';
  throw new WorkshopError(
    `${name} is ${JSON.stringify(given)}. Allowed: 0 (any free ports) or a number from 1024 to ${65_535 - NODE_PORT_OFFSET - NODE_PORT_COUNT}.`,
    2,
  );
}

/** The fixed ports above a base port other than 0. */
export function fixedPortsFrom(basePort: number): FixedPorts {
  return {
    kubernetesApi: basePort,
    appMeshApi: basePort + 1,
    xds: basePort + 2,
    controlPlaneAdmin: basePort + 3,
    serviceProxy: basePort + 4,
    serviceProxyAdmin: basePort + 5,
  };
}

/** Where the ports of Services of type LoadBalancer come from: the first such Service gets the first port. */
export function nodePortRange(basePort: number): { first: number; last: number } {
  if (basePort === 0) return ANY_PORTS;
  return { first: basePort + NODE_PORT_OFFSET, last: basePort + NODE_PORT_OFFSET + NODE_PORT_COUNT - 1 };
}
