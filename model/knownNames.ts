import { DeployError } from "./errors";
import { nearestName } from "./nearestName";

/** A name longer than any is near to none, and is not compared letter by letter. */
const MAX_COMPARED_LENGTH = 64;

/** So many names are printed where a choice is asked for. */
const MAX_LISTED_NAMES = 60;

/**
 * Refuses names that somebody gave and that are not there, with the nearest one.
 * @param what what they are called in the message: `service`
 * @throws DeployError USAGE
 */
export function requireKnownNames(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = [...new Set(names)].filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const listed = [...known].sort();
  const more = listed.length - MAX_LISTED_NAMES;
  throw new DeployError(
    "USAGE",
    `${unknown.map((name) => unknownName(what, name, known)).join(" ")} Nothing was changed.`,
    known.length === 0
      ? `There is no ${what} at all.`
      : `There are: ${listed.slice(0, MAX_LISTED_NAMES).join(", ")}${more > 0 ? `, and ${String(more)} more` : ""}.`,
  );
}

function unknownName(what: string, name: string, known: readonly string[]): string {
  const close = name.length > MAX_COMPARED_LENGTH ? null : nearestName(name, known);
  return `There is no ${what} "${name}".${close === null ? "" : ` Did you mean "${close}"?`}`;
}
