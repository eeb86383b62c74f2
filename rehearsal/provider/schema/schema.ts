import type { Value } from "../values/values";

/** Traits of a property, beside its type. */
export interface Traits {
  /** `check` rejects the resource without it. */
  readonly required?: true;
  /** Another value replaces the resource. */
  readonly replaces?: true;
  /** The default of AWS; `check` adds it, so that a manual change appears as drift. */
  readonly default?: Value;
  /** AWS chooses the value where the program has none: absent means "leave unchanged". */
  readonly computed?: true;
  /** Limits of the AWS provider in characters; others are rejected at preview. */
  readonly length?: readonly [least: number, most: number];
  /** Limits of the AWS provider; others are rejected at preview. */
  readonly range?: readonly [least: number, greatest: number];
  /** Allowed values of the AWS provider; others are rejected at preview. */
  readonly among?: readonly Value[];
  /** Normal form: strings with the same one are equal for AWS. */
  readonly normal?: (value: string) => string;
}

export type Kind =
  | { readonly name: "text" | "json" | "number" | "flag" }
  | { readonly name: "list" | "set"; readonly of: Property }
  | { readonly name: "map"; readonly of: Property }
  | { readonly name: "block"; readonly fields: Fields };

/** One property: its kind, its traits and, for the compiler only, the type that a row's functions see. */
export interface Property<T = unknown> {
  readonly kind: Kind;
  readonly traits: Traits;
  readonly type?: T;
}

export type Fields = Readonly<Record<string, Property>>;

type Given<T, R extends Traits> = R extends { required: true } ? T : R extends { default: Value } ? T : T | undefined;

/** The type of a block of properties. */
export type Shape<F extends Fields> = { readonly [K in keyof F]: F[K] extends Property<infer T> ? T : never };

const property =
  <T>(kind: Kind) =>
  <const R extends Traits = Record<never, never>>(traits?: R): Property<Given<T, R>> => ({
    kind,
    traits: traits ?? {},
  });

export const text = property<string>({ name: "text" });
/** A text that holds JSON: compared by content. */
export const json = property<string>({ name: "json" });
export const number = property<number>({ name: "number" });
export const flag = property<boolean>({ name: "flag" });
/** Texts where the order counts. */
export const texts = property<readonly string[]>({ name: "list", of: { kind: { name: "text" }, traits: {} } });
/** Texts where the order does not count. */
export const textSet = property<readonly string[]>({ name: "set", of: { kind: { name: "text" }, traits: {} } });
export const textMap = property<Readonly<Record<string, string>>>({
  name: "map",
  of: { kind: { name: "text" }, traits: {} },
});
export const numberMap = property<Readonly<Record<string, number>>>({
  name: "map",
  of: { kind: { name: "number" }, traits: {} },
});

/** A nested object. */
export function block<F extends Fields, const R extends Traits = Record<never, never>>(
  fields: F,
  traits?: R,
): Property<Given<Shape<F>, R>> {
  return { kind: { name: "block", fields }, traits: traits ?? {} };
}

/** Nested objects where the order counts. */
export function blocks<F extends Fields, const R extends Traits = Record<never, never>>(
  fields: F,
  traits?: R,
): Property<Given<readonly Shape<F>[], R>> {
  return { kind: { name: "list", of: block(fields) }, traits: traits ?? {} };
}

/** Nested objects where the order does not count. */
export function blockSet<F extends Fields, const R extends Traits = Record<never, never>>(
  fields: F,
  traits?: R,
): Property<Given<readonly Shape<F>[], R>> {
  return { kind: { name: "set", of: block(fields) }, traits: traits ?? {} };
}
