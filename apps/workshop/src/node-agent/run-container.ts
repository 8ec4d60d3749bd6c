import { setTimeout as delay } from 'node:timers/promises';
import type { RunningProcess } from '../processes/start-process.ts';
import { type ContainerView, formatTimestamp, NOT_STARTED } from './pod-status.ts';
import type { ProbeFailure } from './run-probe.ts';
import { type ProbeRhythm, watchProbe } from './watch-probe.ts';

/** A probe bound to its container. */
export interface BoundProbe {
  readonly rhythm: ProbeRhythm;
  probe(): Promise<ProbeFailure>;
}

/** What to run and how. */
export interface ContainerPlan {
  readonly name: string;
  readonly restartPolicy: 'Always' | 'OnFailure' | 'Never';
  readonly startupProbe?: BoundProbe;
  readonly readinessProbe?: BoundProbe;
  readonly livenessProbe?: BoundProbe;
  /** starts the process; `restartCount` names its log. Rejects when it cannot be started: the container waits and tries again. */
  launch(restartCount: number): Promise<RunningProcess>;
  onChange(): void;
  /** what people should know, as Kubernetes events */
  onEvent(type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** milliseconds the process has after a liveness failure */
  readonly stopGraceMs: number;
}

/** A container under the restart policy of its pod. */
export interface RunningContainer {
  readonly view: ContainerView;
  readonly process: RunningProcess | undefined;
  /** from now on it stays as ready as it is: it is about to be ended in good order */
  stopProbes(): void;
  /** ends it for good: SIGTERM, SIGKILL after `graceMs` */
  stop(graceMs: number): Promise<void>;
}

/** Starts a container and keeps it as its policy says until it is stopped. */
export function runContainer(plan: ContainerPlan): RunningContainer {
  const stopped = new AbortController();
  const probesStopped = new AbortController();
  let view: ContainerView = NOT_STARTED;
  let process: RunningProcess | undefined;

  function change(next: Partial<ContainerView>): void {
    view = { ...view, ...next };
    if (!stopped.signal.aborted) plan.onChange();
  }

  async function runOnce(): Promise<number> {
    let running: RunningProcess;
    try {
      running = await plan.launch(view.restartCount);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      plan.onEvent('Warning', 'Failed', `Error: ${message}`);
      change({ state: { waiting: { reason: 'RunContainerError', message } }, ready: false });
      return 128;
    }
    process = running;
    // Stopped while it was being started: nobody else knows the process yet.
    if (stopped.signal.aborted) await running.stop(0);
    change({
      state: { running: { startedAt: formatTimestamp(running.startedAt) } },
      containerId: `process://${running.pid}`,
      started: plan.startupProbe === undefined,
      ready: plan.startupProbe === undefined && plan.readinessProbe === undefined,
    });
    plan.onEvent('Normal', 'Started', `Started container ${plan.name}`);
    const ended = new AbortController();
    const probing = watchProbes(running, AbortSignal.any([ended.signal, probesStopped.signal]));
    const { code, signal } = await running.exited;
    ended.abort();
    await probing;
    const exitCode = code ?? 128 + signalNumber(signal);
    const terminated = {
      exitCode,
      reason: exitCode === 0 ? 'Completed' : 'Error',
      startedAt: formatTimestamp(running.startedAt),
      finishedAt: formatTimestamp(Date.now()),
    };
    change({ state: { terminated }, ready: false, started: false });
    return exitCode;
  }

  async function watchProbes(running: RunningProcess, signal: AbortSignal): Promise<void> {
    const { startupProbe, readinessProbe, livenessProbe } = plan;
    const restart = (probeName: string, failure: ProbeFailure) => {
      plan.onEvent('Warning', 'Unhealthy', `${probeName} probe failed: ${failure}`);
      plan.onEvent(
        'Normal',
        'Killing',
        `Container ${plan.name} failed ${probeName.toLowerCase()} probe, will be restarted`,
      );
      void running.stop(plan.stopGraceMs);
    };
    if (startupProbe !== undefined) {
      const decided = new AbortController();
      const either = AbortSignal.any([signal, decided.signal]);
      await watchProbe(
        startupProbe.rhythm,
        startupProbe.probe,
        (ok, failure) => {
          decided.abort();
          if (ok) change({ started: true, ready: readinessProbe === undefined });
          else restart('Startup', failure);
        },
        either,
      );
    }
    if (signal.aborted) return;
    const watches: Promise<void>[] = [];
    if (readinessProbe !== undefined) {
      const onVerdict = (ok: boolean, failure: ProbeFailure) => {
        if (!ok && view.ready) plan.onEvent('Warning', 'Unhealthy', `Readiness probe failed: ${failure}`);
        if (ok !== view.ready) change({ ready: ok });
      };
      watches.push(watchProbe(readinessProbe.rhythm, readinessProbe.probe, onVerdict, signal));
    }
    if (livenessProbe !== undefined) {
      const onVerdict = (ok: boolean, failure: ProbeFailure) => {
        if (!ok) restart('Liveness', failure);
      };
      watches.push(watchProbe(livenessProbe.rhythm, livenessProbe.probe, onVerdict, signal));
    }
    await Promise.all(watches);
  }

  async function keepRunning(): Promise<void> {
    while (!stopped.signal.aborted) {
      const exitCode = await runOnce();
      if (stopped.signal.aborted) return;
      if (!shouldRestart(plan.restartPolicy, exitCode)) {
        change({ finished: true });
        return;
      }
      const waitMs = restartDelayMs(view.restartCount);
      if (waitMs > 0) {
        const message = `back-off ${waitMs / 1000}s restarting failed container ${plan.name}`;
        plan.onEvent('Warning', 'BackOff', message);
        change({ lastState: view.state, state: { waiting: { reason: 'CrashLoopBackOff', message } } });
        // Stopped while waiting: the loop ends.
        await delay(waitMs, undefined, { signal: stopped.signal }).catch(() => undefined);
        if (stopped.signal.aborted) return;
      } else {
        change({ lastState: view.state });
      }
      view = { ...view, restartCount: view.restartCount + 1 };
    }
  }

  const loop = keepRunning();
  return {
    get view() {
      return view;
    },
    get process() {
      return process;
    },
    stopProbes() {
      probesStopped.abort();
    },
    async stop(graceMs) {
      stopped.abort();
      probesStopped.abort();
      await process?.stop(graceMs);
      await loop;
    },
  };
}

const SIGNAL_NUMBERS: Readonly<Record<string, number>> = {
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
  SIGINT: 2,
  SIGABRT: 6,
};

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : (SIGNAL_NUMBERS[signal] ?? 0);
}

/** Everything needed to start a container's process and to watch it. */
export interface ContainerLaunch {
  readonly command: string;
  readonly args: readonly string[];
  /** complete: nothing is inherited */
  readonly env: NodeJS.ProcessEnv;
  readonly startupProbe?: BoundProbe;
  readonly readinessProbe?: BoundProbe;
  readonly livenessProbe?: BoundProbe;
  /** milliseconds the process has after a liveness failure */
  readonly stopGraceMs: number;
}

const MAX_DELAY_MS = 30_000;

/** Whether a container that ended with this code is started again. */
export function shouldRestart(policy: 'Always' | 'OnFailure' | 'Never', exitCode: number): boolean {
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0);
}

/**
 * How long to wait before a container that was restarted `restartCount` times is started again: at once the first time, then 1 s, 2 s, 4 s up to 30 s. A
 * cluster waits ten times as long; nobody learns anything from that.
 */
export function restartDelayMs(restartCount: number): number {
  return restartCount === 0 ? 0 : Math.min(MAX_DELAY_MS, 1000 * 2 ** (restartCount - 1));
}
