import { Writable } from 'node:stream';
import type { LogOptions, PodRuntime } from '../pod-runtime.ts';
import type { ObjectStore } from '../store/object-store.ts';
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
  const sinceSeconds = queryInteger(query, 'sinceSeconds');
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
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      start();
      // A client that left takes nothing any more; the runtime learns it from the signal.
      if (response.destroyed) done();
      else response.write(chunk, () => done());
    },
  });
  await runtime.logs(ref, options, out, left.signal);
  await new Promise<void>((resolve) => (out.writableEnded ? resolve() : out.end(resolve)));
  start();
  response.end();
}
