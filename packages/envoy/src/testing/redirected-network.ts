import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Addresses of a network in which connections are redirected as App Mesh redirects them. All of them are this host's. */
export const REDIRECTED_NETWORK = {
  /** What connects from here to anywhere in the network is sent to 15001. */
  application: '10.9.0.2',
  /** What connects from here to the application's port 8080 is sent to 15000. */
  caller: '10.9.0.3',
  /** Some other host. */
  elsewhere: '10.9.0.4',
} as const;

/** Arguments of sh(1) before a command: a user namespace in which this user is root, a network namespace with nothing but loopback. */
const IN_NAMESPACE = ['-c', 'exec unshare --user --map-root-user --net -- "$@"', 'sh'];

const REPOSITORY = fileURLToPath(new URL('../../../../', import.meta.url));

/** Why redirected connections cannot be tested here; undefined where they can. */
export function whyNoRedirection(): string | undefined {
  const command = ['sh', '-c', 'ip link set lo up && iptables -t nat -L -n'];
  const attempt = spawnSync('sh', [...IN_NAMESPACE, ...command], { encoding: 'utf8' });
  if (attempt.status === 0) return undefined;
  return `no redirected connections: they need unshare(1), ip(8), iptables(8) and user namespaces; trying said: ${attempt.stderr.trim()}`;
}

/**
 * Runs a TypeScript program in a network of its own, by the kernel's redirection and without root. App Mesh tells Envoy's own
 * connections by their user; there is only one user here, so they are told by the address that they come from.
 */
export async function runRedirected(
  program: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { application, caller } = REDIRECTED_NETWORK;
  const redirect = 'iptables -t nat -A OUTPUT -p tcp';
  const setUp = [
    'set -eu',
    'ip link set lo up',
    // Without a common prefix, so that a connection to one of them comes from that one unless it is told otherwise.
    ...Object.values(REDIRECTED_NETWORK).map((address) => `ip addr add ${address}/32 dev lo`),
    `${redirect} -s ${application} -d 10.9.0.0/16 -j REDIRECT --to-port 15001`,
    `${redirect} -s ${caller} -d ${application} --dport 8080 -j REDIRECT --to-port 15000`,
    'exec "$@"',
  ];
  const command = ['sh', '-c', setUp.join('\n'), 'sh', process.execPath, '--import', 'tsx', program];
  const child = spawn('sh', [...IN_NAMESPACE, ...command], {
    cwd: REPOSITORY,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: string[] = [];
  const errors: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors.push(text));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  if (code !== 0) throw new Error(`${program} ended with ${String(code)}: ${errors.join('')}`);
  return output.join('');
}
