import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 86_400_000;

/** A certificate and its key, as the text of files. */
export interface IssuedCertificate {
  readonly certificateChain: string;
  readonly privateKey: string;
  /** Says which of several certificates it is. */
  readonly serialNumber: string;
}

/** An authority of its own, in memory. */
export interface CertificateAuthority {
  /** Its own certificate, as the text of a file. */
  readonly trust: string;
  /** Signs a certificate for host names, or URIs; `isExpired`: until yesterday. */
  issue(names: readonly string[], options?: { readonly isExpired?: boolean }): Promise<IssuedCertificate>;
}

export async function createCertificateAuthority(name: string): Promise<CertificateAuthority> {
  const keys = await newKeys();
  const self = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    serialNumber: '01',
    notBefore: new Date(Date.now() - 10 * DAY),
    notAfter: new Date(Date.now() + DAY),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [new BasicConstraintsExtension(true, undefined, true)],
  });
  let issued = 1;
  return {
    trust: pemOf(self),
    async issue(names, { isExpired = false } = {}) {
      const own = await newKeys();
      issued += 1;
      const alternatives = names.map(
        (value) => ({ type: value.includes('://') ? 'url' : 'dns', value }) as const,
      );
      const certificate = await X509CertificateGenerator.create({
        subject: `CN=${name} ${issued}`,
        issuer: self.subject,
        serialNumber: issued.toString(16).padStart(2, '0'),
        notBefore: new Date(Date.now() - 2 * DAY),
        notAfter: new Date(Date.now() + (isExpired ? -DAY : DAY)),
        signingKey: keys.privateKey,
        publicKey: own.publicKey,
        signingAlgorithm: ALGORITHM,
        extensions: [new SubjectAlternativeNameExtension(alternatives)],
      });
      const key = await webcrypto.subtle.exportKey('pkcs8', own.privateKey);
      return {
        certificateChain: pemOf(certificate),
        privateKey: `${PemConverter.encode(key, PemConverter.PrivateKeyTag)}\n`,
        serialNumber: certificate.serialNumber,
      };
    },
  };
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function pemOf(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}
