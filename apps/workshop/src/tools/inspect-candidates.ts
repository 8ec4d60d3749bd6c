import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from '../processes/run-command.ts';
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
  /** the program that a candidate of PATH stands for, where it is only a way to it; looked at right after it */
  behind?(executable: string): Promise<string | undefined>;
  /** milliseconds a call takes (the answer is remembered); with it the fastest of all usable candidates is taken, else the first */
  measure?(executable: string): Promise<number | undefined>;
}

/** An objection for versions below a minimum. */
export function olderThan(minimum: string): (version: string) => string | undefined {
  return (version) => (isAtLeast(version, minimum) ? undefined : `is older than ${minimum}`);
}

/** The first usable candidate, or the fastest where the rules measure; or what was wrong with each. */
export async function inspectCandidates(
  context: ToolContext,
  rules: CandidateRules,
): Promise<{ readonly found?: FoundTool; readonly passedOver: readonly string[] }> {
  const passedOver: string[] = [];
  const usable: Omit<FoundTool, 'passedOver'>[] = [];
  for (const { executable, source } of await candidates(context, rules)) {
    const version = await askVersion(context, rules, executable);
    const objection =
      version === undefined
        ? 'does not run'
        : (rules.objection(version) ?? (await askProbe(context, rules, executable)));
    if (version !== undefined && objection === undefined) {
      usable.push({ name: rules.name, path: executable, version, source });
      // What a person names by its variable is meant; and where nothing is measured the first one is it.
      if (rules.measure === undefined || source === 'environment') break;
    } else {
      passedOver.push(`${executable}${version === undefined ? '' : ` ${version}`} ${objection}`);
    }
  }
  const [first] = usable;
  if (first === undefined) return { passedOver };
  if (usable.length === 1) return { found: { ...first, passedOver }, passedOver };
  const measured: { readonly tool: typeof first; readonly callMs: number }[] = [];
  for (const tool of usable) measured.push({ tool, callMs: await askCallMs(context, rules, tool.path) });
  const { fastest, slower } = chooseFastest(measured);
  const all = [
    ...passedOver,
    ...slower.map(({ tool, callMs }) => `${tool.path} ${tool.version} takes ${callMs} ms a call`),
  ];
  return { found: { ...fastest.tool, callMs: fastest.callMs, passedOver: all }, passedOver: all };
}

/** The one with the shortest call, the earlier one of two alike, and the others. There must be one. */
export function chooseFastest<Measured extends { readonly callMs: number }>(
  measured: readonly Measured[],
): { readonly fastest: Measured; readonly slower: readonly Measured[] } {
  const fastest = measured.reduce((best, other) => (other.callMs < best.callMs ? other : best));
  return { fastest, slower: measured.filter((it) => it !== fastest) };
}

async function candidates(
  context: ToolContext,
  rules: CandidateRules,
): Promise<readonly { readonly executable: string; readonly source: ToolSource }[]> {
  const named = rules.variable === undefined ? undefined : context.environment[rules.variable];
  const onPath = findExecutables(rules.name, context.environment.PATH, [context.paths.bin]);
  const withThoseBehind: string[] = [];
  for (const executable of onPath) {
    const behind = await rules.behind?.(executable);
    withThoseBehind.push(executable, ...(behind !== undefined && isExecutable(behind) ? [behind] : []));
  }
  return [
    ...(named === undefined || named === '' ? [] : [{ executable: named, source: 'environment' as const }]),
    ...[...new Set(withThoseBehind)].map((executable) => ({ executable, source: 'PATH' as const })),
    ...(isExecutable(rules.downloaded)
      ? [{ executable: rules.downloaded, source: 'download' as const }]
      : []),
  ];
}

async function askCallMs(context: ToolContext, rules: CandidateRules, executable: string): Promise<number> {
  const answer = await rememberAbout(executable, 'call', context.paths.cache, async () => {
    const callMs = await rules.measure?.(executable);
    return callMs === undefined ? undefined : String(Math.round(callMs));
  });
  return answer === undefined ? Number.POSITIVE_INFINITY : Number(answer);
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

/** Every executable file of this name on PATH, in order; directories in `except` are left out. */
export function findExecutables(
  name: string,
  searchPath: string | undefined,
  except: readonly string[] = [],
): readonly string[] {
  const directories = (searchPath ?? '').split(path.delimiter).filter((it) => path.isAbsolute(it));
  return [...new Set(directories)]
    .filter((directory) => !except.includes(path.resolve(directory)))
    .map((directory) => path.join(directory, name))
    .filter(isExecutable);
}

/** Whether the path is a file that may be executed. */
function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
