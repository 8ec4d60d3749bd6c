/** How a listener takes TLS; a listener without it, or one whose TLS is disabled, takes plain connections only. */
export interface ListenerTlsModel {
  /** `PERMISSIVE`: plain connections too. */
  readonly mode: 'STRICT' | 'PERMISSIVE';
  readonly certificate: CertificateModel;
  /** Present: whoever connects with TLS has to show a certificate that passes this. Without names any name will do. */
  readonly validation?: ValidationModel;
}

/** How a caller speaks TLS to a target; absent: it does not. */
export interface TargetTlsModel {
  /** The host that the target is found as. */
  readonly serverName: string;
  /** Shown when the target asks for one. */
  readonly certificate?: CertificateModel;
  /** Absent: encrypted, but whoever answers is believed. */
  readonly validation?: ValidationModel;
}

/** A certificate with its key, in files of the proxy's own host. */
export interface CertificateModel {
  readonly certificateChain: string;
  readonly privateKey: string;
}

/** Whom to believe. */
export interface ValidationModel {
  /** The file with the certificates of those that may sign. */
  readonly trust: string;
  /** The certificate has one of these names: host names, addresses or URIs. */
  readonly names: readonly string[];
}
