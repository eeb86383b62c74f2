import type { z } from "zod";

/** The valid part of a file. */
export interface ValidEntries<T> {
  readonly value: T;
  /** Names of entries that were removed, completely or in part: other findings about them may be consequences. */
  readonly invalidEntries: readonly string[];
}

/** Limit for files of another kind, which have very many errors. */
const MAX_ROUNDS = 20;

/** Depth of `tables.users`; anything above is a section. */
const ENTRY_DEPTH = 2;

/**
 * Removes invalid parts until the schema accepts the rest, so that the rest can be checked: unknown keys, then invalid
 * keys, then the entries that contain them.
 * @returns null if a whole section would have to be removed
 */
export function validEntries<T>(value: unknown, schema: z.ZodType<T>): ValidEntries<T> | null {
  const rest: unknown = structuredClone(value);
  const invalidEntries = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const result = schema.safeParse(rest);
    if (result.success) return { value: result.data, invalidEntries: [...invalidEntries] };
    const issues = result.error.issues;
    const paths = [...new Map(issues.map((issue) => [JSON.stringify(issue.path.map(String)), issue])).values()];
    for (const issue of paths) {
      if (issue.code === "unrecognized_keys") {
        for (const key of issue.keys) remove(rest, [...issue.path, key]);
        continue;
      }
      const path = removablePath(rest, issue.path);
      if (path === null) return null;
      remove(rest, path);
      invalidEntries.add(String(path[ENTRY_DEPTH - 1]));
    }
  }
  return null;
}

/** Path of the invalid key; if a key is missing, of the entry that lacks it. */
function removablePath(value: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] | null {
  for (let depth = path.length; depth >= ENTRY_DEPTH; depth -= 1) {
    const part = path.slice(0, depth);
    if (exists(value, part)) return part;
  }
  return null;
}

function exists(value: unknown, path: readonly PropertyKey[]): boolean {
  const parent = parentOf(value, path);
  return parent !== null && Object.hasOwn(parent, path.at(-1) ?? "");
}

function parentOf(value: unknown, path: readonly PropertyKey[]): object | null {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>(
      (within, part) =>
        typeof within === "object" && within !== null && Object.hasOwn(within, part)
          ? (within as Record<PropertyKey, unknown>)[part]
          : undefined,
      value,
    );
  return typeof parent === "object" && parent !== null ? parent : null;
}

function remove(value: unknown, path: readonly PropertyKey[]): void {
  const parent = parentOf(value, path);
  const key = path.at(-1);
  if (parent === null || key === undefined) return;
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else Reflect.deleteProperty(parent, key);
}
