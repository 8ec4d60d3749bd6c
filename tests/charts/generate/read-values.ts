import { isMap, isScalar, parse, parseDocument, type Scalar, type YAMLMap } from 'yaml';

/** A value of a chart, or a group of values, as values.yaml has it. */
export interface ChartValue {
  /** As helm's --set names it. */
  readonly path: string;
  /** The comment above it in one line, without its `@schema`. */
  readonly comment: string;
  /** What `# @schema {...}` above it says. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly content: { readonly default: unknown } | { readonly values: readonly ChartValue[] };
}

/** The values of a values.yaml, in its order. */
export function readValues(source: string): readonly ChartValue[] {
  const { contents } = parseDocument(source);
  return isMap(contents) ? readMap(contents, '') : [];
}

/** The values without the groups. */
export function leavesOf(
  values: readonly ChartValue[],
): readonly (ChartValue & { readonly default: unknown })[] {
  return values.flatMap((value) =>
    'values' in value.content
      ? leavesOf(value.content.values)
      : [{ ...value, default: value.content.default }],
  );
}

function readMap(map: YAMLMap, prefix: string): readonly ChartValue[] {
  return map.items.flatMap(({ key, value }, index) => {
    if (!isScalar(key)) return [];
    const path = `${prefix}${key.value}`;
    const content = isMap(value)
      ? { values: readMap(value, `${path}.`) }
      : { default: isScalar(value) ? value.value : undefined };
    return [{ path, ...readComment(key, index === 0 ? map : undefined), content }];
  });
}

function readComment(key: Scalar, map: YAMLMap | undefined) {
  // The comment above the first key belongs to the map, for the YAML parser.
  const lines = (key.commentBefore ?? map?.commentBefore ?? '').split('\n').map((line) => line.trim());
  const isSchema = (line: string) => line.startsWith('@schema ');
  const schemas = lines.filter(isSchema).map((line) => parse(line.slice('@schema '.length)) as object);
  return {
    comment: lines
      .filter((line) => !isSchema(line))
      .join(' ')
      .trim(),
    schema: Object.assign({}, ...schemas) as Record<string, unknown>,
  };
}
