/** What an image reference stands for on the local target. */
export type LocalImage =
  | { readonly kind: 'service'; readonly service: string; readonly version: string }
  | { readonly kind: 'jumpbox' }
  | { readonly kind: 'aws-cli' };

/** Workspace services that are no images of a tutorial: the control plane is started by `up` itself. */
const NOT_AN_IMAGE = 'control-plane';

/** What the tag of an image may be, everywhere. */
const TAG = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;

/**
 * Reads `<registry>/product:1.5` as the workspace service `product` with VERSION=1.5, `nginx` as the jumpbox and `*aws-cli*` as the aws of
 * this machine. Anything else is refused with a sentence that names what is allowed.
 */
export function parseImage(
  image: string,
  services: readonly string[],
): { readonly image: LocalImage } | { readonly refusal: string } {
  const reference = image.split('@')[0] ?? '';
  const lastPart = reference.split('/').at(-1) ?? '';
  const [repository = '', tag] = lastPart.split(':');
  if (services.includes(repository) && repository !== NOT_AN_IMAGE) {
    if (tag === undefined || tag === '') {
      return {
        refusal: `image ${JSON.stringify(image)} has no tag. The tag is the version the service answers with: write ${reference}:1.0, for example.`,
      };
    }
    if (!TAG.test(tag)) {
      return {
        refusal: `image ${JSON.stringify(image)} has a tag that no image may have: up to 128 letters, digits, underscores, dots and hyphens, the first no dot and no hyphen.`,
      };
    }
    return { image: { kind: 'service', service: repository, version: tag } };
  }
  if (repository === 'nginx') return { image: { kind: 'jumpbox' } };
  if (repository.includes('aws-cli')) return { image: { kind: 'aws-cli' } };
  if (repository.includes('envoy')) {
    return {
      refusal:
        `image ${JSON.stringify(image)} is an Envoy, which runs here in the pod of a virtual gateway only: as the container named envoy of a pod that a VirtualGateway ` +
        'selects, in a namespace labelled appmesh.k8s.aws/sidecarInjectorWebhook=enabled.',
    };
  }
  const names = services.filter((it) => it !== NOT_AN_IMAGE);
  return {
    refusal:
      `image ${JSON.stringify(image)} cannot run on the local target, which pulls no images. Allowed: ` +
      `<registry>/<service>:<version> with one of the services of this checkout (${names.join(', ')}), ` +
      'nginx (a shell whose curl knows the services), and *aws-cli* (the aws of this machine).',
  };
}
