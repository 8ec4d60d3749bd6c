import type { KubeConfig } from '@kubernetes/client-node';
import type { ArnScope } from '@mesh-workshop/appmesh';
import type { Logger } from 'pino';
import type { Followed } from '../../feed.ts';
import type { PublishProblem } from '../../publish/publish-problem.ts';
import type { ResourceStore } from '../../store/resource-store.ts';
import type { ResolvedDocuments } from '../document-resources.ts';
import { planWriteBack } from './plan-write-back.ts';
import { WriteBack } from './write-back.ts';

/** How long after news of a later stage to look again: pods and proxies come and go, and what is gone again is no news. */
const LATER_MS = 500;

/**
 * Writes back to the objects of a Kubernetes API what has come of them: at once when documents were looked at, and a little later when
 * a stage behind them found something else wrong than before. Without a kubeconfig it does nothing.
 */
export function followWriteBack(options: {
  readonly kubeConfig: KubeConfig | undefined;
  readonly documents: Followed<ResolvedDocuments>;
  /** The stages behind them that find problems. */
  readonly later: readonly Followed<void>[];
  readonly store: Pick<ResourceStore, 'all'>;
  /** Of all stages. */
  readonly problems: () => readonly PublishProblem[];
  /** Of the ARNs in a status. */
  readonly scope: ArnScope;
  readonly logger: Logger;
}): Pick<WriteBack, 'stop'> {
  const { kubeConfig, documents, later, store, scope, logger } = options;
  if (kubeConfig === undefined) return { stop: async () => undefined };
  const writeBack = new WriteBack(kubeConfig, logger);
  let resolved: ResolvedDocuments | undefined;
  let planned = '';
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  function plan(problems: readonly PublishProblem[]): void {
    if (resolved === undefined || stopped) return;
    planned = JSON.stringify(problems);
    const { resolution } = resolved;
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    writeBack.want(planWriteBack({ resolution, problems, resources: store.all(), scope, now }));
  }

  documents.follow((news) => {
    resolved = news;
    plan(options.problems());
  });
  const lookLater = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      const problems = options.problems();
      if (JSON.stringify(problems) !== planned) plan(problems);
    }, LATER_MS);
  };
  for (const stage of later) stage.follow(lookLater);
  return {
    stop() {
      // Before the proxies leave: that they do, because this ends, is nothing to be told.
      stopped = true;
      clearTimeout(timer);
      return writeBack.stop();
    },
  };
}
