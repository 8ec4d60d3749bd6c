import { expect, it } from 'vitest';
import { type AfterRun, renderAfterRun } from './render-after-run.ts';

const tutorial = { name: 'order', goOn: ['watch it'] };
const environment = {
  pods: 5,
  loadBalancers: [{ namespace: 'default', name: 'order', url: 'http://127.0.0.1:7450' }],
};
const step = { file: '07-canary-product.sh', path: '', number: 7, title: 'canary product' };
const text = (after: Omit<AfterRun, 'tutorial'>) => renderAfterRun({ tutorial, ...after }).join('\n');

it('ends a run that passed with what runs, how to go on, how to clean up and how to stop', () => {
  expect(renderAfterRun({ tutorial, outcome: 'passed', environment })).toEqual([
    '',
    'Everything is still running: 5 pods.',
    '  order answers:             at http://127.0.0.1:7450',
    'Go on by hand:',
    '  watch it',
    '  back to a step:            ./workshop reset order STEP',
    '  clean up:                  ./workshop clean-up order',
    '  stop everything:           ./workshop down',
  ]);
});

it('says after a failed step how to run that one again, and how to get to the state before it', () => {
  const failed = text({ outcome: 'failed', stoppedAt: step, environment });
  expect(failed).toContain('What there is keeps running: 5 pods');
  expect(failed).toMatch(/that step again: +scripts\/order\/07-canary-product\.sh/);
  expect(failed).toMatch(/from before it: +\.\/workshop reset order 07/);
  expect(failed).not.toContain('watch it');
});

it('does not offer to clean up what is cleaned up, nor anything of an environment that is not there', () => {
  const clean = text({ outcome: 'cleaned up', environment: { pods: 1, loadBalancers: [] } });
  expect(clean).toContain('with 1 pod and nothing of the order tutorial');
  expect(clean).not.toContain('clean-up');
  expect(text({ outcome: 'interrupted' })).toBe('\nNothing is running. Start again: ./workshop run order');
});
