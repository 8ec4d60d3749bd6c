type Step =
  | { readonly kind: 'member'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly path: readonly string[]; readonly value: string };

const STEP =
  /\.([A-Za-z_$][\w$-]*(?:\\\.[\w$/-]+)*)|\[\?\(@((?:\.[\w$-]+)+)\s*==\s*["']([^"']*)["']\)\]|\['([^']*)'\]|\[(\d+)\]|\[\*\]/y;

function parse(jsonPath: string): readonly Step[] {
  const text = jsonPath.replace(/^\{|\}$/g, '').replace(/^\$/, '');
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const found = STEP.exec(text);
    if (found === null) return [];
    const [, member, filterPath, filterValue, quoted, index] = found;
    const name = member?.replaceAll('\\.', '.') ?? quoted;
    if (name !== undefined) steps.push({ kind: 'member', name });
    else if (filterPath !== undefined) {
      steps.push({ kind: 'filter', path: filterPath.slice(1).split('.'), value: filterValue ?? '' });
    } else if (index !== undefined) steps.push({ kind: 'index', index: Number(index) });
    else steps.push({ kind: 'all' });
  }
  return steps;
}

function member(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function follow(value: unknown, step: Step): readonly unknown[] {
  switch (step.kind) {
    case 'member':
      return [member(value, step.name)];
    case 'index':
      return Array.isArray(value) ? [value[step.index]] : [];
    case 'all':
      return Array.isArray(value) ? value : [];
    case 'filter':
      return Array.isArray(value)
        ? value.filter((item) => String(step.path.reduce<unknown>(member, item)) === step.value)
        : [];
  }
}

/** Reads a value by the part of JSONPath that printer columns use: members, indexes, `[*]` and `[?(@.type=="Ready")]`. */
export function readJsonPath(object: unknown, jsonPath: string): readonly unknown[] {
  let values: readonly unknown[] = [object];
  for (const step of parse(jsonPath)) {
    values = values
      .flatMap((value) => follow(value, step))
      .filter((value) => value !== undefined && value !== null);
  }
  return values;
}
