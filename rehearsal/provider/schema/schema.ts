import type { Value } from "../values/values";

/** What the engine part must know of one property beside its shape. */
export interface Traits {
  /** Check refuses the resource without it. */
  readonly required?: true;
  /** Another value needs another resource. */
  readonly replaces?: true;
  /** What AWS takes when the program says nothing; Check fills it in, so that a change from outside shows. */
  readonly default?: Value;
  /** AWS chooses a value when the program says nothing: absent in the program means "leave as it is". */
  readonly computed?: true;
  /** The fewest and the most characters that the AWS provider takes; another text is refused at preview. */
  readonly length?: readonly [least: number, most: number];
  /** The least and the greatest number that the AWS provider takes; another one is refused at preview. */
  readonly range?: readonly [least: number, greatest: number];
  /** The values that the AWS provider takes; another one is refused at preview. */
  readonly among?: readonly Value[];
  /** Two texts are the same to AWS when their normal forms are. */
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
