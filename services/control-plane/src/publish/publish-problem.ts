import type { Problem } from '@mesh-workshop/appmesh';
import {
  ADS_ORDER,
  type ProxyStatus,
  type Rejection,
  type ResourceTypeName,
  type XdsProblem,
} from '@mesh-workshop/xds';
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

/** Finds the App Mesh resource behind an Envoy resource of a proxy. */
export type FindResource = (type: ResourceTypeName, name: string) => string | undefined;

/** What a proxy has rejected: each resource that it is known to be about, or else the type. */
export function rejections(
  { types }: Pick<ProxyStatus, 'types'>,
  { own, behind }: { readonly own: string | undefined; readonly behind: FindResource },
): readonly PublishProblem[] {
  return ADS_ORDER.flatMap((type) => {
    const { nack } = types[type];
    if (nack === undefined) return [];
    return nack.refused.length === 0
      ? [rejection(own, type, `${type} ${nack.version}${oneOf(nack)}`, nack)]
      : nack.refused.map((name) => {
          const resource = behind(type, name);
          const path = `${type}[${JSON.stringify(name)}]`;
          return rejection(resource, path, `${path}${resource ? ` of ${resource}` : ''}`, nack);
        });
  });
}

function rejection(
  resource: string | undefined,
  path: string,
  what: string,
  { message }: Rejection,
): PublishProblem {
  return {
    severity: 'error',
    code: 'rejected-by-proxy',
    ...(resource === undefined ? {} : { resource }),
    path,
    message: `Envoy rejected ${what} and keeps what it had before: ${message}`,
  };
}

function oneOf({ suspects }: Rejection): string {
  return suspects.length === 0 ? '' : ` (because of one of ${suspects.join(', ')}, tried one by one)`;
}
