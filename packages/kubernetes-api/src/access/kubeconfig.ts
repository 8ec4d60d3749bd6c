import type { JsonObject } from '@mesh-workshop/json';

/** What somebody needs who wants to talk to an API: where it is, by what it is known, and what it asks for. */
export interface ApiAccess {
  /** e.g. https://127.0.0.1:7400 */
  readonly url: string;
  /** PEM */
  readonly certificateAuthority: string;
  readonly token: string;
}

/** A kubeconfig with one cluster, user and context of this name. Whoever can read it can run commands in pods. */
export function kubeconfigOf({ url, certificateAuthority, token }: ApiAccess, name: string): JsonObject {
  const authority = Buffer.from(certificateAuthority).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server: url, 'certificate-authority-data': authority } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
  };
}
