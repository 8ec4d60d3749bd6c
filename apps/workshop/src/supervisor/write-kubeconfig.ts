import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { type ApiAccess, kubeconfigOf } from '@mesh-workshop/kubernetes-api';
import { stringify } from 'yaml';

/** Writes a kubeconfig with one context, `mesh-workshop`, that nobody but its owner can read: its token is all that exec asks for. */
export function writeKubeconfig(file: string, api: ApiAccess): void {
  const unfinished = `${file}.new`;
  // The mode is that of a file that is made, not of one that is there.
  rmSync(unfinished, { force: true });
  writeFileSync(unfinished, stringify(kubeconfigOf(api, 'mesh-workshop')), { mode: 0o600 });
  renameSync(unfinished, file);
}
