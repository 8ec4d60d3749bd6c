import type { Logging } from '../resource-spec/logging.ts';
import type { AccessLogModel } from './mesh-model.ts';

/** The access log of a virtual node or gateway, as a member of its model; empty without one. */
export function resolveAccessLog(logging: Logging | undefined): { readonly accessLog?: AccessLogModel } {
  const file = logging?.accessLog?.file;
  if (file === undefined) return {};
  const { path, format } = file;
  if (format?.text !== undefined) return { accessLog: { path, format: { kind: 'text', text: format.text } } };
  if (format?.json !== undefined) {
    const members = Object.fromEntries(format.json.map(({ key, value }) => [key, value]));
    return { accessLog: { path, format: { kind: 'json', members } } };
  }
  return { accessLog: { path } };
}
