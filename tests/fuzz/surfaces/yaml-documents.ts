import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '@mesh-workshop/json';
import { parseAllDocuments, stringify } from 'yaml';
import { ROOT, trackedFiles } from '../../repository.ts';
import { mutateText, mutateValue } from '../mutate.ts';
import type { Random } from '../random.ts';
import type { Outcome, Surface } from '../surface.ts';
import { startControlPlane } from './control-plane-target.ts';

/** So many files lie beside each other, each written again and again. */
const FILES = 400;
const POLL_MS = 100;
const READ_LIMIT_MS = 60_000;

/** The objects of the tutorials' meshes. */
async function readSamples(): Promise<readonly JsonObject[]> {
  const texts = await Promise.all(
    trackedFiles('mesh/hello/*.yaml', 'mesh/color/*.yaml').map((file) =>
      readFile(path.join(ROOT, file), 'utf8'),
    ),
  );
  return texts
    .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS() as JsonObject))
    .filter(
      (object) => object?.kind === 'Namespace' || String(object?.apiVersion).startsWith('appmesh.k8s.aws'),
    );
}

function makeText(samples: readonly JsonObject[], random: Random): string {
  const documents: string[] = [];
  for (let count = random.below(3); count >= 0; count -= 1) {
    const sample = random.pick(samples);
    documents.push(stringify(random.chance(0.7) ? mutateValue(sample, random) : sample));
  }
  const text = documents.join('---\n');
  return random.chance(0.5) ? mutateText(text, random) : text;
}

/** YAML files in the directory of a control plane. A round is over when it shows the mesh of the round, which is written last. */
export const yamlDocuments: Surface = {
  name: 'yaml-documents',
  concurrency: FILES,
  async start() {
    const samples = await readSamples();
    const directory = await mkdtemp(path.join(tmpdir(), 'fuzz-yaml-'));
    const target = await startControlPlane({ RESOURCES_DIR: directory, QUOTAS: 'off' });
    const write = (name: string, text: string) => writeFile(path.join(directory, name), text);
    let round: Promise<boolean> | undefined;
    let rounds = 0;

    async function isRead(mesh: string): Promise<boolean> {
      const deadline = performance.now() + READ_LIMIT_MS;
      while (performance.now() < deadline && target.troubles().length === 0) {
        const response = await fetch(`http://127.0.0.1:${target.ports.admin}/resources`);
        if ((await response.text()).includes(mesh)) return true;
        await delay(POLL_MS);
      }
      return false;
    }

    /** Files that are written at once are read at once. */
    async function startRound(): Promise<boolean> {
      rounds += 1;
      const mesh = `round-${rounds}`;
      // All others of this round are written before the next turn of the event loop that has nothing to do.
      await delay(POLL_MS);
      round = undefined;
      await write(
        'zz.yaml',
        stringify({
          apiVersion: 'appmesh.k8s.aws/v1beta2',
          kind: 'Mesh',
          metadata: { name: mesh },
          spec: {},
        }),
      );
      return isRead(mesh);
    }

    return {
      target,
      async send(random, index): Promise<Outcome> {
        const input = makeText(samples, random);
        await write(`${index % FILES}.yaml`, input);
        round ??= startRound();
        return (await round)
          ? { input, answer: 'read' }
          : { input, answer: 'not read', violation: 'one of these files is not read' };
      },
      async settle() {
        for (let file = 0; file < FILES; file += 1) await write(`${file}.yaml`, '');
        await startRound();
      },
      async end() {
        await target.end();
        await rm(directory, { recursive: true, force: true });
      },
    };
  },
};
