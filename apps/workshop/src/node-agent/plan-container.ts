import type { Container } from '@mesh-workshop/kubernetes-api';
import type { LocalImage } from '../images/parse-image.ts';

/** What to execute for a container. */
export interface ContainerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** Where the programs of the images are. */
export interface ImagePrograms {
  /** node itself */
  readonly node: string;
  /** the bundle of a service's image; absent for other images */
  readonly bundle?: string;
  /** aws of this machine; absent when there is none */
  readonly aws?: string;
}

/** The command of a container: its `command` and `args` where given, as in Kubernetes, else what its image starts. */
export function planContainerCommand(
  container: Container,
  image: LocalImage,
  programs: ImagePrograms,
): ContainerCommand {
  const { entrypoint, defaults } = imageCommand(image, programs);
  const args = container.args ?? (container.command === undefined ? defaults : []);
  const [command = '', ...rest] = [...(container.command ?? entrypoint), ...args];
  return { command, args: rest };
}

function imageCommand(
  image: LocalImage,
  programs: ImagePrograms,
): { readonly entrypoint: readonly string[]; readonly defaults: readonly string[] } {
  switch (image.kind) {
    case 'service':
      return { entrypoint: [programs.node, programs.bundle ?? ''], defaults: [] };
    case 'jumpbox':
      // Stays there to be entered with `kubectl exec`.
      return { entrypoint: [], defaults: ['tail', '-f', '/dev/null'] };
    case 'aws-cli':
      return { entrypoint: [programs.aws ?? 'aws'], defaults: ['help'] };
  }
}
