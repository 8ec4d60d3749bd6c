import type { ClientPolicyTls, ListenerTls } from '../resource-spec/tls.ts';
import type { ListenerModel, ServiceDiscoveryModel } from './mesh-model.ts';
import type { CertificateModel, ListenerTlsModel, TargetTlsModel, ValidationModel } from './tls-model.ts';

/** How a listener takes TLS. Its certificate is not looked at where it is disabled. */
export function resolveListenerTls(document: ListenerTls | undefined): { readonly tls?: ListenerTlsModel } {
  if (document === undefined || document.mode === 'DISABLED') return {};
  const { mode, certificate, validation } = document;
  return {
    tls: {
      mode,
      certificate: resolveCertificate(certificate),
      ...(validation === undefined ? {} : { validation: resolveValidation(validation, []) }),
    },
  };
}

/**
 * How a caller with this client policy, or with none, speaks to a listener. Without a policy, or with one for other ports, the listener
 * decides: where it takes TLS the caller uses it, and believes whoever answers. A policy that is not enforced uses TLS where it has to, and
 * checks it: so a listener becomes permissive, and plain again, without any of its callers having to change at the same moment.
 */
export function resolveTargetTls(
  policy: ClientPolicyTls | undefined,
  listener: ListenerModel,
  discovery: ServiceDiscoveryModel,
): { readonly tls?: TargetTlsModel } {
  const { ports = [] } = policy ?? {};
  const applied = ports.length === 0 || ports.includes(listener.port) ? policy : undefined;
  const isUsed =
    applied === undefined ? takesAnonymousTls(listener) : (applied.enforce ?? true) || needsTls(listener);
  if (!isUsed) return {};
  const serverName = discoveredHost(discovery);
  if (applied === undefined) return { tls: { serverName } };
  const { certificate, validation } = applied;
  return {
    tls: {
      serverName,
      ...(certificate === undefined ? {} : { certificate: resolveCertificate(certificate) }),
      validation: resolveValidation(validation, [serverName]),
    },
  };
}

function needsTls({ tls }: ListenerModel): boolean {
  return tls?.mode === 'STRICT';
}

/** Where plain connections are taken too, they are better than TLS that is refused for want of a certificate. */
function takesAnonymousTls(listener: ListenerModel): boolean {
  const { tls } = listener;
  return tls !== undefined && (needsTls(listener) || tls.validation === undefined);
}

/** What a virtual node is found as: a host name, or a service of Cloud Map. */
function discoveredHost(discovery: ServiceDiscoveryModel): string {
  if (discovery.kind === 'dns') return discovery.hostname.replace(/\.$/, '');
  return `${discovery.serviceName}.${discovery.namespaceName}`;
}

type Certificate = ListenerTls['certificate'] | NonNullable<ClientPolicyTls['certificate']>;
type Validation = NonNullable<ListenerTls['validation']> | ClientPolicyTls['validation'];

/** From files. (The shapes refuse every other source; here it only has to be something that is never taken for a certificate.) */
function resolveCertificate({ file }: Certificate): CertificateModel {
  return { certificateChain: file?.certificateChain ?? '', privateKey: file?.privateKey ?? '' };
}

function resolveValidation(
  { trust, subjectAlternativeNames }: Validation,
  names: readonly string[],
): ValidationModel {
  const given = subjectAlternativeNames?.match.exact ?? [];
  return { trust: trust.file?.certificateChain ?? '', names: given.length > 0 ? given : names };
}
