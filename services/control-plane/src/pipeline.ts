import { createServer } from 'node:http';
import { createXdsServer } from '@mesh-workshop/xds';
import type { Logger } from 'pino';
import { createAdminApp } from './admin/admin-app.ts';
import { createMetrics } from './admin/metrics.ts';
import { type AnsweredCall, createApiServer } from './api/api-server.ts';
import type { Config } from './config.ts';
import { followDocuments } from './documents/follow-documents.ts';
import { followWriteBack } from './documents/kubernetes/follow-write-back.ts';
import { EndpointProblems } from './endpoints/endpoint-problems.ts';
import { watchEndpoints } from './endpoints/watch-endpoints.ts';
import { loadKubeConfig } from './kubernetes-client/kubernetes-request.ts';
import { listProblems } from './list-problems.ts';
import { listen, stopListening } from './listen.ts';
import { ModelStage } from './model/model-stage.ts';
import { ChangeLog } from './publish/change-log.ts';
import { Proxies } from './publish/proxies.ts';
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
  const { apiAddress, xdsAddress, adminAddress, accountId, region, clusterDomain, kubeConfigFile } = config;
  const kubeConfig = kubeConfigFile === undefined ? undefined : loadKubeConfig(kubeConfigFile);

  // store: all resources, each write on the disk before it is answered
  const { stateDir: directory, journalDamage: onDamage } = config;
  const store = await ResourceStore.open({ directory, onDamage, logger });
  const changes = new ChangeLog(store);

  // source: App Mesh objects of a Kubernetes API and of YAML files, which own the resources they define
  const documents = followDocuments({ config, kubeConfig, store, logger });

  // model: what all resources mean together, and what is wrong with them
  const model = new ModelStage(store, documents);

  // endpoints: the second input, Services, EndpointSlices and Pods of a Kubernetes API
  const endpoints = watchEndpoints({ kubeConfig, clusterDomain, logger });
  const endpointProblems = new EndpointProblems(store, model, endpoints);

  // serve: ADS to Envoy; who is connected, and what they have acknowledged
  const xds = await createXdsServer(xdsAddress);
  const proxies = new Proxies(xds, logger);

  // translate, publish: for each proxy what it is to have now, and only when that is something new
  const inputs = { model, endpoints, clusterDomain, accountId };
  const publisher = new Publisher({ ...inputs, xds, proxies, changes, logger });

  // write-back: what has come of the objects of a Kubernetes API, in their status
  const stages = { store, documents, model, endpointProblems, proxies, publisher, changes };
  const scope = { partition: 'aws', region, accountId };
  const problems = () => listProblems(stages);
  const later = [publisher, proxies];
  const writeBack = followWriteBack({ kubeConfig, documents, later, store, problems, scope, logger });

  // admin: a look inside every stage
  const metrics = createMetrics(stages);
  const admin = createServer(createAdminApp({ ...stages, registry: metrics.registry }));
  const adminPort = await listen(admin, adminAddress, 'ADMIN_ADDRESS');

  // source: the App Mesh API; last, so that its first request finds everything there
  const onAnswered = (call: AnsweredCall) => {
    if (call.change) changes.answered(call.change.id);
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
      await writeBack.stop();
      publisher.stop();
      await xds.close();
      await documents.stop();
      await endpoints.stop();
      await store.close();
      await stopListening(admin, STOP_LIMIT_MS);
    },
  };
}
