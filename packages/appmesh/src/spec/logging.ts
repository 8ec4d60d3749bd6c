import { list, required, string, structure, union, unsupported } from '../shape/shape.ts';

const loggingFormat = union('LoggingFormat', {
  json: list(
    structure('JsonFormatRef', {
      key: required(string({ min: 1, max: 100 })),
      value: required(string({ min: 1, max: 100 })),
    }),
  ),
  text: string({ min: 1, max: 1000 }),
});

/** Access logs. */
export const logging = structure('Logging', {
  accessLog: unsupported(
    union('AccessLog', {
      file: structure('FileAccessLog', {
        format: loggingFormat,
        path: required(string({ min: 1, max: 255 })),
      }),
    }),
  ),
});
