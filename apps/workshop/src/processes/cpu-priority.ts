import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';

/** What decides about priorities on this machine. */
export interface SchedulingFacts {
  readonly platform: NodeJS.Platform;
  /** The kernel divides the CPUs among sessions first, and nice counts only inside one (sched(7), "The autogroup feature"). */
  readonly autogroups: boolean;
  /** Whether the CPUs have had more to do than they could lately. */
  readonly busy: boolean;
}

/** What is done, so that what serves requests goes before what prepares them. Nothing here needs a privilege. */
export interface PriorityPlan {
  /** Each process that serves leads a session: then it has a share of the CPUs of its own, and so many shares are more than one script's. */
  readonly serveInOwnSessions: boolean;
  /** For what prepares; undefined: as it is. */
  readonly nice: number | undefined;
  /** The same for a session of its own, written into the kernel's file. */
  readonly autogroupNice: number | undefined;
}

/** A ninth of the weight of what serves. */
const PREPARING_NICE = 10;
const BUSY_PRESSURE_PERCENT = 50;
const BUSY_LOAD_PER_CPU = 2;

/**
 * What prepares is lowered only while the CPUs are not taken: beside programs of others it would wait for all of them, not for our services alone (beside
 * twelve busy loops one call of the AWS CLI took 6 s as it is, 35 s at nice 5 and 45 s at 10). For the same reason it never becomes SCHED_IDLE. Then the own
 * sessions, and the load that adapts, are what keeps requests from being lost.
 */
export function planPriorities(facts: SchedulingFacts): PriorityPlan {
  const autogroups = facts.platform === 'linux' && facts.autogroups;
  const nice = facts.busy ? undefined : PREPARING_NICE;
  return { serveInOwnSessions: autogroups, nice, autogroupNice: autogroups ? nice : undefined };
}

/** The facts as they are now. */
export function readSchedulingFacts(): SchedulingFacts {
  return {
    platform: process.platform,
    autogroups: read('/proc/sys/kernel/sched_autogroup_enabled')?.trim() === '1',
    busy: isBusy(read('/proc/pressure/cpu')),
  };
}

/** Command and arguments that start a command which prepares. */
export function lowered(
  plan: PriorityPlan,
  command: string,
  args: readonly string[],
): { readonly command: string; readonly args: readonly string[] } {
  return plan.nice === undefined
    ? { command, args }
    : { command: 'nice', args: ['-n', String(plan.nice), command, ...args] };
}

/** Lowers the session that a child which prepares has just begun to lead. */
export function lowerSession(plan: PriorityPlan, leader: number | undefined): void {
  if (plan.autogroupNice === undefined || leader === undefined) return;
  try {
    writeFileSync(`/proc/${leader}/autogroup`, String(plan.autogroupNice));
  } catch {
    // It has ended already, or this was written too often of late: then it runs as it is.
  }
}

function isBusy(pressure: string | undefined): boolean {
  const percent = /^some avg10=([\d.]+)/m.exec(pressure ?? '')?.[1];
  if (percent !== undefined) return Number(percent) > BUSY_PRESSURE_PERCENT;
  return (os.loadavg()[0] ?? 0) > BUSY_LOAD_PER_CPU * os.availableParallelism();
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
