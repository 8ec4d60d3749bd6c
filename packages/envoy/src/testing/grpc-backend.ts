import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  status,
} from '@grpc/grpc-js';

/** A call as a gRPC server got it. */
interface RecordedCall {
  readonly path: string;
  /** The host that the caller named. */
  readonly host: string;
  readonly metadata: Metadata;
  /** How long the caller is ready to wait, by its own word; absent if it did not say. */
  readonly deadlineMillis?: number;
  /** Whether the caller, or a proxy for it, has given up meanwhile. */
  isCancelled(): boolean;
}

/** What a server does with a call: answers with a status (0 with its name), never answers, or sends a message and then a status. */
type GrpcBehaviour = number | 'hang' | { readonly afterMessage: number };

/** A gRPC server on loopback that remembers everything it was asked. */
export interface GrpcBackend {
  readonly port: number;
  /** Everything since the start, or since `forget`; health checks are kept apart. */
  calls(): readonly RecordedCall[];
  /** The hosts that health checks named. */
  healthChecks(): readonly string[];
  forget(): void;
  /** From now on. */
  behave(behaviour: GrpcBehaviour): void;
  /** What its health service says from now on. */
  setServing(isServing: boolean): void;
  stop(): void;
}

type Call = ServerUnaryCall<Buffer, Buffer> | ServerDuplexStream<Buffer, Buffer>;

const bytes = (message: Buffer) => message;
/** `grpc.health.v1.HealthCheckResponse`: its one member is 1, SERVING, or 2, NOT_SERVING. */
const healthResponse = (isServing: boolean) => Buffer.from([8, isServing ? 1 : 2]);

/** Answers unary calls with `name`; `Watch` sends every message back. */
export async function startGrpcBackend(name: string): Promise<GrpcBackend> {
  let calls: RecordedCall[] = [];
  let healthChecks: string[] = [];
  let behaviour: GrpcBehaviour = status.OK;
  let isServing = true;
  const server = new Server();
  const register = (path: string, type: 'unary' | 'bidi', handler: object) =>
    server.register(path, handler as never, bytes, bytes, type);
  const unary =
    (path: string) => (call: ServerUnaryCall<Buffer, Buffer>, answer: (...it: unknown[]) => void) => {
      calls.push(record(path, call));
      if (behaviour === status.OK) answer(null, Buffer.from(name));
      else if (typeof behaviour === 'number') answer({ code: behaviour, details: 'as told' });
      else if (behaviour !== 'hang') {
        call.sendMetadata(call.metadata);
        answer({ code: behaviour.afterMessage, details: 'as told' });
      }
    };
  for (const path of ['/shop.v1.Shop/Buy', '/shop.v1.Shop/Sell', '/stock.v1.Stock/Count'])
    register(path, 'unary', unary(path));
  register('/shop.v1.Shop/Watch', 'bidi', (call: ServerDuplexStream<Buffer, Buffer>) => {
    calls.push(record('/shop.v1.Shop/Watch', call));
    call.on('error', () => {}).on('data', (message: Buffer) => call.write(message));
    call.on('end', () => call.end());
  });
  register('/grpc.health.v1.Health/Check', 'unary', (call: Call, answer: (...it: unknown[]) => void) => {
    healthChecks.push(call.getHost());
    answer(null, healthResponse(isServing));
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return {
    port,
    calls: () => calls,
    healthChecks: () => healthChecks,
    forget() {
      calls = [];
      healthChecks = [];
    },
    behave(next) {
      behaviour = next;
    },
    setServing(next) {
      isServing = next;
    },
    stop: () => server.forceShutdown(),
  };
}

function record(path: string, call: Call): RecordedCall {
  const deadline = call.getDeadline();
  const until = deadline instanceof Date ? deadline.getTime() : deadline;
  return {
    path,
    host: call.getHost(),
    metadata: call.metadata,
    ...(Number.isFinite(until) ? { deadlineMillis: until - Date.now() } : {}),
    isCancelled: () => call.cancelled,
  };
}
