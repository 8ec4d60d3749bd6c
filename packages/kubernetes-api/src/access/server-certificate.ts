import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

/** What a server on TLS needs, and by what its clients know it. All PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly certificate: string;
  /** The certificate of who signed it. */
  readonly certificateAuthority: string;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 24 * 3600 * 1000;
/** It lives as long as the server, and clocks are set back. */
const VALID_BEFORE_MS = DAY_MS;
const VALID_AFTER_MS = 3650 * DAY_MS;

/** A certificate for servers at `host` and at localhost, by an authority that signs this one and nothing else: its key is forgotten. */
export async function issueServerCertificate(host: string, nowMs: number): Promise<ServerCertificate> {
  // Only here: this takes longer to load than all the rest, and whoever only reads a type or a table should not wait for it.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const authorityKeys = await webcrypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  const common = {
    notBefore: new Date(nowMs - VALID_BEFORE_MS),
    notAfter: new Date(nowMs + VALID_AFTER_MS),
    signingAlgorithm: ALGORITHM,
  };
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...common,
    serialNumber: serialNumber(),
    name: 'CN=kubernetes-api authority',
    keys: authorityKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const certificate = await x509.X509CertificateGenerator.create({
    ...common,
    serialNumber: serialNumber(),
    subject: 'CN=kubernetes-api',
    issuer: authority.subject,
    publicKey: keys.publicKey,
    signingKey: authorityKeys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        { type: isIP(host) === 0 ? 'dns' : 'ip', value: host },
        { type: 'dns', value: 'localhost' },
      ]),
      await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  });
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    key: x509.PemConverter.encode(key, 'PRIVATE KEY'),
    certificate: certificate.toString('pem'),
    certificateAuthority: authority.toString('pem'),
  };
}

/** Clients that know an earlier server's are not to take this one for it. Positive, as it has to be. */
function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`;
}
