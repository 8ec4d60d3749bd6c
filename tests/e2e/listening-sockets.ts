import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A TCP socket that waits for connections, as the kernel's tables show it. */
export interface ListeningSocket {
  /** `127.0.0.1`, or the 32 hexadecimal digits of an IPv6 address as the kernel prints them. */
  readonly address: string;
  readonly port: number;
  readonly inode: string;
}

/** State LISTEN in /proc/net/tcp. */
const LISTEN = '0A';
/** ::1 and ::ffff:127.0.0.1 as /proc/net/tcp6 prints them: four words, each with its bytes reversed. */
const LOOPBACK_V6 = ['00000000000000000000000001000000', '0000000000000000FFFF00000100007F'];

/** Reads the text of /proc/net/tcp or /proc/net/tcp6. */
export function parseListeningSockets(table: string): readonly ListeningSocket[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === LISTEN)
    .map((fields) => {
      const [address = '', port = ''] = (fields[1] ?? '').split(':');
      return { address: readAddress(address), port: Number.parseInt(port, 16), inode: fields[9] ?? '' };
    });
}

/** Whether nobody outside this machine can reach the address. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || LOOPBACK_V6.includes(address);
}

/** The sockets on which these processes listen. Linux only. */
export function listeningSocketsOf(pids: readonly number[]): readonly ListeningSocket[] {
  const inodes = new Set(pids.flatMap(socketInodes));
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => parseListeningSockets(readFileSync(file, 'utf8')))
    .filter((socket) => inodes.has(socket.inode));
}

function socketInodes(pid: number): readonly string[] {
  const directory = `/proc/${pid}/fd`;
  try {
    return readdirSync(directory).flatMap((descriptor) => {
      const match = /^socket:\[(\d+)\]$/.exec(readLink(`${directory}/${descriptor}`));
      return match?.[1] === undefined ? [] : [match[1]];
    });
  } catch {
    // The process has ended since it was listed.
    return [];
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function readAddress(hexadecimal: string): string {
  if (hexadecimal.length !== 8) return hexadecimal;
  const bytes = hexadecimal.match(/../g) ?? [];
  return bytes
    .toReversed()
    .map((byte) => Number.parseInt(byte, 16))
    .join('.');
}
