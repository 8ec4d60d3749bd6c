import { runCommand } from '../processes/run-command.ts';
import { findExecutables, isExecutable } from './find-executables.ts';
import { rememberAbout } from './search-cache.ts';
import type { FoundTool, ToolContext, ToolName, ToolSource } from './tool.ts';
import { isAtLeast, parseVersion } from './version.ts';

/** Where to look for a tool and what makes it usable. */
export interface CandidateRules {
  readonly name: ToolName;
  /** a variable that names the binary and wins */
  readonly variable?: string;
  /** our own download, looked at last */
  readonly downloaded: string;
  /** arguments that make it print its version */
  readonly versionArguments: readonly string[];
  /** why this version cannot be used; undefined: it can */
  objection(version: string): string | undefined;
  /** a further test, slow ones included (the answer is remembered): why it cannot be used; undefined: it can */
  probe?(executable: string): Promise<string | undefined>;
}

/** An objection for versions below a minimum. */
export function olderThan(minimum: string): (version: string) => string | undefined {
  return (version) => (isAtLeast(version, minimum) ? undefined : `is older than ${minimum}`);
}

/** The first usable candidate, or what was wrong with each. */
export async function inspectCandidates(
  context: ToolContext,
  rules: CandidateRules,
): Promise<{ readonly found?: FoundTool; readonly passedOver: readonly string[] }> {
  const passedOver: string[] = [];
  for (const { executable, source } of candidates(context, rules)) {
    const version = await askVersion(context, rules, executable);
    const objection =
      version === undefined
        ? 'does not run'
        : (rules.objection(version) ?? (await askProbe(context, rules, executable)));
    if (version !== undefined && objection === undefined) {
      return { found: { name: rules.name, path: executable, version, source, passedOver }, passedOver };
    }
    passedOver.push(`${executable}${version === undefined ? '' : ` ${version}`} ${objection}`);
  }
  return { passedOver };
}

function candidates(
  context: ToolContext,
  rules: CandidateRules,
): readonly { readonly executable: string; readonly source: ToolSource }[] {
  const named = rules.variable === undefined ? undefined : context.environment[rules.variable];
  const onPath = findExecutables(rules.name, context.environment.PATH, [context.paths.bin]);
  return [
    ...(named === undefined || named === '' ? [] : [{ executable: named, source: 'environment' as const }]),
    ...onPath.map((executable) => ({ executable, source: 'PATH' as const })),
    ...(isExecutable(rules.downloaded)
      ? [{ executable: rules.downloaded, source: 'download' as const }]
      : []),
  ];
}

function askVersion(
  context: ToolContext,
  rules: CandidateRules,
  executable: string,
): Promise<string | undefined> {
  return rememberAbout(executable, 'version', context.paths.cache, async () => {
    const { code, stdout, stderr } = await runCommand(executable, rules.versionArguments, {
      env: context.environment,
    });
    return code === 0 ? parseVersion(`${stdout}\n${stderr}`) : undefined;
  });
}

async function askProbe(
  context: ToolContext,
  rules: CandidateRules,
  executable: string,
): Promise<string | undefined> {
  const { probe } = rules;
  if (probe === undefined) return undefined;
  let objection: string | undefined;
  const answer = await rememberAbout(executable, 'probe', context.paths.cache, async () => {
    objection = await probe(executable);
    // Only a success is remembered: what was wrong may be mended without the file changing.
    return objection === undefined ? 'usable' : undefined;
  });
  return answer === undefined ? objection : undefined;
}
