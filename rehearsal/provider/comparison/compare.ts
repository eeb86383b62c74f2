import type { Fields, Kind, Property } from "../schema/schema";
import { isRecord, isUnknown, type Properties, stableText, type Value } from "../values/values";

function parsed(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || (isRecord(value) && Object.keys(value).length === 0);
}

/** The normal form of a value; undefined where it is absent or empty. */
function canonical({ kind, traits }: Property, value: unknown): unknown {
  if (isUnknown(value)) return value;
  switch (kind.name) {
    case "json":
      return value === undefined || value === null || value === "" ? undefined : parsed(value);
    case "text":
      if (value === null || value === "") return undefined;
      return typeof value === "string" && traits.normal !== undefined ? traits.normal(value) : value;
    case "number":
      return typeof value === "string" ? Number(value) : (value ?? undefined);
    case "flag":
      return typeof value === "string" ? value === "true" : (value ?? undefined);
    case "list":
      return isEmpty(value) ? undefined : (value as readonly unknown[]).map((item) => canonical(kind.of, item));
    case "set": {
      if (isEmpty(value)) return undefined;
      const items = (value as readonly unknown[]).map((item) => canonical(kind.of, item));
      return [...items].sort((left, right) => (stableText(left) < stableText(right) ? -1 : 1));
    }
    case "map":
      if (isEmpty(value)) return undefined;
      // An empty text is a value of its own in a map.
      return Object.fromEntries(
        Object.entries(value as object).map(([key, item]) => [key, item === "" ? "" : canonical(kind.of, item)]),
      );
    case "block":
      return canonicalBlock(kind.fields, value);
  }
}

function canonicalBlock(fields: Fields, value: unknown): unknown {
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(fields).flatMap(([name, property]) => {
    const item = canonical(property, value[name] ?? property.traits.default);
    return item === undefined ? [] : [[name, item] as const];
  });
  return Object.fromEntries(entries);
}

/** True where both are equal for AWS. An unknown value equals no other. */
export function same(property: Property, left: unknown, right: unknown): boolean {
  if (isUnknown(left) || isUnknown(right)) return false;
  return stableText(canonical(property, left)) === stableText(canonical(property, right));
}

/**
 * The live value without nested values that AWS chose because the program has none: they are neither drift nor to be
 * removed.
 */
export function withoutComputedDefaults({ kind }: Property, given: unknown, found: unknown): unknown {
  if (given === undefined || given === null) return found;
  if (kind.name === "block" && isRecord(found) && isRecord(given)) {
    const comparable = Object.entries(found).filter(
      ([name]) => name in given || kind.fields[name]?.traits.computed !== true,
    );
    return Object.fromEntries(
      comparable.map(([name, value]) => {
        const inner = kind.fields[name];
        return [name, inner === undefined ? value : withoutComputedDefaults(inner, given[name], value)];
      }),
    );
  }
  if ((kind.name === "list" || kind.name === "set") && Array.isArray(found) && Array.isArray(given)) {
    return found.map((item: unknown, index) => withoutComputedDefaults(kind.of, counterpart(given, item, index), item));
  }
  return found;
}

/** The item of the same name, or at the same index. */
function counterpart(given: readonly unknown[], item: unknown, index: number): unknown {
  if (!isRecord(item) || item["name"] === undefined) return given[index];
  return given.find((candidate) => isRecord(candidate) && candidate["name"] === item["name"]);
}

export type Difference = "add" | "delete" | "update";

/** Where two values differ: `tags.team`, `attributes[0].name`, or the property itself. */
function differences(
  path: string,
  kind: Kind,
  before: unknown,
  after: unknown,
): readonly (readonly [string, Difference])[] {
  if (stableText(before) === stableText(after)) return [];
  if (before === undefined) return [[path, "add"]];
  if (after === undefined) return [[path, "delete"]];
  if ((kind.name !== "map" && kind.name !== "block") || !isRecord(before) || !isRecord(after))
    return [[path, "update"]];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((name) => {
    const inner: Kind = kind.name === "map" ? kind.of.kind : (kind.fields[name]?.kind ?? { name: "text" });
    const step = /^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
    return differences(`${path}${step}`, inner, before[name], after[name]);
  });
}

export interface PropertyChange {
  readonly property: string;
  readonly replaces: boolean;
  /** Path within the resource, and what happens there; at least one. */
  readonly at: readonly (readonly [path: string, difference: Difference])[];
}

/** The computed property of every type with tags. */
export const TAGS_ALL: Property = { kind: { name: "map", of: { kind: { name: "text" }, traits: {} } }, traits: {} };

/** The properties that differ between old and new inputs. */
export function changesBetween(fields: Fields, olds: Properties, news: Properties): readonly PropertyChange[] {
  return Object.entries(fields).flatMap(([name, property]) => {
    const before: Value | undefined = olds[name];
    const after: Value | undefined = news[name];
    // The AWS provider treats an empty list of blocks as absent.
    const isLeftOut = after === undefined || (Array.isArray(after) && after.length === 0);
    if (isLeftOut && property.traits.computed === true) return [];
    const left = canonical(property, withoutComputedDefaults(property, after, before));
    const right = canonical(property, after);
    const at = isUnknown(after)
      ? ([[name, before === undefined ? "add" : "update"]] as const)
      : differences(name, property.kind, left, right);
    return at.length === 0 ? [] : [{ property: name, replaces: property.traits.replaces === true, at }];
  });
}
