import { readFile } from 'node:fs/promises';
import type { ApiAccess } from '@mesh-workshop/kubernetes-api';
import { parse } from 'yaml';
import { WorkshopError } from '../workshop-error.ts';

/** As much of a kubeconfig as this program writes. */
interface Kubeconfig {
  readonly clusters: readonly [
    { readonly cluster: { readonly server: string; readonly 'certificate-authority-data': string } },
  ];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

/** How to reach the Kubernetes API of the running environment whose kubeconfig this is. Throws a WorkshopError when the file is not there or is another's. */
export async function readApiAccess(kubeconfig: string): Promise<ApiAccess> {
  try {
    const { clusters, users } = parse(await readFile(kubeconfig, 'utf8')) as Kubeconfig;
    const { server, 'certificate-authority-data': authority } = clusters[0].cluster;
    return {
      url: server,
      certificateAuthority: Buffer.from(authority, 'base64').toString('utf8'),
      token: users[0].user.token,
    };
  } catch (error) {
    throw new WorkshopError(
      `${kubeconfig} is not the kubeconfig that the environment wrote when it started: ${error instanceof Error ? error.message : String(error)}. ` +
        'Start it again: ./workshop down, then ./workshop up',
    );
  }
}
