import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { startTestServer } from './test-server.ts';

/** A segment or subsegment as it goes over the wire, as far as the tests look. */
interface SegmentDocument {
  readonly name: string;
  readonly id: string;
  readonly trace_id?: string;
  readonly parent_id?: string;
  readonly subsegments?: readonly SegmentDocument[];
  readonly [member: string]: unknown;
}

/** What stands where the X-Ray daemon would: UDP for segments, TCP for sampling rules. */
export interface XrayDaemon {
  /** For AWS_XRAY_DAEMON_ADDRESS. */
  readonly address: string;
  readonly segments: readonly SegmentDocument[];
  /** The paths asked over TCP. */
  readonly asked: readonly string[];
}

/** Starts a daemon whose only rule samples everything; it ends with the running test. */
export async function startXrayDaemon(): Promise<XrayDaemon> {
  const segments: SegmentDocument[] = [];
  const asked: string[] = [];
  const udp = createSocket('udp4');
  udp.on('message', (message) => {
    const [, document = ''] = message.toString().split('\n');
    segments.push(JSON.parse(document));
  });
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  onTestFinished(() => {
    udp.close();
  });
  const tcp = await startTestServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(JSON.stringify({ SamplingRuleRecords: [{ SamplingRule: SAMPLE_EVERYTHING }] }));
  });
  return { address: `tcp:127.0.0.1:${tcp.port} udp:127.0.0.1:${udp.address().port}`, segments, asked };
}

const SAMPLE_EVERYTHING = {
  RuleName: 'everything',
  Priority: 1,
  FixedRate: 1,
  ReservoirSize: 100,
  Host: '*',
  HTTPMethod: '*',
  ResourceARN: '*',
  ServiceName: '*',
  ServiceType: '*',
  URLPath: '*',
  Version: 1,
};
