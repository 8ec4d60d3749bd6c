import { expect, test } from 'vitest';
import { drawTerminal } from './terminal-svg.ts';

const FRAMES = [
  { at: 0, lines: ['plain <1>'] },
  { at: 2, lines: ['', '\u001b[1m\u001b[32mgood\u001b[39m\u001b[22m  after'] },
];

test('each frame is seen until the next, and the last one where nothing moves', () => {
  const svg = drawTerminal(FRAMES, { title: 'a & b', columns: 20, lastSeconds: 2 });
  expect([...svg.matchAll(/keyTimes="([^"]*)" dur="4s"/g)].map(([, times]) => times)).toEqual([
    '0.0000;0.0000;0.5000',
    '0.0000;0.5000;1.0000',
  ]);
  expect([...svg.matchAll(/<g display="(\w+)"/g)].map(([, display]) => display)).toEqual(['none', 'inline']);
  expect(svg).toContain('<title id="t">a &amp; b</title>');
});

test('escape sequences become colors and weights, in the columns where the terminal has them', () => {
  const svg = drawTerminal(FRAMES, { title: 't', columns: 20, lastSeconds: 1 });
  expect(svg).toContain('<tspan x="16.0" fill="#e2e8f0">plain\u00a0&lt;1&gt;</tspan>');
  expect(svg).toContain('<text y="47.5"><tspan x="16.0" fill="#86efac" font-weight="bold">good</tspan>');
  expect(svg).toContain('<tspan x="49.6" fill="#e2e8f0">\u00a0\u00a0after</tspan>');
  expect(svg).not.toContain('\u001b');
});
