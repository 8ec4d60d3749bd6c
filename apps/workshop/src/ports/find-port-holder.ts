import { existsSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { statePaths } from '../state/workshop-paths.ts';

/** Who listens on a port, as far as the kernel tells. */
export interface PortHolder {
  /** absent when the process is another user's */
  readonly process?: {
    readonly pid: number;
    readonly name: string;
    /** state directory of the environment that it belongs to */
    readonly environment?: string;
  };
  /** name or number of the user, when it is not the one who asks */
  readonly user?: string;
}

/** A socket that listens. */
interface ListeningSocket {
  readonly inode: string;
  readonly uid: number;
}

const LISTEN = '0A';

/** The sockets that listen on a port, from the text of /proc/net/tcp or tcp6. */
export function parseListeningSockets(table: string, port: number): readonly ListeningSocket[] {
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/);
    const [, local, , state, , , , uid, , inode] = fields;
    return state === LISTEN && inode !== undefined && local?.endsWith(`:${hexPort}`)
      ? [{ inode, uid: Number(uid) }]
      : [];
  });
}

/** Who listens on a TCP port of this machine; undefined where the kernel does not tell (no /proc) or nobody does. */
export async function findPortHolder(port: number): Promise<PortHolder | undefined> {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readText(file)));
  const sockets = tables.flatMap((table) => parseListeningSockets(table, port));
  const [first] = sockets;
  if (first === undefined) return undefined;
  const holder = await findProcess(new Set(sockets.map(({ inode }) => `socket:[${inode}]`)));
  return {
    ...(holder === undefined ? {} : { process: holder }),
    ...(first.uid === process.getuid?.() ? {} : { user: await nameUser(first.uid) }),
  };
}

async function findProcess(sockets: ReadonlySet<string>): Promise<PortHolder['process']> {
  for (const entry of await list('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    for (const descriptor of await list(`/proc/${entry}/fd`)) {
      const link = await readlink(`/proc/${entry}/fd/${descriptor}`).catch(() => '');
      if (!sockets.has(link)) continue;
      const name = (await readText(`/proc/${entry}/comm`)).trim();
      const environment = findEnvironment(await readlink(`/proc/${entry}/cwd`).catch(() => ''));
      return { pid: Number(entry), name, ...(environment === undefined ? {} : { environment }) };
    }
  }
  return undefined;
}

/** Supervisor, control plane and Envoys work in their state directory or below it. */
function findEnvironment(directory: string): string | undefined {
  for (let at = directory; at !== '' && at !== path.dirname(at); at = path.dirname(at)) {
    if (existsSync(statePaths(at).supervisorPid)) return at;
  }
  return undefined;
}

/** Users that only a directory server knows have a number for us. */
async function nameUser(uid: number): Promise<string> {
  const { code, stdout } = await runCommand('id', ['-nu', String(uid)]);
  return code === 0 ? stdout.trim() : String(uid);
}

/** The end of a sentence about a taken port: by whom, and what to do besides taking another one. */
export function describePortHolder(holder: PortHolder | undefined): {
  readonly by: string;
  readonly remedy: string | undefined;
} {
  if (holder === undefined) return { by: '', remedy: undefined };
  const { process: running, user } = holder;
  const of = user === undefined ? '' : ` of user ${user}`;
  if (running === undefined) return { by: ` by a process${of}`, remedy: undefined };
  const by = ` by process ${running.pid} (${running.name})${of}`;
  if (running.environment === undefined) {
    return { by, remedy: user === undefined ? `end process ${running.pid}` : undefined };
  }
  const stop = `./workshop --state-dir '${running.environment}' down`;
  return {
    by: `${by}, of the environment in ${running.environment}`,
    remedy: user === undefined ? `stop that environment (${stop})` : undefined,
  };
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

function list(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => []);
}
