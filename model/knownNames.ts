import { DeployError } from "./errors";
import { nearestName } from "./nearestName";

/** Longer names match no known name and are not compared. */
const MAX_COMPARED_LENGTH = 64;

/** Names printed in an error message. */
const MAX_LISTED_NAMES = 60;

/**
 * Rejects unknown names and suggests the nearest known ones.
 * @param what noun for the message: `service`
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
