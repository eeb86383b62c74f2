/** Values that steps put into their requests, by name. */
export type Variables = ReadonlyMap<string, string>;

const REFERENCE = /\{\{([A-Za-z0-9]+)\}\}/g;

/** Names that a text refers to. */
export function namesIn(text: string): readonly string[] {
  return [...text.matchAll(REFERENCE)].map(([, name = ""]) => name);
}

/** A text with its `{{variables}}`. @param encode how a value is written there: a path wants it escaped */
export function fill(text: string, variables: Variables, encode: (value: string) => string = String): string {
  return text.replace(REFERENCE, (whole, name: string) => {
    const value = variables.get(name);
    return value === undefined ? whole : encode(value);
  });
}

/** Whether all that a text refers to is known. */
export function isFillable(text: string, variables: Variables): boolean {
  return namesIn(text).every((name) => variables.has(name));
}

/**
 * A part of an answer: `data.items.0.tagId`.
 * @returns undefined where it is not there; text and numbers as text
 */
export function pick(json: unknown, path: string): string | undefined {
  const found = path
    .split(".")
    .reduce<unknown>(
      (within, part) =>
        typeof within === "object" && within !== null && Object.hasOwn(within, part)
          ? (within as Record<string, unknown>)[part]
          : undefined,
      json,
    );
  return typeof found === "string" || typeof found === "number" || typeof found === "boolean"
    ? String(found)
    : undefined;
}
