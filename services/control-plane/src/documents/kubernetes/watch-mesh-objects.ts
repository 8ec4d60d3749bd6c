import type { KubeConfig } from '@kubernetes/client-node';
import { OBJECT_KINDS } from '@mesh-workshop/appmesh-kubernetes';
import type { Logger } from 'pino';
import { type ObjectMeta, watchObjects } from '../../kubernetes-client/watch-objects.ts';
import type { DocumentSource } from '../document-source.ts';
import { API_VERSION, collectionPath } from './mesh-kinds.ts';

/** How long to wait before looking again for a kind that is not served. */
const LOOK_AGAIN_MS = 5_000;

interface AnyObject {
  readonly metadata?: ObjectMeta;
}

/** Watches the App Mesh kinds and the namespaces of a cluster. A cluster without these kinds has no such objects. */
export function watchMeshObjects(options: {
  readonly kubeConfig: KubeConfig;
  readonly logger: Logger;
  onChange(): void;
  readonly lookAgainMs?: number;
}): DocumentSource {
  const { kubeConfig, logger, onChange, lookAgainMs = LOOK_AGAIN_MS } = options;
  const namespaces = watchObjects<AnyObject>({ kubeConfig, path: '/api/v1/namespaces', logger, onChange });
  const kinds = Object.values(OBJECT_KINDS).map(({ kind }) => ({
    kind,
    objects: watchObjects<AnyObject>({
      kubeConfig,
      path: collectionPath(kind),
      lookAgainMs,
      logger,
      onChange,
    }),
  }));

  return {
    current() {
      const knownNamespaces = namespaces.current();
      const known = kinds.map(({ kind, objects }) => ({ kind, objects: objects.current() }));
      if (!knownNamespaces || known.some(({ objects }) => objects === undefined)) return undefined;
      return {
        documents: known.flatMap(({ kind, objects = [] }) =>
          // An item of a list need not repeat what the list says.
          objects.map((object) => ({ content: { ...object, apiVersion: API_VERSION, kind } })),
        ),
        namespaces: knownNamespaces.map(({ metadata }) => ({
          name: metadata?.name ?? '',
          labels: metadata?.labels ?? {},
        })),
        problems: [],
      };
    },
    async stop() {
      await Promise.all([namespaces.stop(), ...kinds.map(({ objects }) => objects.stop())]);
    },
  };
}
