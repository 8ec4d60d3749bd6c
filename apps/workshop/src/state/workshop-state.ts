import { readFile } from 'node:fs/promises';
import { isSameProcess, type ProcessIdentity } from '@mesh-workshop/process-lock';
import { WorkshopError } from '../workshop-error.ts';
import { statePaths } from './workshop-paths.ts';

/** What `.workshop/run/state.json` says: written by the supervisor once everything is ready. */
export interface WorkshopState {
  readonly stateDirectory: string;
  readonly supervisorPid: number;
  readonly supervisor: ProcessIdentity;
  /** ISO 8601 */
  readonly startedAt: string;
  /** milliseconds from the start of the supervisor until everything was ready */
  readonly readyAfterMs: number;
  readonly kubernetesApi: string;
  readonly appMeshApi: string;
  /** host:port */
  readonly xds: string;
  /** admin endpoint of the control plane */
  readonly admin: string;
  /** the service proxy as an HTTP proxy */
  readonly httpProxy: string;
  /** admin endpoint of the service proxy's Envoy */
  readonly serviceProxyAdmin: string;
  readonly kubeconfig: string;
  readonly region: string;
  /** the tools the environment was started with */
  readonly tools: Readonly<Record<string, { readonly path: string; readonly version: string }>>;
}

/** The state of a running environment; undefined when none runs (a state left by a killed supervisor is none). */
export async function findWorkshopState(stateDirectory: string): Promise<WorkshopState | undefined> {
  let text: string;
  try {
    text = await readFile(statePaths(stateDirectory).state, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const state = JSON.parse(text) as WorkshopState;
  return isSameProcess(state.supervisor) ? state : undefined;
}

/** The state of the running environment; a WorkshopError that says how to start one when none runs. */
export async function loadWorkshopState(stateDirectory: string): Promise<WorkshopState> {
  const state = await findWorkshopState(stateDirectory);
  if (state === undefined) {
    throw new WorkshopError(
      `nothing is running (state directory ${stateDirectory}). Start it with: ./workshop up`,
    );
  }
  return state;
}
