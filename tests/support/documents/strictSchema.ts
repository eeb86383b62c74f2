/**
 * A schema that refuses keys it does not name, at every depth. The published schemas accept them: keys may be added.
 * @param schema of draft 7; the result is of draft 2019-09
 */
export function strictSchema({ $schema: _draft, ...schema }: Readonly<Record<string, unknown>>): object {
  return closed(schema) as object;
}

/** Keywords whose value is a schema that a value of its own is held to. */
const SCHEMA_OF_VALUE = new Set(["items", "additionalProperties"]);

/** Keywords that say what the keys of an object are. */
const KEYS = ["properties", "allOf", "anyOf", "$ref"];

function closed(node: unknown): unknown {
  const parts = withClosedParts(node);
  if (typeof parts !== "object" || parts === null || !KEYS.some((key) => key in parts)) return parts;
  return { ...parts, unevaluatedProperties: false };
}

/** Members of `allOf` and `anyOf` and definitions stay open: each names a part of the keys of one object. */
function withClosedParts(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withClosedParts);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]: [string, unknown]) => {
      if (key === "properties") return [key, mapValues(value as object, closed)];
      if (key === "definitions") return [key, mapValues(value as object, withClosedParts)];
      return [key, SCHEMA_OF_VALUE.has(key) ? closed(value) : withClosedParts(value)];
    }),
  );
}

function mapValues(parts: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, change(part)]));
}
