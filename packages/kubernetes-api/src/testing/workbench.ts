import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fulfilsRequirements, type LabelRequirement } from '@mesh-workshop/label-selector';
import { kubeconfigOf } from '../access/kubeconfig.ts';
import { startControllers } from '../controllers/start-controllers.ts';
import { createKubernetesApi, type KubernetesApi } from '../create-kubernetes-api.ts';
import type { ResourceDefinition } from '../resources/resource-definition.ts';
import { parseLabelSelector } from '../store/label-selector.ts';
import { badRequest } from '../store/refusals.ts';
import { ProcessNodeAgent } from './process-node-agent.ts';

/** What a command printed and how it ended. */
interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running API with controllers and a node agent, a temporary home for the tools, and the tools. */
export interface Workbench {
  readonly api: KubernetesApi;
  readonly directory: string;
  readonly env: NodeJS.ProcessEnv;
  /** Runs `kubectl`, feeding `input` to its stdin. */
  kubectl(args: readonly string[], input?: string): Promise<CommandResult>;
  /** Runs `helm`. */
  helm(args: readonly string[]): Promise<CommandResult>;
  /** `kubectl apply -f -` of a manifest; throws what kubectl says when it fails. */
  apply(manifest: string, namespace?: string): Promise<string>;
  /** From now on, pods that match the selector are refused with this message. */
  refusePods(labelSelector: string, message: string): void;
  /** Creates a namespace of its own for a test and returns its name. */
  namespace(): string;
  /** Writes a file below the directory and returns its path. */
  file(name: string, text: string): Promise<string>;
  close(): Promise<void>;
}

export const KUBECTL = process.env.KUBECTL_BIN ?? 'kubectl';
export const HELM = process.env.HELM_BIN ?? 'helm';

/** Runs a program to its end. */
function runCommand(
  program: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: options.env ?? process.env, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString('utf8');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString('utf8');
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
    // A program that ends without reading its input breaks the pipe.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

/** A program that runs until it is stopped, with what it has printed so far. */
export interface RunningCommand {
  stdout(): string;
  /** Kills it and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Starts a program that does not end by itself. */
export function startCommand(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): RunningCommand {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    stdout: () => stdout,
    stop: () => {
      child.kill();
      return gone;
    },
  };
}

/** The version line of a tool, or undefined when it cannot be run. */
export async function toolVersion(program: string, args: readonly string[]): Promise<string | undefined> {
  try {
    const { code, stdout } = await runCommand(program, args);
    return code === 0 ? stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}

/** Starts everything on free ports. */
export async function createWorkbench(
  options: { resources?: readonly ResourceDefinition[] } = {},
): Promise<Workbench> {
  const directory = await mkdtemp(path.join(tmpdir(), 'kubernetes-api-'));
  const agent = new ProcessNodeAgent();
  const refusals: { readonly requirements: readonly LabelRequirement[]; readonly message: string }[] = [];
  const api = await createKubernetesApi({
    host: '127.0.0.1',
    port: 0,
    version: 'v1.34.0+test',
    podRuntime: agent,
    admitPod: (pod) => {
      const refusal = refusals.find((it) => fulfilsRequirements(it.requirements, pod.metadata.labels));
      if (refusal !== undefined) throw badRequest(refusal.message);
      return pod;
    },
    portForwardHint: 'use the other command to forward ports',
    ...(options.resources === undefined ? {} : { resources: options.resources }),
  });
  agent.start(api.store);
  let nextNodePort = 30_000;
  let nextNamespace = 0;
  const problems: string[] = [];
  const controllers = startControllers(api, {
    nodePorts: {
      allocate: async () => {
        nextNodePort += 1;
        return nextNodePort;
      },
      release: () => undefined,
    },
    podPort: (pod, port) =>
      pod.status?.podIP === undefined ? undefined : { address: '127.0.0.1', port: port + 10_000 },
    jobRetryDelayMs: 10,
    onProblem: (message) => problems.push(message),
  });
  const config = path.join(directory, 'kubeconfig');
  await writeFile(config, JSON.stringify(kubeconfigOf(api, 'local')));
  const env = {
    ...process.env,
    HOME: directory,
    KUBECONFIG: config,
    KUBECACHEDIR: path.join(directory, 'kube-cache'),
    HELM_CACHE_HOME: path.join(directory, 'helm-cache'),
    HELM_CONFIG_HOME: path.join(directory, 'helm-config'),
    HELM_DATA_HOME: path.join(directory, 'helm-data'),
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
  };
  const kubectl = (args: readonly string[], input?: string) =>
    runCommand(KUBECTL, args, { env, ...(input === undefined ? {} : { input }) });
  return {
    api,
    directory,
    env,
    kubectl,
    apply: async (manifest, namespace = 'default') => {
      const { code, stdout, stderr } = await kubectl(['apply', '-n', namespace, '-f', '-'], manifest);
      if (code !== 0) throw new Error(`kubectl apply failed: ${stderr}`);
      return stdout;
    },
    refusePods: (labelSelector, message) => {
      refusals.push({ requirements: parseLabelSelector(labelSelector), message });
    },
    namespace: () => {
      nextNamespace += 1;
      const name = `test-${nextNamespace}`;
      api.store.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
      return name;
    },
    helm: (args) => runCommand(HELM, args, { env }),
    file: async (name, text) => {
      const target = path.join(directory, name);
      await writeFile(target, text);
      return target;
    },
    close: async () => {
      await agent.stop();
      await controllers.stop();
      await api.close();
      await rm(directory, { recursive: true, force: true });
      if (problems.length > 0) throw new Error(`a controller had a problem:\n${problems.join('\n')}`);
    },
  };
}
