import {
  boolean,
  enumeration,
  type Infer,
  list,
  required,
  string,
  structure,
  union,
  unsupported,
} from '../shape/shape.ts';
import { portNumber } from './port-mapping.ts';

const filePath = string({ min: 1, max: 255 });
const arn = string();

const fileCertificate = structure('ListenerTlsFileCertificate', {
  certificateChain: required(filePath),
  privateKey: required(filePath),
});

const sdsCertificate = unsupported(
  structure('ListenerTlsSdsCertificate', { secretName: required(string()) }),
);

const fileTrust = structure('TlsValidationContextFileTrust', { certificateChain: required(filePath) });

const sdsTrust = unsupported(structure('TlsValidationContextSdsTrust', { secretName: required(string()) }));

const subjectAlternativeNames = structure('SubjectAlternativeNames', {
  match: required(
    structure('SubjectAlternativeNameMatchers', { exact: required(list(string({ min: 1, max: 254 }))) }),
  ),
});

/** How a listener terminates TLS. */
export const listenerTls = structure('ListenerTls', {
  mode: required(enumeration(['STRICT', 'PERMISSIVE', 'DISABLED'])),
  certificate: required(
    union('ListenerTlsCertificate', {
      acm: unsupported(structure('ListenerTlsAcmCertificate', { certificateArn: required(arn) })),
      file: fileCertificate,
      sds: sdsCertificate,
    }),
  ),
  validation: structure('ListenerTlsValidationContext', {
    subjectAlternativeNames,
    trust: required(union('ListenerTlsValidationContextTrust', { file: fileTrust, sds: sdsTrust })),
  }),
});

export type ListenerTls = Infer<typeof listenerTls>;

/** How a caller uses TLS towards its backends. */
export const clientPolicyTls = structure('ClientPolicyTls', {
  certificate: union('ClientTlsCertificate', { file: fileCertificate, sds: sdsCertificate }),
  enforce: boolean(),
  ports: list(portNumber),
  validation: required(
    structure('TlsValidationContext', {
      subjectAlternativeNames,
      trust: required(
        union('TlsValidationContextTrust', {
          acm: unsupported(
            structure('TlsValidationContextAcmTrust', {
              certificateAuthorityArns: required(list(arn, { min: 1, max: 3 })),
            }),
          ),
          file: fileTrust,
          sds: sdsTrust,
        }),
      ),
    }),
  ),
});

export type ClientPolicyTls = Infer<typeof clientPolicyTls>;
