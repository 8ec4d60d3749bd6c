import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { connect } from 'node:net';
import type { Container, Probe } from '@mesh-workshop/kubernetes-api';
import { findContainerPort, LOOPBACK } from './pod-ports.ts';

/** undefined: the probe succeeded; else why not. */
export type ProbeFailure = string | undefined;

/** What a probe needs to know about its container. */
export interface ProbeTarget {
  readonly container: Container;
  /** real port by container port */
  readonly ports: Readonly<Record<string, number>>;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/**
 * Nobody's CPU share is guaranteed here, and people compile and test beside it: an answer that takes a second is no sign of a sick service. Shorter timeouts
 * than this are stretched to it.
 */
const MINIMUM_TIMEOUT_MS = 5000;

/** Runs a probe once. It talks to the app itself, never through the mesh, as a kubelet's rewritten probes do. */
export function runProbe(probe: Probe, target: ProbeTarget): Promise<ProbeFailure> {
  const timeoutMs = Math.max(MINIMUM_TIMEOUT_MS, (probe.timeoutSeconds ?? 1) * 1000);
  if (probe.httpGet !== undefined) {
    const port = realPort(probe.httpGet.port, target);
    if (port === undefined) return Promise.resolve(unknownPort(probe.httpGet.port, target.container));
    const headers = Object.fromEntries((probe.httpGet.httpHeaders ?? []).map((it) => [it.name, it.value]));
    return probeHttp(port, probe.httpGet.path ?? '/', headers, timeoutMs);
  }
  if (probe.tcpSocket !== undefined) {
    const port = realPort(probe.tcpSocket.port, target);
    if (port === undefined) return Promise.resolve(unknownPort(probe.tcpSocket.port, target.container));
    return probeTcp(port, timeoutMs);
  }
  if (probe.exec !== undefined) return probeExec(probe.exec.command ?? [], target, timeoutMs);
  return Promise.resolve('the local target runs httpGet, tcpSocket and exec probes only');
}

/** One GET on loopback; 200 to 399 is success. Uses a new connection, so that it also shows that new ones are accepted. */
function probeHttp(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<ProbeFailure> {
  return new Promise((resolve) => {
    const sent = request(
      { host: LOOPBACK, port, path, headers: { 'user-agent': 'kube-probe', ...headers }, agent: false },
      (response) => {
        response.resume();
        const { statusCode = 0 } = response;
        resolve(
          statusCode >= 200 && statusCode < 400
            ? undefined
            : `HTTP probe failed with statuscode: ${statusCode}`,
        );
      },
    );
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    sent.on('error', (error) => resolve(`GET ${path}: ${error.message}`));
    sent.end();
  });
}

function probeTcp(port: number, timeoutMs: number): Promise<ProbeFailure> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port, timeout: timeoutMs });
    const finish = (failure: ProbeFailure) => {
      socket.destroy();
      resolve(failure);
    };
    socket.once('connect', () => finish(undefined));
    socket.once('timeout', () => finish(`no connection within ${timeoutMs} ms`));
    socket.once('error', (error) => finish(error.message));
  });
}

function probeExec(
  command: readonly string[],
  target: ProbeTarget,
  timeoutMs: number,
): Promise<ProbeFailure> {
  return new Promise((resolve) => {
    const [program = 'true', ...args] = command;
    const child = spawn(program, args, {
      env: target.env,
      cwd: target.cwd,
      stdio: 'ignore',
      timeout: timeoutMs,
    });
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code) =>
      resolve(code === 0 ? undefined : `command exited with ${code ?? 'a signal'}`),
    );
  });
}

function realPort(port: number | string, { container, ports }: ProbeTarget): number | undefined {
  const containerPort = findContainerPort(container, port);
  return containerPort === undefined ? undefined : ports[containerPort];
}

function unknownPort(port: number | string, container: Container): string {
  const known = (container.ports ?? []).map((it) => it.name ?? it.containerPort).join(', ');
  return `probe port ${port} is not among the ports of container ${container.name} (${known || 'it has none'})`;
}
