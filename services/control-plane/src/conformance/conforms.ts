import type { ApiModel } from './api-model.ts';

/** What in a value is not as the model says; empty when all is. Times may be Dates, which clients make of them. */
export function differences(
  model: ApiModel,
  shapeName: string,
  value: unknown,
  path: string,
): readonly string[] {
  const shape = model.shapes[shapeName];
  switch (shape?.type) {
    case 'structure': {
      if (typeof value !== 'object' || value === null) return [`${path} is no object`];
      const members = value as Record<string, unknown>;
      const missing = (shape.required ?? []).filter((name) => members[name] === undefined);
      return [
        ...missing.map((name) => `${path}.${name} is missing`),
        ...Object.entries(shape.members ?? {}).flatMap(([name, member]) =>
          members[name] === undefined
            ? []
            : differences(model, member.shape, members[name], `${path}.${name}`),
        ),
      ];
    }
    case 'list':
      if (!Array.isArray(value)) return [`${path} is no list`];
      return value.flatMap((item, index) =>
        differences(model, shape.member?.shape ?? '', item, `${path}[${index}]`),
      );
    case 'string':
      if (typeof value !== 'string') return [`${path} is no string`];
      return shape.enum && !shape.enum.includes(value) ? [`${path} is ${value}`] : [];
    case 'timestamp':
      return value instanceof Date || typeof value === 'number' || typeof value === 'string'
        ? []
        : [`${path} is no time`];
    case 'integer':
    case 'long':
      return Number.isInteger(value) ? [] : [`${path} is no whole number`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path} is not true or false`];
    default:
      return [`${path}: the shape ${shapeName} is not known`];
  }
}
