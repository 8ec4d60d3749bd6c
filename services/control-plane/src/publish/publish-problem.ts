import type { Problem } from '@mesh-workshop/appmesh';
import type { ProxyStatus, XdsProblem } from '@mesh-workshop/xds';
import type { SourceProblem } from '../documents/source-problem.ts';

/**
 * Something that is wrong, found anywhere in the pipeline. Besides the problems of the pure stages and the sources:
 * - `not-publishable`: a configuration was made that Envoy would not understand, a defect of the translation
 * - `rejected-by-proxy`: a proxy refused what it was sent
 */
export type PublishProblem = Problem<SourceProblem['code'] | 'not-publishable' | 'rejected-by-proxy'>;

/** What kept a configuration from being published. */
export function notPublishable(
  resource: string | undefined,
  problems: readonly XdsProblem[],
): readonly PublishProblem[] {
  return problems.map(({ type, name, path, message }) => ({
    severity: 'error',
    code: 'not-publishable',
    ...(resource === undefined ? {} : { resource }),
    path: `${type}[${JSON.stringify(name)}]${path === '' ? '' : `.${path}`}`,
    message,
  }));
}

/** What a proxy has rejected, by type. */
export function rejections(
  resource: string | undefined,
  { types }: Pick<ProxyStatus, 'types'>,
): readonly PublishProblem[] {
  return Object.entries(types).flatMap(([type, { nack }]) =>
    nack === undefined
      ? []
      : [
          {
            severity: 'error' as const,
            code: 'rejected-by-proxy' as const,
            ...(resource === undefined ? {} : { resource }),
            path: type,
            message: `Envoy rejected ${type} ${nack.version} and keeps those before: ${nack.message}`,
          },
        ],
  );
}
