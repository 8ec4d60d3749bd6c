// biome-ignore lint/style/noRestrictedImports: the test reads its cases; the package itself does no I/O.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resourceId } from '@mesh-workshop/appmesh';
import { describe, expect, test } from 'vitest';
import { describeDocumentProblem } from '../document/kubernetes-document.ts';
import { resolveKubernetesResources } from '../resolve/resolve-kubernetes-resources.ts';
import { namespacesOf, parseYamlDocuments } from '../testing/yaml-documents.ts';
import { convertManifests } from './convert-manifests.ts';

const TESTDATA = fileURLToPath(new URL('./testdata/', import.meta.url));

/** All that a manifest defines in App Mesh, by id. */
function meshOf(text: string) {
  const documents = parseYamlDocuments(text, 'input.yaml').flatMap((document) => {
    const { kind, items } = (document.content ?? {}) as { kind?: string; items?: readonly unknown[] };
    return kind === 'List' ? (items ?? []).map((content) => ({ content })) : [document];
  });
  const namespaces = namespacesOf(documents.filter(({ content }) => content !== null));
  const { resources } = resolveKubernetesResources(documents, namespaces).value;
  return Object.fromEntries(resources.map(({ key, resource }) => [resourceId(key), resource.spec]));
}

function convertText(text: string, file = 'input.yaml') {
  const { value, problems } = convertManifests([{ file, text }]);
  return { text: value[0]?.text ?? '', converted: value[0]?.converted, problems };
}

describe.each(readdirSync(TESTDATA).sort())('golden %s', (name) => {
  const folder = `${TESTDATA}${name}/`;
  const input = readFileSync(`${folder}input.yaml`, 'utf8');
  const { text, problems } = convertText(input);
  const failed = problems.some(({ severity }) => severity === 'error');

  test('says in its first line what it shows', () => {
    expect(input.split('\n', 1)[0]).toMatch(/^# \S/);
  });

  test('becomes converted.yaml, unless there are errors', async () => {
    if (failed) return;
    await expect(text).toMatchFileSnapshot(`${folder}converted.yaml`);
  });

  test('says what was decided or wrong in problems.txt', async () => {
    const lines = problems.map((problem) => `${problem.severity}: ${describeDocumentProblem(problem)}\n`);
    await expect(lines.join('')).toMatchFileSnapshot(`${folder}problems.txt`);
  });

  test('is not changed by a second conversion', () => {
    if (failed) return;
    expect(convertText(text)).toEqual({ text, converted: 0, problems: [] });
  });

  test('defines the same mesh as before', () => {
    if (failed) return;
    expect(meshOf(text)).toEqual(meshOf(input));
  });

  test('keeps every comment', () => {
    if (failed) return;
    const comments = [...input.matchAll(/(?:^|\s)# ?(\S[^\n]*?) *$/gm)].map(([, comment = '']) => comment);
    expect(comments.filter((comment) => !text.includes(comment))).toEqual([]);
  });

  // The last one, so that a golden made for the first time is there.
  test('has no file that is not made from its input', () => {
    const made = ['input.yaml', 'problems.txt', ...(failed ? [] : ['converted.yaml'])];
    expect(readdirSync(folder).sort()).toEqual(made.sort());
  });
});

test('a file that is nested too deep is not read', () => {
  expect(convertManifests([{ file: 'deep.yaml', text: '['.repeat(50_000) }])).toMatchObject({
    problems: [{ severity: 'error', file: 'deep.yaml', message: 'not valid YAML: it is nested too deep.' }],
  });
});
