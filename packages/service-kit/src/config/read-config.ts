import { describeDefault, type Variable, type Variables } from './variable.ts';

/** The variables of a process, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Either the whole configuration, or every reason why there is none, one sentence each. */
export type ConfigResult<Config> =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a configuration and collects all problems. An empty variable counts as unset, as in
 * `${NAME:-default}`: charts and proxies' settings often set variables to nothing.
 */
export function readConfig<Config>(
  variables: Variables<Config>,
  environment: Environment,
): ConfigResult<Config> {
  const config: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [key, variable] of Object.entries<Variable<unknown>>(variables)) {
    const found = find(variable, environment);
    const value = found === undefined ? variable.default : variable.parse(found.text);
    if (found !== undefined && value === undefined) problems.push(describeProblem(variable, found));
    config[key] = value;
  }
  // The loop has put the value of every variable under its key, which is what Config is.
  return problems.length === 0 ? { ok: true, config: config as Config } : { ok: false, problems };
}

interface Found {
  readonly name: string;
  readonly text: string;
}

function find(variable: Variable<unknown>, environment: Environment): Found | undefined {
  for (const name of [variable.name, variable.alias]) {
    const text = name === undefined ? undefined : environment[name];
    if (name !== undefined && text !== undefined && text !== '') return { name, text };
  }
  return undefined;
}

function describeProblem(variable: Variable<unknown>, { name, text }: Found): string {
  return `${name} is ${quote(text)}: allowed is ${variable.allowed}; unset means ${describeDefault(variable)}.`;
}

/** The value as it may be shown: short, and without the password that a proxy's URL may carry. */
function quote(text: string): string {
  const shown = text.replace(/\/\/[^/@]*@/, '//***@');
  return JSON.stringify(shown.length > 100 ? `${shown.slice(0, 100)}...` : shown);
}
