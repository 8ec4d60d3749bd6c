import type { Problem } from '@mesh-workshop/appmesh';
import { locateProblems } from '@mesh-workshop/appmesh-kubernetes';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { loadKubeConfig } from '../kubernetes-client/kubernetes-request.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { DocumentResources } from './document-resources.ts';
import type { DocumentSource } from './document-source.ts';
import { planWriteBack } from './kubernetes/plan-write-back.ts';
import { watchMeshObjects } from './kubernetes/watch-mesh-objects.ts';
import { WriteBack } from './kubernetes/write-back.ts';
import { watchYamlDirectory } from './yaml-directory/watch-yaml-directory.ts';

/** Follows the sources of documents that the configuration names: a Kubernetes API, a directory of YAML files, both or none. */
export function followDocuments(options: {
  readonly config: Config;
  readonly store: ResourceStore;
  readonly logger: Logger;
  /** What later stages find wrong with the resources. */
  modelProblems(): readonly Problem[];
  /** Called when the store holds what the documents define for the first time; later changes are changes of the store. */
  onReady(): void;
}): DocumentResources {
  const { config, store, logger, modelProblems } = options;
  const { accountId, region, kubeConfigFile, resourcesDir } = config;
  const onChange = () => resources.changed();
  const scope = { partition: 'aws', region, accountId };
  let ready = false;
  const writeBacks: WriteBack[] = [];
  const resources = new DocumentResources({
    store,
    accountId,
    region,
    logger,
    onResolved({ resolution, problems: found }) {
      if (!ready) options.onReady();
      ready = true;
      const problems = [...found, ...locateProblems(modelProblems(), resolution)];
      const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
      const patches = planWriteBack({ resolution, problems, resources: store.all(), scope, now });
      for (const writeBack of writeBacks) writeBack.want(patches);
    },
  });
  const sources: DocumentSource[] = [];
  if (kubeConfigFile !== undefined) {
    const kubeConfig = loadKubeConfig(kubeConfigFile);
    const objects = watchMeshObjects({ kubeConfig, logger, onChange });
    const writeBack = new WriteBack(kubeConfig, logger);
    writeBacks.push(writeBack);
    sources.push({
      current: () => objects.current(),
      async stop() {
        await Promise.all([objects.stop(), writeBack.stop()]);
      },
    });
  }
  if (resourcesDir !== undefined)
    sources.push(watchYamlDirectory({ directory: resourcesDir, logger, onChange }));
  resources.follow(sources);
  return resources;
}
