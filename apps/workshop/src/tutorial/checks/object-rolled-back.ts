import path from 'node:path';
import { CHECKOUT } from '../../checkout.ts';
import { awaitAnswers } from '../../load/await-answers.ts';
import type { TutorialRoute } from '../tutorial-route.ts';
import type { Check } from './check.ts';
import { judgeRollback } from './versions-gone.ts';

/** Answers of the background load that are waited for, with the new version and then without. */
const ANSWERS = 250;

/** A rollback that is written as a Kubernetes object. */
interface ObjectRollback {
  readonly route: TutorialRoute;
  /** Files to apply, from the checkout's root: the new version gets everything, the old version gets everything. */
  readonly promoted: string;
  readonly rolledBack: string;
  /** The version that the route leads to in the end. */
  readonly wanted: string;
}

/**
 * Promotes and rolls back once more, with nothing between the write and the look: how long after kubectl had the API's answer a request still met the
 * new version. The background load loses nothing.
 */
export function objectRollsBack({ route, promoted, rolledBack, wanted }: ObjectRollback): Check {
  const expected = `only ${wanted} soon after kubectl apply -f ${rolledBack}, and no request lost`;
  return {
    title: `after a rollback the answers show only ${wanted}`,
    withinMs: 0,
    lookAt: ['control-plane.log', 'pods/'],
    async look({ kubectl, load, signal, progress }) {
      if (load === undefined) return { passed: false, expected, seen: 'there is no background load' };
      const settled = (what: string) =>
        awaitAnswers(load, load.outcomes().length, ANSWERS, {
          onProgress: (come, all) => progress(`${come} of ${all} answers ${what}`),
          signal,
        });
      const from = load.outcomes().length;
      await kubectl('apply', '-f', path.join(CHECKOUT, promoted));
      await settled('with the new version');
      await kubectl('apply', '-f', path.join(CHECKOUT, rolledBack));
      const answeredAt = performance.timeOrigin + performance.now();
      await settled('after the rollback');
      const outcomes = load.outcomes().slice(from);
      const lost = outcomes.filter(({ ok }) => !ok).length;
      const before = outcomes.filter((outcome) => outcome.ok && outcome.sentAt <= answeredAt);
      const shown = before.some((outcome) => outcome.ok && outcome.versions[route.service] !== wanted);
      const { verdict, seen } = judgeRollback(outcomes, {
        service: route.service,
        wanted: [wanted],
        answeredAt,
      });
      return {
        passed: verdict === 'gone' && shown && lost === 0,
        expected,
        seen: `${seen}; ${lost} of ${outcomes.length} lost${shown ? '' : '; the new version was never seen'}`,
      };
    },
  };
}
