import type { KubeConfig } from '@kubernetes/client-node';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { ResourceStore } from '../store/resource-store.ts';
import { DocumentResources } from './document-resources.ts';
import type { DocumentSource } from './document-source.ts';
import { watchMeshObjects } from './kubernetes/watch-mesh-objects.ts';
import { watchYamlDirectory } from './yaml-directory/watch-yaml-directory.ts';

/** Follows the sources of documents that the configuration names: a Kubernetes API, a directory of YAML files, both or none. */
export function followDocuments(options: {
  readonly config: Pick<Config, 'accountId' | 'region' | 'resourcesDir'>;
  readonly kubeConfig: KubeConfig | undefined;
  readonly store: ResourceStore;
  readonly logger: Logger;
}): DocumentResources {
  const { config, kubeConfig, store, logger } = options;
  const { accountId, region, resourcesDir } = config;
  const openSources = (onChange: () => void): readonly DocumentSource[] => [
    ...(kubeConfig === undefined ? [] : [watchMeshObjects({ kubeConfig, logger, onChange })]),
    ...(resourcesDir === undefined
      ? []
      : [watchYamlDirectory({ directory: resourcesDir, logger, onChange })]),
  ];
  return new DocumentResources({ store, accountId, region, logger, openSources });
}
