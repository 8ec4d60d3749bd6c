/** How the page asks and counts; part of its address, so that a link opens it the same way. */
export interface Settings {
  /** The wait between two questions, in milliseconds. */
  readonly every: number;
  /** How many of the last answers shares and latency are about. */
  readonly last: number;
}

/** Four questions a second are two changes of color there and back at most, below what may do harm (WCAG 2.3.1). */
export const INTERVALS_MS = [250, 1_000, 2_000, 5_000] as const;
/** What a window may be, in answers. */
export const WINDOWS = [25, 100, 500] as const;

const DEFAULTS: Settings = { every: 1_000, last: 100 };

/** The settings in the query of an address; what is not on offer is as if it were not there. */
export function readSettings(query: string): Settings {
  const parameters = new URLSearchParams(query);
  const pick = (name: keyof Settings, choices: readonly number[]) =>
    choices.find((choice) => String(choice) === parameters.get(name)) ?? DEFAULTS[name];
  return { every: pick('every', INTERVALS_MS), last: pick('last', WINDOWS) };
}

/** The query of an address that opens the page with these settings. */
export function writeSettings({ every, last }: Settings): string {
  return `?every=${every}&last=${last}`;
}
