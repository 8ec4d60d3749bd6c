import type { Command } from 'commander';
import { type ConvertOptions, convertMesh } from './convert-mesh.ts';

/** Adds `mesh`, with `mesh convert`. */
export function registerMesh(program: Command): void {
  const mesh = program
    .command('mesh')
    .summary('write old App Mesh manifests (v1beta1) as v1beta2')
    .description('Works on App Mesh manifests. Nothing has to be running.');
  mesh
    .command('convert')
    .summary('write manifests of v1beta1 as v1beta2')
    .description(
      'Reads manifests and writes them again, with every object of appmesh.k8s.aws/v1beta1 as one of v1beta2 (a VirtualService with\n' +
        'routes as two: VirtualService and VirtualRouter). Comments stay. Everything else stays as it is, to the letter, so that a second\n' +
        'conversion changes nothing. What had to be decided is told on standard error, with file and line.',
    )
    .requiredOption(
      '-f, --filename <path>',
      'a file, a folder with all that is in it, or - for standard input; may be given several times: what belongs together is best converted together',
      (path: string, before: readonly string[] = []) => [...before, path],
    )
    .option(
      '-o, --output <folder>',
      'write files below this folder; without it everything goes to standard output',
    )
    .option('--force', 'overwrite files that are there already')
    .addHelpText(
      'after',
      `
Examples:
  ./workshop mesh convert -f old/ -o new/
  ./workshop mesh convert -f mesh.yaml -f nodes.yaml > all.yaml
  kubectl get meshes,virtualnodes,virtualservices -A -o yaml | ./workshop mesh convert -f - > all.yaml

Exit codes: 0 converted, or there was nothing to convert; 1 something cannot be read, converted or written, and nothing was written;
2 wrong usage.`,
    )
    .action((options: ConvertOptions) => convertMesh(options, process));
}
