import { dirname } from 'node:path';
import type { CertificateModel, ValidationModel } from '@mesh-workshop/appmesh';
import type { JsonObject, JsonValue } from '@mesh-workshop/json';
import type { NamedResources } from '@mesh-workshop/xds';
import { ADS_CONFIG_SOURCE } from '../ads-config-source.ts';
import { certificateSecret, trustSecret } from '../names.ts';
import { subjectAlternativeNames } from './subject-alternative-names.ts';

/** What a listener or a target's TLS needs that is secret, or at least in a file. */
export interface UsedSecrets {
  readonly certificate?: CertificateModel;
  readonly validation?: ValidationModel;
}

/**
 * The secrets that these need. They hold names of files, never what is in them: the proxy reads the files itself, and again when
 * something in their folder is replaced by a rename. As a part of a listener or cluster they would be read once.
 */
export function translateSecrets(used: readonly (UsedSecrets | undefined)[]): NamedResources {
  const secrets: Record<string, JsonObject> = {};
  for (const { certificate, validation } of used.filter((one) => one !== undefined)) {
    if (certificate !== undefined) {
      const name = certificateSecret(certificate);
      secrets[name] = { name, tls_certificate: translateCertificate(certificate) };
    }
    if (validation !== undefined) {
      const name = trustSecret(validation.trust);
      const trusted = { trusted_ca: { filename: validation.trust }, ...watched([validation.trust]) };
      secrets[name] = { name, validation_context: trusted };
    }
  }
  return secrets;
}

/** The part of a TLS context that both sides of a connection have. */
export function commonTlsContext({ certificate, validation }: UsedSecrets): JsonObject {
  return {
    ...(certificate === undefined
      ? {}
      : { tls_certificate_sds_secret_configs: [secretReference(certificateSecret(certificate))] }),
    ...(validation === undefined
      ? {}
      : {
          combined_validation_context: {
            default_validation_context: subjectAlternativeNames(validation.names),
            validation_context_sds_secret_config: secretReference(trustSecret(validation.trust)),
          },
        }),
  };
}

function translateCertificate({ certificateChain, privateKey }: CertificateModel): JsonObject {
  return {
    certificate_chain: { filename: certificateChain },
    private_key: { filename: privateKey },
    ...watched([certificateChain, privateKey]),
  };
}

/** Envoy can be told one folder; for files in several it finds their folders itself. */
function watched(files: readonly string[]): Record<string, JsonValue> {
  const [folder, ...others] = new Set(files.map((file) => dirname(file)));
  return folder === undefined || others.length > 0 ? {} : { watched_directory: { path: folder } };
}

function secretReference(name: string): JsonObject {
  return { name, sds_config: ADS_CONFIG_SOURCE };
}
