import { type ClientHttp2Session, connect } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { mutateBytes, mutateText } from '../mutate.ts';
import type { Random } from '../random.ts';
import type { Outcome, Surface } from '../surface.ts';
import { startControlPlane } from './control-plane-target.ts';

const METHOD = '/envoy.service.discovery.v3.AggregatedDiscoveryService/StreamAggregatedResources';
const PATHS = [
  METHOD.replace('Stream', 'Delta'),
  METHOD.replace('StreamAggregatedResources', 'Nothing'),
  '/',
  '/__proto__/constructor',
];
const TYPES = [
  'type.googleapis.com/envoy.config.cluster.v3.Cluster',
  'type.googleapis.com/envoy.config.listener.v3.Listener',
  'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment',
  'type.googleapis.com/google.protobuf.Any',
  '__proto__',
];
const NODES = [
  'mesh/shop/virtualNode/node',
  'mesh/shop/virtualGateway/gateway',
  'mesh/a/virtualNode/b',
  'a',
  '',
];
const NAMES = ['*', 'ingress', 'egress', 'constructor', 'cds_egress_shop_node_http_8080', ''];
/** gRPC's code for what nobody expected. */
const UNKNOWN = '2';
const STREAM_LIMIT_MS = 20_000;
/** The server answers what it can of a stream and then has nothing to say. */
const QUIET_MS = 30;

/** The bytes of a DiscoveryRequest. */
function discoveryRequest(random: Random): Uint8Array {
  const writer = new BinaryWriter();
  const text = (field: number, value: string) => writer.tag(field, 2).string(value);
  const odd = (value: string) => (random.chance(0.1) ? mutateText(value, random) : value);
  if (random.chance(0.5)) text(1, odd(`${random.below(3)}`));
  if (random.chance(0.9)) {
    writer.tag(2, 2).fork();
    text(1, odd(random.pick(NODES)));
    text(2, odd('shop'));
    if (random.chance(0.5)) writer.tag(3, 2).bytes(metadata(random));
    text(6, 'envoy');
    writer.join();
  }
  for (let count = random.below(3); count > 0; count -= 1) text(3, odd(random.pick(NAMES)));
  text(4, odd(random.pick(TYPES)));
  if (random.chance(0.5)) text(5, odd(`${random.below(4)}`));
  if (random.chance(0.2)) writer.tag(6, 2).fork().tag(2, 2).string(odd('rejected')).join();
  return writer.finish();
}

/** A Struct: `mesh-workshop` with members that are right, or not. */
function metadata(random: Random): Uint8Array {
  const value = (write: (writer: BinaryWriter) => void) => {
    const writer = new BinaryWriter();
    write(writer);
    return writer.finish();
  };
  const member = (name: string, bytes: Uint8Array) =>
    value((it) => it.tag(1, 2).fork().tag(1, 2).string(name).tag(2, 2).bytes(bytes).join());
  const string = (text: string) => value((it) => it.tag(3, 2).string(text));
  const members = [
    member('pod', string('a')),
    member('namespace', string(random.chance(0.1) ? '__proto__' : 'default')),
    member('interception', string(random.pick(['redirect', 'forward-proxy', 'nothing']))),
    member('bind', random.chance(0.5) ? string('127.0.0.1') : value((it) => it.tag(2, 1).double(Number.NaN))),
  ].filter(() => random.chance(0.8));
  const struct = value((it) => it.tag(5, 2).bytes(Buffer.concat(members)));
  return member(random.chance(0.9) ? 'mesh-workshop' : '__proto__', struct);
}

/** gRPC's frame of a message, whose length or flag may be a lie. */
function frame(message: Buffer, random: Random): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(random.chance(0.02) ? 1 : 0, 0);
  head.writeUInt32BE(random.chance(0.02) ? random.below(2 ** 31) : message.length, 1);
  return Buffer.concat([head, message]);
}

function makeFrames(random: Random): Buffer {
  const frames: Buffer[] = [];
  for (let count = random.below(4); count >= 0; count -= 1) {
    const message = Buffer.from(discoveryRequest(random));
    frames.push(frame(random.chance(0.3) ? mutateBytes(message, random) : message, random));
  }
  return Buffer.concat(frames);
}

/** Bytes that are no HTTP/2, or stop being it. */
function sendRawBytes(port: number, random: Random): Promise<Outcome> {
  const preface = Buffer.concat([
    Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
    Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
    Buffer.from([0, 0, 4, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255]),
    Buffer.from([0, 0, 1, 1, 4, 0, 0, 0, 1, 0x83]),
  ]);
  const input = mutateBytes(preface, random);
  return new Promise((resolve) => {
    const socket = connectTcp({ host: '127.0.0.1', port }, () => socket.write(input));
    const limit = setTimeout(() => socket.destroy(), QUIET_MS);
    socket.on('data', () => undefined);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      clearTimeout(limit);
      resolve({ input, answer: 'raw bytes' });
    });
  });
}

function sendStream(session: ClientHttp2Session, random: Random): Promise<Outcome> {
  const path = random.chance(0.95) ? METHOD : random.pick(PATHS);
  const input = makeFrames(random);
  const ends = random.chance(0.7);
  return new Promise((resolve) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': random.chance(0.98) ? 'application/grpc' : 'text/html',
      te: 'trailers',
    });
    let status = 'none';
    const read = (headers: Readonly<Record<string, unknown>>) => {
      if (headers['grpc-status'] !== undefined) status = String(headers['grpc-status']);
    };
    let quiet: NodeJS.Timeout | undefined;
    const limit = setTimeout(() => stream.close(), STREAM_LIMIT_MS);
    const wait = () => {
      clearTimeout(quiet);
      quiet = setTimeout(() => stream.close(), QUIET_MS);
    };
    stream.on('response', read);
    stream.on('trailers', read);
    stream.on('data', wait);
    stream.on('error', () => undefined);
    stream.on('close', () => {
      clearTimeout(limit);
      clearTimeout(quiet);
      const answer = `grpc-status ${status}`;
      resolve({ input, answer, ...(status === UNKNOWN ? { violation: 'ended with UNKNOWN' } : {}) });
    });
    stream.write(input);
    if (ends) stream.end();
    else wait();
  });
}

/** gRPC to ADS: streams of requests that are nearly right, and bytes that are no gRPC. */
export const ads: Surface = {
  name: 'ads',
  concurrency: 16,
  async start() {
    const target = await startControlPlane();
    const authority = `http://127.0.0.1:${target.ports.xds}`;
    let session: ClientHttp2Session | undefined;
    const connected = () => {
      if (session === undefined || session.closed || session.destroyed) {
        session = connect(authority);
        session.on('error', () => undefined);
      }
      return session;
    };
    return {
      target,
      send: (random) =>
        random.chance(0.1) ? sendRawBytes(target.ports.xds, random) : sendStream(connected(), random),
      async settle() {
        session?.destroy();
        session = undefined;
      },
      async end() {
        session?.destroy();
        await target.end();
      },
    };
  },
};
