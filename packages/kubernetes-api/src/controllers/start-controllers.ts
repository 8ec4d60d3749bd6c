import type { KubernetesApi } from '../create-kubernetes-api.ts';
import type { Pod } from '../objects/pod.ts';
import { ControlLoop } from './control-loop.ts';
import { customResourceDefinitionController } from './custom-resource-definition-controller.ts';
import { deploymentController } from './deployment-controller.ts';
import { endpointSliceController } from './endpoint-slice-controller.ts';
import { garbageCollector } from './garbage-collector.ts';
import { jobController } from './job-controller.ts';
import { namespaceController } from './namespace-controller.ts';
import { podOwnPort } from './plan-endpoint-slices.ts';
import { expireEvents } from './record-event.ts';
import { replicaSetController } from './replica-set-controller.ts';
import { type NodePorts, serviceController } from './service-controller.ts';

/** What the controllers cannot know by themselves. */
export interface ControllerOptions {
  /** `allocate` is called once per port; the answer is stored in the Service, and given back by `release` when it has it no more. */
  readonly nodePorts: NodePorts;
  /** Where traffic for a container port of the pod goes; undefined: nowhere yet, left out of the slice. Default: podIP and that port. */
  podPort?(pod: Pod, containerPort: number): { readonly address: string; readonly port: number } | undefined;
  /** Delay before a failed job pod is replaced, doubled for each further failure. Default 10 s. */
  readonly jobRetryDelayMs?: number;
  /** Told about failures inside a controller; default: a line on stderr. */
  onProblem?(message: string): void;
}

const EVENT_EXPIRY_INTERVAL_MS = 5 * 60 * 1000;
const JOB_RETRY_DELAY_MS = 10_000;

function printProblem(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Starts all controllers on the API's change feed. `stop` resolves when the step each is in has ended. */
export function startControllers(api: KubernetesApi, options: ControllerOptions): { stop(): Promise<void> } {
  const { store } = api;
  const onProblem = options.onProblem?.bind(options) ?? printProblem;
  const loops = [
    garbageCollector(store),
    namespaceController(store),
    customResourceDefinitionController(store),
    deploymentController(store),
    replicaSetController(store),
    jobController(store, options.jobRetryDelayMs ?? JOB_RETRY_DELAY_MS),
    serviceController(store, options.nodePorts),
    endpointSliceController(store, options.podPort?.bind(options) ?? podOwnPort),
  ].map((controller) => new ControlLoop(store, controller, onProblem));
  const expiry = setInterval(() => expireEvents(store), EVENT_EXPIRY_INTERVAL_MS);
  expiry.unref();
  return {
    stop: async () => {
      clearInterval(expiry);
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
