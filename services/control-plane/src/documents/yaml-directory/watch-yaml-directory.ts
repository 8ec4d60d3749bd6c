import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubernetesDocument, KubernetesNamespace } from '@mesh-workshop/appmesh-kubernetes';
import type { Logger } from 'pino';
import type { DocumentSource } from '../document-source.ts';
import type { SourceProblem } from '../source-problem.ts';
import { readYamlFile, type YamlFile } from './read-yaml-file.ts';

/** How often to look. A look reads names and times only; events of file systems are missing on network volumes. */
const LOOK_EVERY_MS = 500;

interface KnownFile extends YamlFile {
  /** Changes when the file does. */
  readonly stamp: string;
}

/**
 * Keeps the documents of all `*.yaml` and `*.yml` files below a directory up to date. A file that cannot be read keeps what it defined
 * before. A changed file is read when it has been the same for one look, so that one that is being written is not read by halves.
 */
export function watchYamlDirectory(options: {
  readonly directory: string;
  readonly logger: Logger;
  onChange(): void;
  readonly lookEveryMs?: number;
}): DocumentSource {
  const { directory, logger, onChange, lookEveryMs = LOOK_EVERY_MS } = options;
  const stopping = new AbortController();
  let files: ReadonlyMap<string, KnownFile> | undefined;
  let directoryProblem: SourceProblem | undefined;
  let lastStamps: ReadonlyMap<string, string> = new Map();

  async function look(): Promise<void> {
    const stamps = await stampFiles(directory);
    const next = new Map<string, KnownFile>();
    for (const [file, stamp] of stamps) {
      const known = files?.get(file);
      const settled = files === undefined || lastStamps.get(file) === stamp;
      if (known && (known.stamp === stamp || !settled)) next.set(file, known);
      else if (settled) next.set(file, { ...(await readFileAgain(file, known)), stamp });
    }
    lastStamps = stamps;
    const same =
      files?.size === next.size && [...next].every(([file, { stamp }]) => files?.get(file)?.stamp === stamp);
    if (same && directoryProblem === undefined) return;
    files = next;
    directoryProblem = undefined;
    onChange();
  }

  async function readFileAgain(file: string, known: KnownFile | undefined): Promise<YamlFile> {
    const text = await readFile(join(directory, file), 'utf8');
    const read = readYamlFile(join(directory, file), text);
    for (const { file: place, line, message } of read.problems) logger.warn({ file: place, line }, message);
    return read.problems.length > 0 ? { ...read, documents: known?.documents ?? [] } : read;
  }

  function away(error: unknown): void {
    const message = `RESOURCES_DIR ${directory} cannot be read: ${error instanceof Error ? error.message : String(error)}. What it defined before stays.`;
    if (directoryProblem?.message === message) return;
    logger.warn(message);
    directoryProblem = { severity: 'error', code: 'unreadable-file', path: '', message, file: directory };
    files ??= new Map();
    onChange();
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look().catch(away);
      await delay(lookEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = run();
  return {
    current() {
      if (!files) return undefined;
      const documents = [...files.values()].flatMap((file) => file.documents);
      return {
        documents,
        namespaces: listNamespaces(documents),
        problems: [
          ...[...files.values()].flatMap((file) => file.problems),
          ...(directoryProblem ? [directoryProblem] : []),
        ],
      };
    },
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}

/** The files with what tells one content from another, in the order of their names. Names that begin with a dot are left out. */
async function stampFiles(directory: string): Promise<ReadonlyMap<string, string>> {
  const stamps = new Map<string, string>();
  const visited = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    // Links may lead in circles, and several to one directory: each is read once.
    const { dev, ino } = await stat(folder, { bigint: true });
    if (visited.has(`${dev} ${ino}`)) return;
    visited.add(`${dev} ${ino}`);
    const entries = (await readdir(folder, { withFileTypes: true })).filter(
      ({ name }) => !name.startsWith('.'),
    );
    const byName = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    // Links last, so that what is in a directory has the name that it has there.
    const inOrder = [
      ...byName.filter((entry) => !entry.isSymbolicLink()),
      ...byName.filter((entry) => entry.isSymbolicLink()),
    ];
    for (const { name } of inOrder) {
      const path = join(folder, name);
      // Follows links: a mounted ConfigMap is made of them. One that leads nowhere is as good as not there.
      const found = await stat(path, { bigint: true }).catch(() => undefined);
      if (found?.isDirectory()) await visit(path);
      else if (found?.isFile() && /\.ya?ml$/.test(name))
        stamps.set(relative(directory, path), `${found.ino} ${found.size} ${found.mtimeNs}`);
    }
  };
  await visit(directory);
  return new Map([...stamps].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface AnyContent {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata?: { readonly name?: unknown; readonly labels?: unknown } | null;
}

/** The namespaces that documents describe. Others exist all the same, without labels of their own. */
function listNamespaces(documents: readonly KubernetesDocument[]): readonly KubernetesNamespace[] {
  return documents.flatMap(({ content }) => {
    const { apiVersion, kind, metadata } = (content ?? {}) as AnyContent;
    if (apiVersion !== 'v1' || kind !== 'Namespace' || typeof metadata?.name !== 'string') return [];
    return [{ name: metadata.name, labels: (metadata.labels ?? {}) as KubernetesNamespace['labels'] }];
  });
}
