import { Writable } from 'node:stream';
import type { LogOptions, PodRuntime } from '../pod-runtime.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { badRequest } from '../store/refusals.ts';
import { type ApiRequest, queryFlag, queryInteger, requireName } from './api-request.ts';
import { resolveContainer } from './pod-container.ts';

/** GET pods/log: plain text. The headers wait for the first line, so that an error before it is still a Status. */
export async function handleLog(store: ObjectStore, runtime: PodRuntime, request: ApiRequest): Promise<void> {
  const { query, response, path } = request;
  const ref = resolveContainer(
    store,
    path.namespace ?? 'default',
    requireName(request),
    query.get('container'),
  );
  const tailLines = queryInteger(query, 'tailLines');
  const sinceSeconds = readSince(request);
  const options: LogOptions = {
    follow: queryFlag(query, 'follow'),
    previous: queryFlag(query, 'previous'),
    timestamps: queryFlag(query, 'timestamps'),
    ...(tailLines === undefined ? {} : { tailLines }),
    ...(sinceSeconds === undefined ? {} : { sinceSeconds }),
  };
  const left = new AbortController();
  response.on('close', () => left.abort());
  const start = () => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/plain' });
  };
  let rest = queryInteger(query, 'limitBytes') ?? Number.POSITIVE_INFINITY;
  const enough = new AbortController();
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      start();
      const wanted = chunk.subarray(0, Math.min(rest, chunk.length));
      rest -= wanted.length;
      if (rest === 0) enough.abort();
      // A client that left takes nothing any more; the runtime learns it from the signal.
      if (response.destroyed) done();
      else response.write(wanted, () => done());
    },
  });
  await runtime.logs(ref, options, out, AbortSignal.any([left.signal, enough.signal]));
  await new Promise<void>((resolve) => (out.writableEnded ? resolve() : out.end(resolve)));
  start();
  response.end();
}

/** Seconds, however they were asked for: `kubectl logs --since-time` sends a time of day. */
function readSince({ query, nowMs }: ApiRequest): number | undefined {
  const time = query.get('sinceTime');
  if (time === null) return queryInteger(query, 'sinceSeconds');
  const since = Date.parse(time);
  if (Number.isNaN(since))
    throw badRequest(`sinceTime is "${time}"; it has to be a time such as 2026-01-31T12:00:00Z`);
  return Math.max(1, Math.ceil((nowMs - since) / 1000));
}
