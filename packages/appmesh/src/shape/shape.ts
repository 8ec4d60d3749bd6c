import type { Problem } from '../problem.ts';

/**
 * A small language that describes the documents of the API. A shape is data: `check-shape.ts` interprets it, the types
 * of the specs are inferred from it, and anything else that needs to know the API can read it.
 */
export type Shape =
  | StructureShape
  | ListShape
  | EnumerationShape
  | StringShape
  | IntegerShape
  | BooleanShape
  | UnsupportedShape;

/** Carries the TypeScript type of a shape; never present at run time. */
interface Typed<T> {
  readonly inferred?: T;
}

/** The TypeScript type of the documents that a shape describes. */
export type Infer<S> = S extends Typed<infer T> ? T : never;

/** Something a rule found: a problem to be, once `checkShape` knows where the structure is that the rule belongs to. */
export interface Violation extends Pick<Problem, 'code'> {
  /** An error if absent. */
  readonly severity?: Problem['severity'];
  /** Relative to the structure, as `portMapping.port`; empty for the structure itself. */
  readonly path: string;
  /** Continues a sentence that starts with the member's path, as `must start with "/"`. */
  readonly message: string;
}

/** A condition across the members of one structure, checked when each member is right on its own. */
export type Rule<T> = (value: T) => readonly Violation[];

/** How many of a group of members may be set at the same time. */
export interface MemberCount {
  readonly members: readonly string[];
  readonly atLeast: number;
  readonly atMost: number;
}

export interface StructureShape {
  readonly kind: 'structure';
  /** Name of the shape in the API. */
  readonly name: string;
  readonly members: Readonly<Record<string, Member>>;
  readonly counts: readonly MemberCount[];
  readonly rules: readonly Rule<never>[];
}

/** A member of a structure: a shape, optional unless wrapped by `required`. */
type Member = Shape | RequiredMember<Shape>;

export interface RequiredMember<S extends Shape> {
  readonly kind: 'required';
  readonly shape: S;
}

export interface ListShape {
  readonly kind: 'list';
  readonly item: Shape;
  readonly min?: number;
  readonly max?: number;
}

export interface EnumerationShape {
  readonly kind: 'enumeration';
  readonly values: readonly string[];
  /** Those of `values` that exist in the API but are not translated yet. */
  readonly unsupported: readonly string[];
}

export interface StringLimits {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** Says the pattern in words, as `must start with "/"`. Default: must match the pattern. */
  readonly form?: string;
  /** Why a text of the right form is still wrong, continuing a sentence as a rule does; undefined when it is right. */
  readonly check?: (value: string) => string | undefined;
}

export interface StringShape extends StringLimits {
  readonly kind: 'string';
}

export interface IntegerLimits {
  readonly min?: number;
  readonly max?: number;
}

export interface IntegerShape extends IntegerLimits {
  readonly kind: 'integer';
}

export interface BooleanShape {
  readonly kind: 'boolean';
}

export interface UnsupportedShape {
  readonly kind: 'unsupported';
  readonly shape: Shape;
}

type Members = Readonly<Record<string, Member>>;
type RequiredKeys<M> = { [K in keyof M]: M[K] extends RequiredMember<Shape> ? K : never }[keyof M];
type MemberType<M> = M extends RequiredMember<infer S> ? Infer<S> : Infer<M>;
type StructureType<M> = Flat<
  { readonly [K in RequiredKeys<M>]: MemberType<M[K]> } & {
    readonly [K in Exclude<keyof M, RequiredKeys<M>>]?: MemberType<M[K]>;
  }
>;
type UnionType<M> = {
  [K in keyof M]: Flat<
    { readonly [P in K]: MemberType<M[P]> } & { readonly [P in Exclude<keyof M, K>]?: never }
  >;
}[keyof M];
type Flat<T> = { [K in keyof T]: T[K] };

/** An object with exactly these members. */
export function structure<const M extends Members>(
  name: string,
  members: M,
  constraints: { counts?: readonly MemberCount[]; rules?: readonly Rule<StructureType<M>>[] } = {},
): StructureShape & Typed<StructureType<M>> {
  const { counts = [], rules = [] } = constraints;
  return { kind: 'structure', name, members, counts, rules: rules as unknown as readonly Rule<never>[] };
}

/** An object of which exactly one member is set. */
export function union<const M extends Members>(
  name: string,
  members: M,
  constraints: { rules?: readonly Rule<UnionType<M>>[] } = {},
): StructureShape & Typed<UnionType<M>> {
  const counts = [{ members: Object.keys(members), atLeast: 1, atMost: 1 }];
  const { rules = [] } = constraints;
  return { kind: 'structure', name, members, counts, rules: rules as unknown as readonly Rule<never>[] };
}

/** Marks a member of a structure that must be present. */
export function required<S extends Shape>(shape: S): RequiredMember<S> {
  return { kind: 'required', shape };
}

/** An array whose items all have one shape. */
export function list<S extends Shape>(
  item: S,
  size: { min?: number; max?: number } = {},
): ListShape & Typed<readonly Infer<S>[]> {
  return { kind: 'list', item, ...size };
}

/** One of a fixed set of strings. */
export function enumeration<const V extends readonly string[]>(
  values: V,
  options: { unsupported?: readonly V[number][] } = {},
): EnumerationShape & Typed<V[number]> {
  return { kind: 'enumeration', values, unsupported: options.unsupported ?? [] };
}

/** A string, with limits on its length (in characters) and form. */
export function string(limits: StringLimits = {}): StringShape & Typed<string> {
  return { kind: 'string', ...limits };
}

/** A whole number, with limits. */
export function integer(limits: IntegerLimits = {}): IntegerShape & Typed<number> {
  return { kind: 'integer', ...limits };
}

export function boolean(): BooleanShape & Typed<boolean> {
  return { kind: 'boolean' };
}

/** Part of the API, checked like everything else, but refused because nothing translates it yet. */
export function unsupported<S extends Shape>(shape: S): UnsupportedShape & Typed<Infer<S>> {
  return { kind: 'unsupported', shape };
}
