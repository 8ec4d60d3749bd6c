/** One environment variable: how it is called, what it may be, and how its text becomes a value. */
export interface Variable<Value> {
  readonly name: string;
  /** A second name, read when the first is not set: some variables are known in two cases. */
  readonly alias?: string;
  /** What the value decides, for the tables in the READMEs. */
  readonly about: string;
  /** What is allowed, worded to follow "allowed is": "a whole number from 0 to 65535". */
  readonly allowed: string;
  /** The unit of a number, where it has one: "milliseconds". */
  readonly unit?: string;
  /** The value when the variable is unset or empty. */
  readonly default: Value;
  /** The value of a text; undefined when the text is not allowed. */
  parse(text: string): Value | undefined;
}

/** What an unset variable means, for messages and tables. */
export function describeDefault(variable: Variable<unknown>): string {
  return variable.default === undefined || variable.default === '' ? 'none' : String(variable.default);
}

/** The variables of a configuration: each value's variable, under the value's name. */
export type Variables<Config> = { readonly [Key in keyof Config]: Variable<Config[Key]> };

/** The configuration that a set of variables describes. */
export type ConfigOf<Set> = {
  readonly [Key in keyof Set]: Set[Key] extends Variable<infer Value> ? Value : never;
};
