// biome-ignore lint/style/noRestrictedImports: the test reads its cases; the package itself does no I/O.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resourceId } from '@mesh-workshop/appmesh';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { describeDocumentProblem } from '../document/kubernetes-document.ts';
import { resolveKubernetesResources } from '../resolve/resolve-kubernetes-resources.ts';
import { namespacesOf, parseYamlDocuments } from '../testing/yaml-documents.ts';

const TESTDATA = fileURLToPath(new URL('../testdata/', import.meta.url));

describe.each(readdirSync(TESTDATA).sort())('golden %s', (name) => {
  const folder = `${TESTDATA}${name}/`;
  const text = readFileSync(`${folder}input.yaml`, 'utf8');
  const documents = parseYamlDocuments(text, 'input.yaml');
  const { value, problems } = resolveKubernetesResources(documents, namespacesOf(documents));

  test('says in its first line what it shows', () => {
    expect(text.split('\n', 1)[0]).toMatch(/^# \S/);
  });

  test('gives the resources in resources.yaml', async () => {
    const resources = value.resources.map(({ key, resource }) => {
      const { objectKind, namespace, name } = resource.owner as {
        objectKind: string;
        namespace?: string;
        name: string;
      };
      return [
        resourceId(key),
        { owner: [objectKind, namespace, name].filter(Boolean).join('/'), spec: resource.spec },
      ];
    });
    await expect(yaml(Object.fromEntries(resources))).toMatchFileSnapshot(`${folder}resources.yaml`);
  });

  test('gives the problems in problems.yaml, or none', async () => {
    if (problems.length === 0) return;
    const lines = problems.map((problem) => ({
      [`${problem.severity} ${problem.code}`]: describeDocumentProblem(problem),
      path: problem.path,
      ...(problem.resource === undefined ? {} : { resource: problem.resource }),
    }));
    await expect(yaml(lines)).toMatchFileSnapshot(`${folder}problems.yaml`);
  });

  test('every message with a path begins with it or names no member', () => {
    for (const { path, message } of problems) {
      expect(message.startsWith(path) || !message.startsWith('spec.')).toBe(true);
    }
  });

  // The last one, so that a golden made for the first time is there.
  test('has no file that is not made from its input', () => {
    const made = ['input.yaml', 'resources.yaml', ...(problems.length > 0 ? ['problems.yaml'] : [])];
    expect(readdirSync(folder).sort()).toEqual(made.sort());
  });
});

function yaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
