/** Whether to colour what goes to a stream: only a terminal, and never against NO_COLOR or TERM=dumb. */
export function useColor(
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  const refused = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
  return stream.isTTY === true && !refused && environment.TERM !== 'dumb';
}
