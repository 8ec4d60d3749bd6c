import type { Kubectl } from '../readers/kubectl.ts';
import type { Check } from './check.ts';

/** What tells one answer from another; what is not among them (a host name, the time) may be anything. */
const TELLING_MEMBERS = ['service', 'version', 'backend', 'error'] as const;
const REQUESTS = 10;

/** An answer as a pod of the namespace gets it. */
export interface InsideAnswer {
  readonly status: number;
  readonly body: string;
}

/** Calls a Service of the tutorial's namespace from the jumpbox, so many times in a row. */
export async function askInside(
  kubectl: Kubectl,
  namespace: string,
  service: string,
  requests: number,
): Promise<readonly InsideAnswer[]> {
  const url = `http://${service}.${namespace}.svc.cluster.local:80/?[1-${requests}]`;
  const curl = ['curl', '--silent', '--max-time', '30', '--write-out', '\\n%{http_code}\\n', url];
  return parseAnswers(await kubectl('exec', 'jumpbox', '--namespace', namespace, '--', ...curl));
}

/** Reads bodies of one line, each with its status on the line after it. */
export function parseAnswers(output: string): readonly InsideAnswer[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  const answers: InsideAnswer[] = [];
  for (let index = 0; index + 1 < lines.length; index += 2) {
    answers.push({ body: lines[index] ?? '', status: Number(lines[index + 1]) });
  }
  return answers;
}

/** Every answer that a pod of the namespace gets from a Service has this status, these members and no other telling one. */
export function answersInside(
  service: string,
  status: number,
  members: Readonly<Record<string, string>>,
): Check {
  const expected = `${status} ${JSON.stringify(members)}`;
  return {
    title: `${service} answers ${expected} inside the cluster`,
    withinMs: 10_000,
    lookAt: ['pods/', 'service-proxy.log', `kubectl logs deployment/${service}`],
    async look({ kubectl, namespace }) {
      const answers = await askInside(kubectl, namespace, service, REQUESTS);
      const seen = [
        ...new Set(answers.map((answer) => `${answer.status} ${tellingMembers(answer.body, members)}`)),
      ];
      return {
        passed: answers.length === REQUESTS && seen.join() === expected,
        expected: `${expected}, ${REQUESTS} times`,
        seen: `${answers.length} answers: ${seen.join(' and ') || 'none'}`,
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
