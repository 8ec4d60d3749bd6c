import path from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { requireEnvironment } from '../environment/environment-variables.ts';
import { listObjects } from '../kubernetes/read-objects.ts';
import { statePaths } from '../state/workshop-paths.ts';
import { findWorkshopState, type WorkshopState } from '../state/workshop-state.ts';
import { findServiceUrl } from '../url/find-service-url.ts';
import { listLoadBalancers } from '../url/list-load-balancers.ts';
import { createAdminReader } from './readers/admin-reader.ts';
import { createAppMeshReader } from './readers/app-mesh-reader.ts';
import { createKubectl } from './readers/kubectl.ts';
import type { AfterRun } from './render-after-run.ts';
import { createRunReporter } from './run-reporter.ts';
import type { RunPlan } from './run-tutorial.ts';
import { listSteps, type Step } from './steps/list-steps.ts';
import type { Tutorial } from './tutorial.ts';

/** A tutorial on a running environment: its steps, and everything that running and checking them needs. */
export interface TutorialSession {
  readonly teaching: readonly Step[];
  readonly cleanUp: readonly Step[];
  readonly plan: Omit<RunPlan, 'teaching' | 'cleanUp' | 'calledAt' | 'phases'>;
}

/** Opens a tutorial on the environment whose state this is. */
export async function openTutorial(
  tutorial: Tutorial,
  state: WorkshopState,
  signal: AbortSignal,
): Promise<TutorialSession> {
  const { stateDirectory } = state;
  const environment = {
    ...process.env,
    ...(await requireEnvironment(stateDirectory)),
    WORKSHOP_STATE_DIR: stateDirectory,
    TARGET: 'local',
    // The steps need not say which one comes next.
    WORKSHOP_GOES_ON: 'yes',
  };
  const { logs } = statePaths(stateDirectory);
  let address: URL | undefined;
  return {
    ...(await listSteps(path.join(CHECKOUT, 'scripts', tutorial.name))),
    plan: {
      tutorial,
      context: {
        meshName: tutorial.meshName,
        namespace: tutorial.namespace,
        answer: tutorial.answer,
        // Kept, so that after the clean-up there is an address nobody may answer at.
        loadBalancer: async () => {
          address ??= new URL(
            tutorial.path ?? '/',
            await findServiceUrl(state.kubeconfig, tutorial.namespace, tutorial.loadBalancerService),
          );
          return address;
        },
        appMesh: createAppMeshReader(state.appMeshApi, tutorial.meshName, signal),
        admin: createAdminReader(state.admin, signal),
        kubectl: createKubectl(environment, signal),
        logs,
        signal,
      },
      directory: CHECKOUT,
      environment,
      reporter: createRunReporter(process.stderr, logs),
    },
  };
}

/** What still runs in the state directory, for the end of a command. */
export async function readWhatRuns(stateDirectory: string): Promise<Pick<AfterRun, 'environment'>> {
  const state = await findWorkshopState(stateDirectory);
  if (state === undefined) return {};
  const [pods, loadBalancers] = await Promise.all([
    listObjects(state.kubeconfig, 'pods').catch(() => []),
    listLoadBalancers(state.kubeconfig).catch(() => []),
  ]);
  return { environment: { pods: pods.length, loadBalancers } };
}
