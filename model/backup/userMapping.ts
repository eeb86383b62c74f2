/*
 * Cognito gives each user that is created again a new id (`sub`), and items refer to users by it. A restore replaces the ids in
 * all items, and compares them under the same mapping.
 */

/** New id by old id. */
export type UserMapping = ReadonlyMap<string, string>;

/** Cognito's ids are random UUIDs, in lower case. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** A text with every known id replaced. An id is random, so what equals one refers to that user. */
export function withMappedUsers(text: string, mapping: UserMapping): string {
  return mapping.size === 0 ? text : text.replace(UUID, (id) => mapping.get(id) ?? id);
}

/** Old id by new id: for a failback. */
export function reversedMapping(mapping: UserMapping): UserMapping {
  return new Map([...mapping].map(([old, current]) => [current, old]));
}
