import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { bundleService } from '../images/bundle-service.ts';
import { LOOPBACK } from '../node-agent/pod-ports.ts';
import type { ProcessPlan } from '../processes/start-process.ts';
import { statePaths } from '../state/workshop-paths.ts';
import type { SupervisorOptions } from './supervisor-options.ts';

/** Region and account that the App Mesh API answers with; nothing outside this machine knows them. */
export const REGION = 'us-west-2';
const ACCOUNT_ID = '000000000000';
const CLUSTER_DOMAIN = 'cluster.local';

/** How the control plane is started: the very bundle that runs on a cluster, told everything through its environment. */
export async function planControlPlane(options: SupervisorOptions): Promise<ProcessPlan> {
  const paths = statePaths(options.stateDirectory);
  const bundle = await bundleService('control-plane', options.images);
  mkdirSync(paths.controlPlane, { recursive: true });
  return {
    command: process.execPath,
    args: [bundle],
    cwd: paths.controlPlane,
    env: {
      PATH: '/usr/bin:/bin',
      HOME: paths.controlPlane,
      API_ADDRESS: `${LOOPBACK}:${options.ports.appMeshApi}`,
      XDS_ADDRESS: `${LOOPBACK}:${options.ports.xds}`,
      ADMIN_ADDRESS: `${LOOPBACK}:${options.ports.controlPlaneAdmin}`,
      STATE_DIR: paths.controlPlane,
      KUBECONFIG: paths.kubeconfig,
      CLUSTER_DOMAIN,
      AWS_REGION: REGION,
      ACCOUNT_ID,
      LOG_LEVEL: 'info',
    },
    logFile: path.join(paths.logs, 'control-plane.log'),
  };
}
