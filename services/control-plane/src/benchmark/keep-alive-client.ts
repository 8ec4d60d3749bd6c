import http from 'node:http';

/** Calls the API over one connection that is kept. */
export class KeepAliveClient {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** Resolves when the whole answer is there; rejects when it is not a success. */
  call(method: string, path: string, body?: object): Promise<void> {
    const content = body === undefined ? undefined : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: '127.0.0.1',
          port: this.#port,
          agent: this.#agent,
          method,
          path: `/v20190125${path}`,
          ...(content === undefined ? {} : { headers: { 'content-length': Buffer.byteLength(content) } }),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            if (response.statusCode === 200) resolve();
            else reject(new Error(`${method} ${path}: ${response.statusCode} ${Buffer.concat(chunks)}`));
          });
        },
      );
      request.on('error', reject);
      request.end(content);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
