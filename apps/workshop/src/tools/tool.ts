import type { SharedPaths } from '../state/workshop-paths.ts';
import type { Platform } from './pins.ts';

/** The programs this one drives. */
export type ToolName = 'envoy' | 'kubectl' | 'helm' | 'aws' | 'shellcheck';

/** Where a tool was found: an environment variable, PATH, or our own download. */
export type ToolSource = 'environment' | 'PATH' | 'download';

/** A tool that can be used. */
export interface FoundTool {
  readonly name: ToolName;
  readonly path: string;
  readonly version: string;
  readonly source: ToolSource;
  /** milliseconds a call takes; only where several could be used and the fastest was taken */
  readonly callMs?: number;
  /** what was passed over, e.g. "/usr/bin/helm 3.9.0 is older than 3.17.0" */
  readonly passedOver: readonly string[];
}

/** A tool that cannot be used (yet). */
export interface MissingTool {
  readonly name: ToolName;
  readonly passedOver: readonly string[];
  /** present: this machine can download it */
  readonly download?: { readonly what: string };
  /** the ways to get it by hand, one sentence each */
  readonly remedies: readonly string[];
}

/** Result of looking for a tool. */
type ToolSearch = { readonly found: FoundTool } | { readonly missing: MissingTool };

/** What the search and the installation depend on. */
export interface ToolContext {
  readonly paths: SharedPaths;
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: Platform;
  /** progress for people, one line each */
  readonly report: (line: string) => void;
}

/** How one tool is found and installed. */
export interface ToolRecipe {
  readonly name: ToolName;
  /** Looks at variables, PATH and earlier downloads; downloads nothing. */
  find(context: ToolContext): Promise<ToolSearch>;
  /** Downloads the tool; only called when `find` said it can be. Throws a WorkshopError that says why not. */
  install(context: ToolContext): Promise<void>;
}
