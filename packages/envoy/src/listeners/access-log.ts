import type { AccessLogModel } from '@mesh-workshop/appmesh';
import type { JsonObject } from '@mesh-workshop/json';
import { extension } from '../typed-config.ts';

/**
 * The access log of an HTTP connection manager, as a part of its settings; empty without one. Each line is a line: a text format
 * that does not end in a line break gets one. Envoy writes the members of a JSON line in order of their names.
 */
export function translateAccessLog(accessLog: AccessLogModel | undefined): JsonObject {
  if (accessLog === undefined) return {};
  const { path, format } = accessLog;
  return { access_log: [logger(path, format === undefined ? {} : { log_format: translateFormat(format) })] };
}

/** Standard output cannot be opened by its path where it is a socket, which it is under many a supervisor. */
function logger(path: string, format: JsonObject): JsonObject {
  const stream = 'envoy.extensions.access_loggers.stream.v3';
  if (path === '/dev/stdout') {
    return extension('envoy.access_loggers.stdout', `${stream}.StdoutAccessLog`, format);
  }
  if (path === '/dev/stderr') {
    return extension('envoy.access_loggers.stderr', `${stream}.StderrAccessLog`, format);
  }
  const type = 'envoy.extensions.access_loggers.file.v3.FileAccessLog';
  return extension('envoy.access_loggers.file', type, { path, ...format });
}

function translateFormat(format: NonNullable<AccessLogModel['format']>): JsonObject {
  if (format.kind === 'json') {
    return { json_format: format.members };
  }
  const line = format.text.endsWith('\n') ? format.text : `${format.text}\n`;
  return { text_format_source: { inline_string: line } };
}
