/** Values that steps put into their requests, by name. */
export type Variables = ReadonlyMap<string, string>;

const REFERENCE = /\{\{([A-Za-z0-9]+)\}\}/g;

/** Names of the variables in a text. */
export function variableNames(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].map(([, name = ""]) => name);
}

/** Replaces the `{{variables}}` of a text. @param encode escapes a value, as in a path */
export function fill(text: string, variables: Variables, encode: (value: string) => string = String): string {
  return text.replace(REFERENCE, (whole, name: string) => {
    const value = variables.get(name);
    return value === undefined ? whole : encode(value);
  });
}

/** Whether all variables of a text are known. */
export function isFillable(text: string, variables: Variables): boolean {
  return variableNames(text).every((name) => variables.has(name));
}

/** Replaces the `{{variables}}` of a value, at any depth. */
export function fillAll(value: unknown, variables: Variables): unknown {
  if (typeof value === "string") return fill(value, variables);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => fillAll(one, variables));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, fillAll(one, variables)]));
}

/**
 * A value of a response: `data.items.0.tagId`.
 * @returns a string, number or boolean as text; undefined where there is none
 */
export function pick(json: unknown, path: string): string | undefined {
  return pickAll(json, path)[0];
}

/** Like `pick`; `*` in the path is every element of a list or value of an object. Empty where there is none. */
export function pickAll(json: unknown, path: string): readonly (string | undefined)[] {
  return path
    .split(".")
    .reduce<readonly unknown[]>((all, part) => all.flatMap((within) => partsOf(within, part)), [json])
    .map(scalarText);
}

function partsOf(within: unknown, part: string): readonly unknown[] {
  if (typeof within !== "object" || within === null) return [undefined];
  if (Object.hasOwn(within, part)) return [(within as Record<string, unknown>)[part]];
  return part === "*" ? Object.values(within) : [undefined];
}

function scalarText(found: unknown): string | undefined {
  return typeof found === "string" || typeof found === "number" || typeof found === "boolean"
    ? String(found)
    : undefined;
}
