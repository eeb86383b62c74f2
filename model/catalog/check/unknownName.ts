import { nearestName } from "../../nearestName";

/** Longer names match no known name and are not compared. */
const MAX_COMPARED_LENGTH = 64;

/** Names listed if none is near. */
const MAX_LISTED_NAMES = 15;

/**
 * Remedy for an unknown name: the nearest known name, or a list of them.
 * @param written formats a name as in the catalog: `table:users`
 */
export function unknownNameRemedy(
  name: string,
  known: readonly string[],
  written: (name: string) => string = String,
): string {
  const close = name.length > MAX_COMPARED_LENGTH ? null : nearestName(name, known);
  if (close !== null) return `Did you mean "${written(close)}"?`;
  if (known.length === 0) return "Add it to the catalog.";
  const listed = known.slice(0, MAX_LISTED_NAMES).map(written).join(", ");
  const more = known.length - MAX_LISTED_NAMES;
  return `Add it to the catalog, or name one of: ${listed}${more > 0 ? `, and ${String(more)} more` : ""}.`;
}
