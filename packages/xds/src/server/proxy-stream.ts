import { status as grpcStatus } from '@grpc/grpc-js';
import { typeOfUrl } from '../encoding/descriptor-registry.ts';
import type { ProxyNode, ProxyStatus } from '../proxy-status.ts';
import type { ResourceSet } from '../resource-set.ts';
import type { Snapshot } from '../snapshot/build-snapshot.ts';
import { applyRequest } from '../stream/apply-request.ts';
import { decideNext, type OutgoingMessage, type StageLimits } from '../stream/decide-next.ts';
import { resourcesInUse } from '../stream/in-use.ts';
import { recordAdopted, recordSent } from '../stream/record-sent.ts';
import { NEW_STREAM, type StreamState } from '../stream/stream-state.ts';
import { describeStream } from '../stream/stream-status.ts';
import { withTarget } from '../stream/target-progress.ts';
import type { AdsCall } from './ads-service.ts';
import type { Clock } from './clock.ts';
import type { DiscoveryRequest } from './discovery-messages.ts';

/** One connected proxy: its stream, and what is known about it. */
export interface ProxyStream {
  publish(snapshot: Snapshot): 'published' | 'unchanged';
  status(): ProxyStatus;
  inUse(): readonly ResourceSet[];
  /** Ends the stream. */
  close(): void;
}

export interface ProxyStreamOptions {
  readonly proxyId: string;
  readonly clock: Clock;
  readonly limits: StageLimits;
  /** The first request came: the proxy has a name. */
  onConnect(stream: ProxyStream, node: ProxyNode): void;
  /** The stream is over. Called once, and only after `onConnect`. */
  onDisconnect(): void;
  /** The proxy acknowledged or rejected something. */
  onStatus(): void;
}

/** Serves one stream: feeds requests into the pure state, and carries out what the state decides. */
export function serveProxyStream(call: AdsCall, options: ProxyStreamOptions): void {
  const { proxyId, clock, limits } = options;
  const connectedAt = clock.now();
  let state: StreamState = NEW_STREAM;
  let node: ProxyNode | undefined;
  let nonces = 0;
  // One response at a time is handed to the transport; until it has taken that, only the state moves on. So a slow
  // reader costs one response of memory, and reads the newest state next.
  let isWriting = false;
  let isOver = false;
  let cancelWake = () => {};

  function send(message: OutgoingMessage): void {
    nonces += 1;
    const nonce = String(nonces);
    state = recordSent(state, message, nonce, clock.now());
    isWriting = true;
    call.write({ type: message.type, version: message.version, nonce, entries: message.entries }, () => {
      isWriting = false;
      carryOn();
    });
  }

  function carryOn(): void {
    cancelWake();
    while (!isOver && !isWriting) {
      const now = clock.now();
      const decision = decideNext(state, now, limits);
      if (decision.kind === 'wait') {
        if (decision.until !== undefined) {
          cancelWake = clock.after(decision.until - now, carryOn);
        }
        return;
      }
      if (decision.kind === 'adopt') {
        state = recordAdopted(state, decision.message, now);
        options.onStatus();
      } else {
        send(decision.message);
      }
    }
  }

  const stream: ProxyStream = {
    publish(snapshot) {
      if (state.target?.version === snapshot.version) {
        return 'unchanged';
      }
      state = withTarget(state, snapshot, clock.now());
      carryOn();
      return 'published';
    },
    status: () => ({
      proxyId,
      node: node ?? { id: '', cluster: '', metadata: {}, userAgent: '' },
      connectedAt,
      ...describeStream(state),
    }),
    inUse: () => resourcesInUse(state),
    close() {
      finish();
      call.end();
    },
  };

  function receive(request: DiscoveryRequest): void {
    if (isOver) {
      return;
    }
    const isFirst = node === undefined;
    if (node === undefined && request.node === undefined) {
      const details = 'the first request of a stream must carry the node';
      call.emit('error', { code: grpcStatus.INVALID_ARGUMENT, details });
      return;
    }
    node ??= request.node;
    const type = typeOfUrl(request.typeUrl);
    // A type that is not served is never answered, as a resource that does not exist.
    const applied = type === undefined ? undefined : applyRequest(state, { ...request, type }, clock.now());
    state = applied?.state ?? state;
    if (isFirst && node !== undefined) {
      options.onConnect(stream, node);
    }
    if (applied?.meaning === 'ack' || applied?.meaning === 'nack') {
      options.onStatus();
    }
    carryOn();
  }

  function finish(): void {
    if (isOver) {
      return;
    }
    isOver = true;
    cancelWake();
    if (node !== undefined) {
      options.onDisconnect();
    }
  }

  call.on('data', receive);
  call.on('end', () => stream.close());
  call.on('cancelled', finish);
  call.on('close', finish);
  call.on('error', finish);
}
