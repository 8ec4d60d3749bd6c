/** The header that carries the trace: `Root=1-...;Parent=...;Sampled=1`. */
export const TRACE_HEADER = 'X-Amzn-Trace-Id';

/** The trace id in a trace header, such as `1-5759e988-bd862e3fe1be46a994272793`. */
export function parseTraceRoot(header: string | undefined): string | undefined {
  return header?.match(/(?:^|;)\s*root=([\w-]+)/i)?.[1];
}
