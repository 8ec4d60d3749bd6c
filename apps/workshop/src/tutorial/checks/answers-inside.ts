import { isLate, REQUEST_LIMITS } from '../../load/load-outcome.ts';
import type { Kubectl } from '../readers/kubectl.ts';
import { type Check, SETTLES_WITHIN_MS } from './check.ts';

/** What tells one answer from another; what is not among them (a host name, the time) may be anything. */
const TELLING_MEMBERS = ['service', 'version', 'backend', 'color', 'error'] as const;
/** Where a Service is asked, unless something else is said: port and path. */
const ROOT = ':80/';
const REQUESTS = 10;
const LOST_AFTER_SECONDS = String(REQUEST_LIMITS.lostAfterMs / 1000);
/** After each body: a line with its status and the seconds it took. */
const WRITE_OUT = '\\n%{http_code} %{time_total}\\n';

/** An answer as a pod of the namespace gets it. */
export interface InsideAnswer {
  readonly status: number;
  readonly body: string;
  readonly tookMs: number;
}

/** Calls a Service of the tutorial's namespace from the jumpbox, so many times in a row; `at` is the port and the path. */
export async function askInside(
  kubectl: Kubectl,
  namespace: string,
  service: string,
  requests: number,
  at: string = ROOT,
): Promise<readonly InsideAnswer[]> {
  const url = `http://${service}.${namespace}.svc.cluster.local${at}?[1-${requests}]`;
  const curl = ['curl', '--silent', '--max-time', LOST_AFTER_SECONDS, '--write-out', WRITE_OUT, url];
  return parseAnswers(await kubectl('exec', 'jumpbox', '--namespace', namespace, '--', ...curl));
}

/** Reads bodies of one line, each with its status and the seconds it took on the line after it. */
export function parseAnswers(output: string): readonly InsideAnswer[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const answers: InsideAnswer[] = [];
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const [status, seconds] = (lines[index + 1] ?? '').split(' ').map(Number);
    answers.push({ body: lines[index] ?? '', status: status ?? 0, tookMs: (seconds ?? 0) * 1000 });
  }
  return answers;
}

/**
 * Every answer that a pod of the namespace gets from a Service has this status, these members and no other telling one. `at` is the port and the
 * path, such as `:3000/color`.
 */
export function answersInside(
  service: string,
  status: number,
  members: Readonly<Record<string, string>>,
  at: string = ROOT,
): Check {
  const expected = `${status} ${JSON.stringify(members)}`;
  return {
    title: `${service} answers ${expected} inside the cluster`,
    withinMs: SETTLES_WITHIN_MS,
    lookAt: ['pods/', 'service-proxy.log', `kubectl logs deployment/${service}`],
    async look({ kubectl, namespace }) {
      const answers = await askInside(kubectl, namespace, service, REQUESTS, at);
      const seen = [
        ...new Set(answers.map((answer) => `${answer.status} ${tellingMembers(answer.body, members)}`)),
      ];
      const late = answers.filter(({ tookMs }) => isLate(tookMs)).length;
      return {
        passed: answers.length === REQUESTS && seen.join() === expected,
        expected: `${expected}, ${REQUESTS} times`,
        seen: `${answers.length} answers: ${seen.join(' and ') || 'none'}${late === 0 ? '' : `, ${late} late`}`,
      };
    },
  };
}

/** The telling members as JSON, in the order of those expected. */
function tellingMembers(body: string, expected: Readonly<Record<string, string>>): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return body;
  }
  if (typeof parsed !== 'object' || parsed === null) return body;
  const all = new Map<string, unknown>(Object.entries(parsed));
  const names = new Set([...Object.keys(expected), ...TELLING_MEMBERS]);
  return JSON.stringify(
    Object.fromEntries([...names].filter((name) => all.has(name)).map((name) => [name, all.get(name)])),
  );
}
