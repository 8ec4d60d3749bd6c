import { expect, test } from 'vitest';
import { readTracked, TUTORIAL_SCRIPTS } from '../repo/shell-scripts.ts';
import { trackedFiles } from '../repository.ts';
import { readImageList } from './image-list.ts';

const LIST = readImageList();

test('every folder of services, and the app that is an image, has an image', () => {
  const services = trackedFiles('services/*/package.json').map((path) => path.split('/')[1] ?? '');
  const named = new Set(LIST.map(({ image }) => image.split(':')[0]));
  expect([...named].sort()).toEqual([...services, 'color-teller-client'].sort());
});

test('every version that a step of a tutorial gives its chart has an image', () => {
  const deployed = TUTORIAL_SCRIPTS.flatMap((path) => [
    ...readTracked(path).matchAll(/^\s*deploy \S+ "?charts\/([\w$-]+)"? .*version=([\w.]+)/gm),
  ]).flatMap(([, chart = '', version]) =>
    (chart === '$service' ? ['order', 'product', 'customer'] : [chart]).map((it) => `${it}:${version}`),
  );
  expect(deployed.length).toBeGreaterThan(6);
  const images = LIST.map(({ image }) => image);
  expect(deployed.filter((image) => !images.includes(image))).toEqual([]);
});

test('the versions of the echo and color tutorials have images', () => {
  const wanted = TUTORIAL_SCRIPTS.flatMap((path) => [
    ...readTracked(path).matchAll(/^\s*deploy_(frontend|backend \w+|client) ([\w.]+)/gm),
  ]).map(([, what = '', version]) => {
    return `${what === 'client' ? 'color-teller-client' : `echo-${what.split(' ')[0]}`}:${version}`;
  });
  expect(new Set(wanted)).toEqual(
    new Set(LIST.map(({ image }) => image).filter((image) => /^(echo-|color-teller-client)/.test(image))),
  );
});

test('every other image that a chart or a step names is in the list of those of others', () => {
  const list = readTracked('scripts/images/third-party.txt')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const named = [...trackedFiles('charts/*/values.yaml'), ...trackedFiles('scripts/lib/*.sh')].flatMap(
    (path) => [...readTracked(path).matchAll(/(?:\b[a-zA-Z]*[iI]mage: |--image=)"?([\w./-]+:[\w.-]+)/g)],
  );
  expect(new Set(named.map(([, image]) => image))).toEqual(new Set(list.map((it) => it.split('@')[0])));
});
