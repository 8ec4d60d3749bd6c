import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority, type IssuedCertificate } from './certificate-authority.ts';

/** Certificates in files, as a cluster mounts a Secret: `tls.crt`, `tls.key` and `ca.crt` are links through one that is replaced. */
export interface CertificateFolder {
  /** As `tls.certificate.file` of a document. */
  readonly certificate: { readonly certificateChain: string; readonly privateKey: string };
  /** As `tls.validation.trust` of a document. */
  readonly trust: { readonly file: { readonly certificateChain: string } };
  /** All three at once. */
  replace(certificate: IssuedCertificate, trusted: string): Promise<void>;
  remove(): Promise<void>;
}

export async function createCertificateFolder(): Promise<CertificateFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'certificates-'));
  let version = 0;
  const replace: CertificateFolder['replace'] = async ({ certificateChain, privateKey }, trusted) => {
    version += 1;
    const next = join(folder, `..${version}`);
    await mkdir(next);
    await writeFile(join(next, 'tls.crt'), certificateChain);
    await writeFile(join(next, 'tls.key'), privateKey, { mode: 0o600 });
    await writeFile(join(next, 'ca.crt'), trusted);
    await symlink(`..${version}`, join(folder, '..next'));
    await rename(join(folder, '..next'), join(folder, '..data'));
  };
  const authority = await createCertificateAuthority('nobody');
  await replace(await authority.issue(['nobody']), authority.trust);
  for (const name of ['tls.crt', 'tls.key', 'ca.crt']) {
    await symlink(`..data/${name}`, join(folder, name));
  }
  return {
    certificate: { certificateChain: join(folder, 'tls.crt'), privateKey: join(folder, 'tls.key') },
    trust: { file: { certificateChain: join(folder, 'ca.crt') } },
    replace,
    remove: () => rm(folder, { recursive: true }),
  };
}
