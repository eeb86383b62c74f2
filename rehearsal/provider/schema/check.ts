import { randomBytes } from "node:crypto";
import type { Fields, Kind, Property } from "./schema";
import type { Row } from "./row";
import { holdsUnknown, isRecord, isUnknown, type Properties, type Value } from "../values/values";

export interface Failure {
  readonly property: string;
  readonly reason: string;
}

const EXPECTED: Readonly<Record<Kind["name"], string>> = {
  text: "a text",
  json: "a text with JSON",
  number: "a number",
  flag: "true or false",
  list: "a list",
  set: "a list",
  map: "a map",
  block: "an object",
};

function fits(kind: Kind, value: unknown): boolean {
  switch (kind.name) {
    case "text":
    case "json":
      return typeof value === "string";
    case "number":
      return typeof value === "number";
    case "flag":
      return typeof value === "boolean";
    case "list":
    case "set":
      return Array.isArray(value);
    case "map":
    case "block":
      return isRecord(value);
  }
}

/** What the AWS provider's own validation of the property asks for, where the value is not so. */
function limitOf({ traits: { length, range, among } }: Property, value: Value): string | null {
  if (length !== undefined && typeof value === "string") {
    const [least, most] = length;
    const characters = [...value].length;
    if (characters < least || characters > most)
      return `have ${String(least)} to ${String(most)} characters, and has ${String(characters)}`;
  }
  if (range !== undefined && typeof value === "number" && (value < range[0] || value > range[1]))
    return `be ${String(range[0])} to ${String(range[1])}, and is ${String(value)}`;
  if (among !== undefined && !among.includes(value)) return `be one of ${among.join(", ")}, and is ${String(value)}`;
  return null;
}

function checkValue(token: string, path: string, property: Property, value: Value): readonly Failure[] {
  const { kind } = property;
  if (isUnknown(value)) return [];
  if (!fits(kind, value)) return [{ property: path, reason: `${token}: ${path} must be ${EXPECTED[kind.name]}.` }];
  const limit = limitOf(property, value);
  if (limit !== null) return [{ property: path, reason: `${token}: ${path} must ${limit}.` }];
  switch (kind.name) {
    case "list":
    case "set":
      return (value as readonly Value[]).flatMap((item, index) =>
        checkValue(token, `${path}[${index}]`, kind.of, item),
      );
    case "map":
      return Object.entries(value as Properties).flatMap(([key, item]) =>
        checkValue(token, `${path}.${key}`, kind.of, item),
      );
    case "block":
      return checkFields(token, `${path}.`, kind.fields, value as Properties);
    default:
      return [];
  }
}

/** Every unknown, missing or mistyped property, nested ones included. */
function checkFields(token: string, prefix: string, fields: Fields, given: Properties): readonly Failure[] {
  const unknown = Object.keys(given)
    .filter((name) => fields[name] === undefined)
    .map((name) => ({
      property: `${prefix}${name}`,
      reason:
        `${token} has no property ${prefix}${name} in the offline provider. ` +
        `If the AWS provider has it, add it to the row of ${token} in rehearsal/provider/types.`,
    }));
  const known = Object.entries(fields).flatMap(([name, property]) => {
    const value = given[name];
    if (value !== undefined && value !== null) return checkValue(token, `${prefix}${name}`, property, value);
    if (property.traits.required !== true) return [];
    return [{ property: `${prefix}${name}`, reason: `${token}: ${prefix}${name} is required.` }];
  });
  return [...unknown, ...known];
}

/** The engine's own marks in a property bag. */
const DEFAULTS_MARK = "__defaults";
const MARKS: ReadonlySet<string> = new Set([DEFAULTS_MARK, "__internal", "__meta"]);

export function withoutMarks(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name, value]) => !MARKS.has(name) && value !== null));
}

function generatedName(resource: string, seed: Uint8Array): string {
  const bytes = seed.length >= 4 ? Buffer.from(seed) : randomBytes(4);
  return `${resource}-${bytes.toString("hex").slice(0, 7)}`;
}

export interface CheckContext {
  /** Last part of the URN. */
  readonly resource: string;
  readonly randomSeed: Uint8Array;
  readonly defaultTags: Readonly<Record<string, string>>;
  /** What was checked last time; empty for a new resource. */
  readonly olds: Properties;
}

/** Adds what AWS would take by itself: defaults, a name, the provider's tags. */
function completed(row: Row, given: Properties, context: CheckContext): Properties {
  const defaults = Object.entries(row.inputs).flatMap(([name, { traits }]) =>
    given[name] === undefined && traits.default !== undefined ? [[name, traits.default] as const] : [],
  );
  const inputs: Record<string, Value> = { ...Object.fromEntries(defaults), ...given };
  const auto = row.autoName;
  if (auto !== undefined && inputs[auto.property] === undefined) {
    const suffix = auto.suffix?.(inputs) ?? "";
    inputs[auto.property] =
      context.olds[auto.property] ?? `${generatedName(context.resource, context.randomSeed)}${suffix}`;
    inputs[DEFAULTS_MARK] = [auto.property];
  }
  if (row.retag !== undefined) {
    const tags = inputs["tags"];
    inputs["tagsAll"] = isRecord(tags)
      ? { ...context.defaultTags, ...(tags as Properties) }
      : (tags ?? context.defaultTags);
  }
  return inputs;
}

/** The inputs that create, update and diff are given, and what is wrong with them. */
export function checkInputs(
  row: Row,
  news: Properties,
  context: CheckContext,
): { readonly inputs: Properties; readonly failures: readonly Failure[] } {
  const { tagsAll: _computed, ...given } = withoutMarks(news);
  const inputs = completed(row, row.retag === undefined ? withoutMarks(news) : given, context);
  const failures = checkFields(row.token, "", row.inputs, row.retag === undefined ? withoutMarks(news) : given);
  if (failures.length > 0 || holdsUnknown(inputs)) return { inputs, failures };
  const sentences = row.validate?.(inputs) ?? [];
  return { inputs, failures: sentences.map((reason) => ({ property: "", reason: `${row.token}: ${reason}` })) };
}
