import { createServer } from 'node:http';
import { createXdsServer } from '@mesh-workshop/xds';
import type { Logger } from 'pino';
import { createAdminApp } from './admin/admin-app.ts';
import { createMetrics } from './admin/metrics.ts';
import { type AnsweredCall, createApiServer } from './api/api-server.ts';
import type { Config } from './config.ts';
import { followDocuments } from './documents/follow-documents.ts';
import { watchEndpoints, withoutKubernetes } from './endpoints/watch-endpoints.ts';
import { listen, stopListening } from './listen.ts';
import { epochMilliseconds } from './publish/epoch-milliseconds.ts';
import { Publisher } from './publish/publisher.ts';
import { ResourceStore } from './store/resource-store.ts';

/** A running control plane, and where it listens. */
export interface Pipeline {
  readonly apiPort: number;
  readonly xdsPort: number;
  readonly adminPort: number;
  /** Finishes what is under way, in the order in which it arrives. */
  stop(): Promise<void>;
}

/** How long requests under way may take after the stop was asked for. */
const STOP_LIMIT_MS = 5_000;

/**
 * The map: every stage of the control plane, in the order in which a change passes through it. What is pure has no line of its own:
 * `packages/appmesh` parses, checks and resolves, `packages/envoy` translates.
 */
export async function startPipeline(config: Config, logger: Logger): Promise<Pipeline> {
  const { apiAddress, xdsAddress, adminAddress, accountId, clusterDomain, kubeConfigFile } = config;

  // store: all resources, each write on the disk before it is answered
  const store = await ResourceStore.open({
    directory: config.stateDir,
    onDamage: config.journalDamage,
    logger,
  });

  // source: App Mesh objects of a Kubernetes API and of YAML files, which own the resources they define
  const modelProblems = () => publisher.modelProblems();
  const onChange = () => publisher.inputChanged();
  const documents = followDocuments({ config, store, logger, modelProblems, onReady: onChange });

  // endpoints: the second input, Services, EndpointSlices and Pods of a Kubernetes API
  const endpoints =
    kubeConfigFile === undefined
      ? withoutKubernetes(clusterDomain)
      : watchEndpoints({ kubeConfigFile, clusterDomain, logger, onChange });

  // model, translate, publish: for each proxy what it is to have now, and only when that is something new
  const publisher = new Publisher({ store, documents, endpoints, clusterDomain, accountId, logger });

  // serve: ADS to Envoy; says who is connected and what they have acknowledged
  const xds = await createXdsServer({
    ...xdsAddress,
    onConnect: (proxy) => publisher.connected(proxy),
    onDisconnect: (proxyId) => publisher.disconnected(proxyId),
    onStatus: (status) => publisher.acknowledged(status),
  });
  publisher.serve(xds);

  // admin: a look inside every stage
  const metrics = createMetrics(store, publisher);
  const notReadyReason = () => publisher.missingInput();
  const admin = createServer(
    createAdminApp({ store, publisher, registry: metrics.registry, notReadyReason }),
  );
  const adminPort = await listen(admin, adminAddress, 'ADMIN_ADDRESS');

  // source: the App Mesh API; last, so that its first request finds everything there
  const onAnswered = (call: AnsweredCall) => {
    if (call.change) publisher.changes.answered(call.change.id, epochMilliseconds());
    metrics.countCall(call);
  };
  const context = { store, accountId, quotas: config.quotas };
  const api = createApiServer(context, { ...config, logger, onAnswered });
  const apiPort = await listen(api, apiAddress, 'API_ADDRESS');

  return {
    apiPort,
    xdsPort: xds.port,
    adminPort,
    async stop() {
      await stopListening(api, STOP_LIMIT_MS);
      publisher.stop();
      await xds.close();
      await documents.stop();
      await endpoints.stop();
      await store.close();
      await stopListening(admin, STOP_LIMIT_MS);
    },
  };
}
