import { describe, expect, it } from 'vitest';
import { readYamlFile } from './read-yaml-file.ts';

const TWO = `# a comment
apiVersion: v1
kind: Namespace
metadata:
  name: demos
---
apiVersion: appmesh.k8s.aws/v1beta2
kind: VirtualNode
metadata: { name: blue, namespace: demos }
spec:
  listeners:
    - portMapping:
        port: 8080
        protocol: http
`;

describe('readYamlFile', () => {
  it('reads all documents of a file and knows the line of each member', () => {
    const { documents, problems } = readYamlFile('mesh.yaml', TWO);
    expect(problems).toEqual([]);
    expect(documents.map(({ content }) => (content as { kind: string }).kind)).toEqual([
      'Namespace',
      'VirtualNode',
    ]);
    const lineOf = (path: string) => documents[1]?.source?.lineOf(path);
    expect(lineOf('')).toBe(7);
    expect(lineOf('metadata.namespace')).toBe(9);
    expect(lineOf('spec.listeners[0].portMapping')).toBe(12);
    expect(lineOf('spec.listeners[0].portMapping.protocol')).toBe(14);
    expect(lineOf('spec.listeners[1]')).toBeUndefined();
    expect(lineOf('spec.nothing.here')).toBeUndefined();
  });

  it('takes a List for its items', () => {
    const { documents } = readYamlFile('list.yaml', 'kind: List\nitems:\n- kind: Mesh\n- kind: Namespace\n');
    expect(documents.map(({ content }) => content)).toEqual([{ kind: 'Mesh' }, { kind: 'Namespace' }]);
    expect(documents[1]?.source?.lineOf('kind')).toBe(4);
  });

  it('finds lines behind an alias, where the member is written', () => {
    const { documents } = readYamlFile('alias.yaml', 'a: &x\n  port: 1\nb: *x\n');
    expect(documents[0]?.source?.lineOf('b.port')).toBe(2);
  });

  it.each(['', '# nothing\n', '---\n---\n'])('finds no documents in %j', (text) => {
    expect(readYamlFile('empty.yaml', text)).toEqual({ documents: [], problems: [] });
  });

  it.each([
    ['a: [1', 1],
    ['a: 1\na: 2\n', 2],
    ['a:\n\t- b\n', 2],
  ])('says where %j is no YAML', (text, line) => {
    const { documents, problems } = readYamlFile('bad.yaml', text);
    expect(documents).toEqual([]);
    expect(problems[0]).toMatchObject({ code: 'unreadable-file', file: 'bad.yaml', line });
    expect(problems[0]?.message).toMatch(/^The file is not valid YAML: .+\. What it defined before stays/);
  });

  it('refuses what is nested deeper than anybody can follow', () => {
    expect(readYamlFile('deep.yaml', '['.repeat(50_000))).toMatchObject({
      documents: [],
      problems: [{ code: 'unreadable-file', file: 'deep.yaml' }],
    });
  });

  it('writes no warnings past the log', async () => {
    const warnings: unknown[] = [];
    const listen = (warning: unknown) => warnings.push(warning);
    process.on('warning', listen);
    readYamlFile('odd.yaml', '{ "#": [[]] }: a\n? [b]\n: !odd c\n');
    // Warnings are told in a turn of their own.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });

  it('refuses aliases that multiply', () => {
    const text = ['a0: &a0 [x, x]']
      .concat(Array.from({ length: 30 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]`))
      .join('\n');
    expect(readYamlFile('bomb.yaml', text)).toMatchObject({
      documents: [],
      problems: [{ code: 'unreadable-file' }],
    });
  });
});
