import {
  type CallOptions,
  Client,
  type ClientDuplexStream,
  credentials,
  Metadata,
  type StatusObject,
} from '@grpc/grpc-js';

/** What came back of one unary call. */
interface GrpcAnswer {
  /** A status of gRPC; 0 is OK. */
  readonly code: number;
  readonly body: string;
  /** From the call to its end. */
  readonly millis: number;
}

/** A gRPC client on one connection. */
export interface GrpcCaller {
  call(path: string, metadata?: Readonly<Record<string, string>>, options?: CallOptions): Promise<GrpcAnswer>;
  /** Opens a stream in both directions. */
  open(path: string, metadata?: Readonly<Record<string, string>>): GrpcStream;
  close(): void;
}

/** A stream, and how it ended. */
interface GrpcStream {
  send(message: string): void;
  /** No more messages from here. */
  end(): void;
  /** Those that came so far. */
  messages(): readonly string[];
  readonly ended: Promise<StatusObject>;
}

const bytes = (message: Buffer) => message;

/** Calls `host` (and port) through a port of loopback, which is spoken to as if it were the server. */
export function grpcCaller(port: number, host: string): GrpcCaller {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
    'grpc.default_authority': host,
    'grpc.enable_http_proxy': 0,
    // Else clients of one process share a connection.
    'grpc.use_local_subchannel_pool': 1,
    'grpc.enable_retries': 0,
  });
  const pairs = (metadata: Readonly<Record<string, string>>) => Metadata.fromHttp2Headers(metadata);
  return {
    call(path, metadata = {}, options = {}) {
      const started = performance.now();
      return new Promise((resolve) => {
        client.makeUnaryRequest(
          path,
          bytes,
          bytes,
          Buffer.from('?'),
          pairs(metadata),
          options,
          (error, answer) =>
            resolve({
              code: error?.code ?? 0,
              body: answer?.toString() ?? '',
              millis: performance.now() - started,
            }),
        );
      });
    },
    open(path, metadata = {}) {
      const call: ClientDuplexStream<Buffer, Buffer> = client.makeBidiStreamRequest(
        path,
        bytes,
        bytes,
        pairs(metadata),
      );
      const messages: string[] = [];
      call.on('error', () => {}).on('data', (message: Buffer) => messages.push(message.toString()));
      return {
        send: (message) => call.write(Buffer.from(message)),
        end: () => call.end(),
        messages: () => messages,
        ended: new Promise((resolve) => call.once('status', resolve)),
      };
    },
    close: () => client.close(),
  };
}
