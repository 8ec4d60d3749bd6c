import { convertManifests, describeDocumentProblem } from '@mesh-workshop/appmesh-kubernetes';
import { WorkshopError } from '../workshop-error.ts';
import { readManifests } from './read-manifests.ts';
import { joinManifests, writeManifests } from './write-manifests.ts';

/** The options of `mesh convert`. */
export interface ConvertOptions {
  readonly filename: readonly string[];
  /** A folder; absent: everything goes to standard output. */
  readonly output?: string;
  readonly force?: boolean;
}

/** A process's standard streams. */
interface StandardStreams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Reads, converts and writes; all or nothing. A WorkshopError says why nothing was written. */
export async function convertMesh(
  { filename, output, force = false }: ConvertOptions,
  { stdin, stdout, stderr }: StandardStreams,
): Promise<void> {
  const found = await readManifests(filename, stdin);
  const { value, problems } = convertManifests(found);
  for (const problem of problems) stderr.write(`${problem.severity}: ${describeDocumentProblem(problem)}\n`);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) throw new WorkshopError(`nothing was written: ${count(errors, 'error')}, see above`);
  const written = value.map(({ text }, index) => ({ text, target: found[index]?.target ?? '' }));
  if (output === undefined) stdout.write(joinManifests(written));
  else await writeManifests(written, output, force);
  const converted = value.reduce((sum, manifest) => sum + manifest.converted, 0);
  const where = output === undefined ? '' : ` into ${output}`;
  stderr.write(
    converted === 0
      ? `Nothing to convert: there is no document of v1beta1 in ${count(value.length, 'file')}.\n`
      : `Converted ${count(converted, 'document')} in ${count(value.length, 'file')}${where}.\n`,
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
