import { type Infer, list, required, string, structure, union } from '../shape/shape.ts';
import { formatIsUnderstood } from './access-log-format.ts';

const loggingFormat = union(
  'LoggingFormat',
  {
    json: list(
      structure('JsonFormatRef', {
        key: required(string({ min: 1, max: 100 })),
        value: required(string({ min: 1, max: 100 })),
      }),
    ),
    text: string({ min: 1, max: 1000 }),
  },
  { rules: [formatIsUnderstood] },
);

/** Access logs. */
export const logging = structure('Logging', {
  accessLog: union('AccessLog', {
    file: structure('FileAccessLog', {
      format: loggingFormat,
      path: required(string({ min: 1, max: 255 })),
    }),
  }),
});

export type Logging = Infer<typeof logging>;
