import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { PassThrough, Writable } from 'node:stream';
import { isJsonObject, type JsonObject } from '@mesh-workshop/json';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ContainerRef, PodRuntime } from '../pod-runtime.ts';
import { ApiError } from '../store/api-error.ts';
import { badRequest } from '../store/refusals.ts';
import { queryFlag } from './api-request.ts';

/** Newest first. v5 adds that the client can close its stdin. */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;
const RESIZE = 4;
const CLOSE = 255;

function offeredProtocols(request: IncomingMessage): readonly string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((it) => it.trim());
}

/** Refuses, before the upgrade, what cannot become an exec session. */
export function checkExecUpgrade(request: IncomingMessage, query: URLSearchParams): void {
  if ((request.headers.upgrade ?? '').toLowerCase() !== 'websocket') {
    throw badRequest(
      'exec needs a WebSocket: use kubectl 1.31 or newer; older ones speak SPDY, which is not there',
    );
  }
  if (!PROTOCOLS.some((it) => offeredProtocols(request).includes(it))) {
    throw badRequest(`exec needs one of the WebSocket protocols ${PROTOCOLS.join(', ')}`);
  }
  if (query.getAll('command').length === 0)
    throw badRequest('you must specify at least 1 command for the container');
}

/** The Status that ends a session: kubectl takes the exit code from it. */
function exitStatus(exitCode: number): JsonObject {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    reason: 'NonZeroExitCode',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

function channelWriter(socket: WebSocket, channel: number): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      // What the command still says after the client left goes nowhere.
      if (socket.readyState !== socket.OPEN) done();
      else socket.send(Buffer.concat([Buffer.of(channel), chunk]), () => done());
    },
  });
}

function finished(stream: Writable): Promise<void> {
  return new Promise((resolve) => (stream.writableEnded ? resolve() : stream.end(() => resolve())));
}

interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

function parseSize(payload: Buffer): TerminalSize | undefined {
  try {
    const size: unknown = JSON.parse(payload.toString('utf8'));
    if (isJsonObject(size)) return { columns: Number(size.Width), rows: Number(size.Height) };
  } catch {
    // A size that cannot be read changes nothing.
  }
  return undefined;
}

async function runSession(socket: WebSocket, runtime: PodRuntime, ref: ContainerRef, query: URLSearchParams) {
  const tty = queryFlag(query, 'tty');
  const wantsStdin = queryFlag(query, 'stdin');
  const stdin = wantsStdin ? new PassThrough() : undefined;
  const left = new AbortController();
  let lastSize: TerminalSize | undefined;
  const resizeListeners: ((size: TerminalSize) => void)[] = [];
  socket.on('message', (data: Buffer) => {
    const payload = data.subarray(1);
    if (data[0] === STDIN) stdin?.write(payload);
    else if (data[0] === CLOSE && payload[0] === STDIN) stdin?.end();
    else if (data[0] === RESIZE) {
      lastSize = parseSize(payload) ?? lastSize;
      for (const listener of resizeListeners) if (lastSize) listener(lastSize);
    }
  });
  socket.on('close', () => {
    stdin?.end();
    left.abort();
  });
  const stdout = channelWriter(socket, STDOUT);
  const stderr = channelWriter(socket, STDERR);
  let status: JsonObject;
  try {
    const exitCode = await runtime.exec(
      ref,
      { command: query.getAll('command'), stdin: wantsStdin, tty },
      {
        ...(stdin === undefined ? {} : { stdin }),
        stdout,
        stderr,
        ...(tty
          ? {
              onResize: (listener) => {
                resizeListeners.push(listener);
                if (lastSize) listener(lastSize);
              },
            }
          : {}),
      },
      left.signal,
    );
    status = exitStatus(exitCode);
  } catch (error) {
    status = (
      error instanceof ApiError ? error : new ApiError(500, 'InternalError', (error as Error).message)
    ).toStatus();
  }
  await Promise.all([finished(stdout), finished(stderr)]);
  if (socket.readyState !== socket.OPEN) return;
  socket.send(Buffer.concat([Buffer.of(STATUS), Buffer.from(JSON.stringify(status))]));
  socket.close(1000);
}

/** Runs exec sessions over WebSockets: one byte of channel, then the payload. */
export class ExecSessions {
  readonly #server = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => PROTOCOLS.find((it) => offered.has(it)) ?? false,
  });

  /** The request has passed checkExecUpgrade. */
  start(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    session: { readonly runtime: PodRuntime; readonly ref: ContainerRef; readonly query: URLSearchParams },
  ): void {
    this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      void runSession(webSocket, session.runtime, session.ref, session.query);
    });
  }

  /** Ends all sessions. */
  close(): void {
    for (const client of this.#server.clients) client.terminate();
    this.#server.close();
  }
}
