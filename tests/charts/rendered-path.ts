import type { Rendered } from './helm.ts';

/**
 * Reads a place in a rendered chart: `Deployment/spec.template.spec.containers[0].image`, or, where there are several of a kind,
 * `Service gw-echo-frontend/spec.type`. A bracket holds an index or `name=...`; dots inside a bracketed `'...'` belong to the key:
 * `annotations['appmesh.k8s.aws/mesh']`.
 */
export function readRendered(objects: readonly Rendered[], place: string): unknown {
  const [object = '', path = ''] = splitOnce(place, '/');
  const [kind, name] = splitOnce(object, ' ');
  const found = objects.find(
    (each) => each.kind === kind && (name ?? each.metadata.name) === each.metadata.name,
  );
  return (path.match(/[^.[\]']+(?=[.[]|$)|\['[^']+'\]|\[[^\]]+\]/g) ?? []).reduce<unknown>(step, found);
}

function step(value: unknown, token: string): unknown {
  const key = token.replace(/^\['?|'?\]$/g, '');
  if (Array.isArray(value)) {
    const [member = '', wanted] = splitOnce(key, '=');
    return wanted === undefined ? value[Number(key)] : value.find((item) => item[member] === wanted);
  }
  return (value as Record<string, unknown> | undefined)?.[key];
}

function splitOnce(text: string, separator: string): readonly (string | undefined)[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
