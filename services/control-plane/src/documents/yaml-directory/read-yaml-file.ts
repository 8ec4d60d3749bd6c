import { childOf, type KubernetesDocument, lineOfMember } from '@mesh-workshop/appmesh-kubernetes';
import { isTooDeepYaml } from '@mesh-workshop/json';
import { type Document, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { SourceProblem } from '../source-problem.ts';

/** The documents of a file, each with its lines. */
export interface YamlFile {
  readonly documents: readonly KubernetesDocument[];
  /** What keeps the file from being read; then there are no documents. */
  readonly problems: readonly SourceProblem[];
}

/** Reads the text of a file with any number of documents. A `kind: List` counts as its items. Pure. */
export function readYamlFile(file: string, text: string): YamlFile {
  if (isTooDeepYaml(text)) return { documents: [], problems: [unreadable(file, 'It is nested too deep')] };
  const lineCounter = new LineCounter();
  // Its warnings would go past the log.
  const parsed = parseAllDocuments(text, { lineCounter, logLevel: 'error' });
  // Without any document the result is of another type.
  const documents = 'empty' in parsed ? [] : parsed;
  const errors = documents.flatMap((document) => document.errors);
  if (errors.length > 0)
    return {
      documents: [],
      problems: errors.map(({ message, pos: [start] }) => {
        // The parser adds the place, and an excerpt over several lines.
        const [reason = ''] = message.split(/ at line |\n/);
        return unreadable(file, reason, lineCounter.linePos(start).line);
      }),
    };
  try {
    return {
      documents: documents.flatMap((document) => documentsOf(file, document, lineCounter)),
      problems: [],
    };
  } catch (error) {
    // Aliases that multiply, for one.
    return {
      documents: [],
      problems: [unreadable(file, error instanceof Error ? error.message : String(error))],
    };
  }
}

function unreadable(file: string, reason: string, line?: number): SourceProblem {
  return {
    severity: 'error',
    code: 'unreadable-file',
    path: '',
    message: `The file is not valid YAML: ${reason.replace(/\.$/, '')}. What it defined before stays until it can be read.`,
    file,
    ...(line === undefined ? {} : { line }),
  };
}

function documentsOf(file: string, document: Document, lines: LineCounter): readonly KubernetesDocument[] {
  const content: unknown = document.toJS();
  const root = document.contents;
  if (content === null || content === undefined || !root) return [];
  const lineIn = (node: unknown) => (path: string) => lineOfMember(node, path, document, lines);
  const items = isList(content) ? childOf(root, 'items', document)?.node : undefined;
  if (isList(content) && isSeq(items))
    return content.items.map((item, index) => ({
      content: item,
      source: { file, lineOf: lineIn(items.items[index]) },
    }));
  return [{ content, source: { file, lineOf: lineIn(root) } }];
}

function isList(content: unknown): content is { readonly items: readonly unknown[] } {
  return (
    typeof content === 'object' &&
    content !== null &&
    'kind' in content &&
    content.kind === 'List' &&
    'items' in content &&
    Array.isArray(content.items)
  );
}
