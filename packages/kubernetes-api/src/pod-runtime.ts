import type { Readable, Writable } from 'node:stream';

/** A container of a pod; `container` is always set when the API calls. */
export interface ContainerRef {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string;
}

/** What `kubectl logs` asked for. */
export interface LogOptions {
  readonly follow: boolean;
  readonly tailLines?: number;
  /** The instance before the last restart. */
  readonly previous?: boolean;
  /** Start each line with its RFC 3339 time. */
  readonly timestamps?: boolean;
  readonly sinceSeconds?: number;
}

/** What `kubectl exec` asked for. */
export interface ExecOptions {
  readonly command: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** The streams of one exec; with a terminal all output goes to stdout. */
export interface ExecStreams {
  readonly stdin?: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Present with a terminal: tells the listener each new size, the first one included. */
  readonly onResize?: (listener: (size: { readonly columns: number; readonly rows: number }) => void) => void;
}

/** The node agent's side of logs and exec. An ApiError thrown here becomes the client's error; anything else a 500 with its message. */
export interface PodRuntime {
  /** Writes the log; resolves at its end (with `follow`: when the container ended or `signal` fired). */
  logs(ref: ContainerRef, options: LogOptions, out: Writable, signal: AbortSignal): Promise<void>;
  /** Runs the command; resolves with its exit code. Kills it when `signal` fires. */
  exec(ref: ContainerRef, options: ExecOptions, streams: ExecStreams, signal: AbortSignal): Promise<number>;
}
