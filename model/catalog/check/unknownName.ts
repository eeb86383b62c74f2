import { nearestName } from "../../nearestName";

/** A longer name is near to none, and is not compared letter by letter. */
const MAX_COMPARED_LENGTH = 64;

/** So many names are listed where none is near. */
const MAX_LISTED_NAMES = 15;

/**
 * What to do about a name that the catalog does not have: the nearest one, or those there are.
 * @param written a name as the catalog writes it there: `table:users`
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
