import type { KubeConfig } from '@kubernetes/client-node';
import type { ArnScope } from '@mesh-workshop/appmesh';
import { locateProblems } from '@mesh-workshop/appmesh-kubernetes';
import type { Logger } from 'pino';
import type { Followed } from '../../feed.ts';
import type { ModelStage } from '../../model/model-stage.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import type { ResolvedDocuments } from '../document-resources.ts';
import { planWriteBack } from './plan-write-back.ts';
import { WriteBack } from './write-back.ts';

/**
 * Writes back to the objects of a Kubernetes API, whenever documents were looked at, what has come of them. Without a kubeconfig it
 * does nothing.
 */
export function followWriteBack(options: {
  readonly kubeConfig: KubeConfig | undefined;
  readonly documents: Followed<ResolvedDocuments>;
  readonly store: Pick<ResourceStore, 'all'>;
  readonly model: Pick<ModelStage, 'problems'>;
  /** Of the ARNs in a status. */
  readonly scope: ArnScope;
  readonly logger: Logger;
}): Pick<WriteBack, 'stop'> {
  const { kubeConfig, documents, store, model, scope, logger } = options;
  if (kubeConfig === undefined) return { stop: async () => undefined };
  const writeBack = new WriteBack(kubeConfig, logger);
  documents.follow(({ resolution, problems: found }) => {
    const problems = [...found, ...locateProblems(model.problems(), resolution)];
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    writeBack.want(planWriteBack({ resolution, problems, resources: store.all(), scope, now }));
  });
  return writeBack;
}
