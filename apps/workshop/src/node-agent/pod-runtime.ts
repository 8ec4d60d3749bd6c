import { readFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { ApiError, type ContainerRef, type PodRuntime } from '@mesh-workshop/kubernetes-api';
import { execInContainer } from './exec-in-container.ts';
import { followFile, tailOffset } from './follow-file.ts';
import { containerLogFile } from './pod-logs.ts';
import type { NodeAgent } from './start-node-agent.ts';

/** `kubectl logs` and `kubectl exec` for the pods of this machine. The agent may start later than the API. */
export function createPodRuntime(agent: () => NodeAgent | undefined, logsDirectory: string): PodRuntime {
  function find({ namespace, pod, container = '' }: ContainerRef) {
    const running = agent()?.find(namespace, pod);
    const view = running?.view(container);
    if (running === undefined || view === undefined) {
      throw new ApiError(400, 'BadRequest', `container "${container}" in pod "${pod}" is waiting to start`);
    }
    return { running, view, container };
  }

  return {
    async logs(ref, options, out, signal) {
      const { running, view, container } = find(ref);
      if (options.previous === true && view.restartCount === 0) {
        throw new ApiError(
          400,
          'BadRequest',
          `previous terminated container "${container}" in pod "${ref.pod}" not found`,
        );
      }
      if (options.timestamps === true || options.sinceSeconds !== undefined) {
        throw new ApiError(
          400,
          'BadRequest',
          'logs on the local target are what the process wrote, without times of their own: leave out --timestamps and --since',
        );
      }
      const run = view.restartCount - (options.previous === true ? 1 : 0);
      const file = containerLogFile(logsDirectory, { ...ref, container }, run);
      const content = await readFile(file).catch(() => Buffer.alloc(0));
      const start = options.tailLines === undefined ? 0 : tailOffset(content, options.tailLines);
      const isOver = () => {
        const now = running.view(container);
        return (
          !options.follow || now === undefined || now.restartCount !== run || now.state.running === undefined
        );
      };
      await followFile(file, start, (chunk) => writeFully(out, chunk), isOver, signal);
    },

    exec(ref, options, streams, signal) {
      const { running, view, container } = find(ref);
      const surroundings = running.surroundings(container);
      if (view.state.running === undefined || surroundings === undefined) {
        throw new ApiError(400, 'BadRequest', `container "${container}" in pod "${ref.pod}" is not running`);
      }
      return execInContainer(surroundings, options, streams, signal);
    },
  };
}

/** Resolves when the client has taken the chunk: a slow one must not make us keep its log in memory. */
function writeFully(out: Writable, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (out.destroyed) resolve();
    else out.write(chunk, () => resolve());
  });
}
