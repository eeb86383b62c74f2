import type { Definition } from "typescript-json-schema";

type Definitions = Readonly<Record<string, Definition>>;

const REFERENCE = "#/definitions/";

/** A definition has a name where its type has one: `Pick<…>` and a type without a name are written out where they are used. */
const NAME = /^\w+$/;

/**
 * Definitions that a schema uses, by name and in the order of their names.
 * @param roots names that the schema itself uses
 */
export function usedDefinitions(definitions: Definitions, roots: readonly string[]): Definitions {
  const used = new Map<string, Definition>();
  const add = (name: string): void => {
    if (used.has(name)) return;
    used.set(name, {});
    used.set(name, writtenOut(definitions[name] ?? {}, definitions, add) as Definition);
  };
  roots.forEach(add);
  return Object.fromEntries([...used].sort(([one], [other]) => (one < other ? -1 : 1)));
}

function writtenOut(node: unknown, definitions: Definitions, add: (name: string) => void): unknown {
  if (Array.isArray(node)) return node.map((one) => writtenOut(one, definitions, add));
  if (typeof node !== "object" || node === null) return node;
  const { $ref, ...others } = node as { readonly $ref?: unknown };
  if (typeof $ref === "string" && $ref.startsWith(REFERENCE)) {
    const name = decodeURIComponent($ref.slice(REFERENCE.length));
    if (!NAME.test(name)) return { ...(writtenOut(definitions[name], definitions, add) as object), ...others };
    add(name);
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, writtenOut(value, definitions, add)]));
}
