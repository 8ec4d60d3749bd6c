import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildBootstrap, SERVICE_PROXY_NODE_ID_PREFIX } from '@mesh-workshop/envoy';
import { LOOPBACK } from '../node-agent/pod-ports.ts';
import { envoyArguments } from '../node-agent/sidecar-bootstrap.ts';
import type { ProcessPlan } from '../processes/start-process.ts';
import { statePaths } from '../state/workshop-paths.ts';
import type { SupervisorOptions } from './supervisor-options.ts';

/** How the service proxy is started: kube-proxy, cluster DNS and load balancer of this machine in one Envoy. */
export function planServiceProxy(options: SupervisorOptions, envoy: string): ProcessPlan {
  const paths = statePaths(options.stateDirectory);
  const configFile = path.join(paths.run, 'service-proxy.json');
  const bootstrap = buildBootstrap({
    nodeId: `${SERVICE_PROXY_NODE_ID_PREFIX}local`,
    nodeCluster: 'service-proxy',
    metadata: {
      'mesh-workshop': { bind: { address: LOOPBACK, httpProxyPort: options.ports.serviceProxy } },
    },
    xds: { host: LOOPBACK, port: options.ports.xds },
    admin: { address: LOOPBACK, port: options.ports.serviceProxyAdmin },
  });
  mkdirSync(paths.run, { recursive: true });
  writeFileSync(configFile, JSON.stringify(bootstrap, null, 2));
  return {
    command: envoy,
    args: envoyArguments(configFile),
    cwd: paths.run,
    env: { PATH: '/usr/bin:/bin' },
    logFile: path.join(paths.logs, 'service-proxy.log'),
  };
}
