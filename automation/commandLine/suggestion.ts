import { nearestName } from "../../model/nearestName";

/** Commands of other tools, and the command here that does the same. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ["deploy", "up"],
  ["apply", "up"],
  ["release", "up"],
  ["ship", "up"],
  ["update", "up"],
  ["diff", "preview"],
  ["plan", "preview"],
  ["lint", "check"],
  ["validate", "check"],
  ["test", "verify"],
  ["history", "releases"],
  ["revert", "rollback"],
  ["undo", "rollback"],
  ["stop", "cancel"],
  ["abort", "cancel"],
  ["unlock", "cancel"],
  ["drift", "refresh"],
  ["thaw", "unfreeze"],
  ["tail", "logs"],
  ["init", "bootstrap"],
  ["setup", "bootstrap"],
  ["parameters", "secrets"],
  ["delete", "destroy"],
  ["down", "destroy"],
  ["remove", "destroy"],
]);

/** Suggested only for a word that begins the same, not for one that is merely similar. */
const DESTRUCTIVE_COMMANDS: ReadonlySet<string> = new Set(["destroy", "cancel", "rollback", "restore-state"]);

/** Letters at the start of a destructive command that have to match. */
const MATCHING_PREFIX_LENGTH = 3;

/** The command that an unknown word probably means; null where none is similar. */
export function suggestedCommand(word: string, commands: readonly string[]): string | null {
  const synonym = SYNONYMS.get(word.toLowerCase());
  if (synonym !== undefined) return synonym;
  if (word.length > 64) return null;
  const canSuggest = (name: string): boolean =>
    !DESTRUCTIVE_COMMANDS.has(name) || name.slice(0, MATCHING_PREFIX_LENGTH) === word.slice(0, MATCHING_PREFIX_LENGTH);
  const safeSynonyms = [...SYNONYMS].flatMap(([other, name]) => (DESTRUCTIVE_COMMANDS.has(name) ? [] : [other]));
  const found = nearestName(word, [...commands.filter(canSuggest), ...safeSynonyms]);
  return found === null ? null : (SYNONYMS.get(found) ?? found);
}
