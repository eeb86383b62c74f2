import { nearest } from "../../model/nearest";

/** Words of other tools, and the command that does the same here. */
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

/** These are named only to somebody who began to type them: nobody is led to them by a word that looks similar. */
const DESTRUCTIVE: ReadonlySet<string> = new Set(["destroy", "cancel", "rollback", "restore-state"]);

/** Letters of a destructive command that must be right. */
const SAME_START = 3;

/** The command that an unknown word may mean; null where none is close. */
export function suggestedCommand(word: string, commands: readonly string[]): string | null {
  const synonym = SYNONYMS.get(word.toLowerCase());
  if (synonym !== undefined) return synonym;
  if (word.length > 64) return null;
  const isNear = (name: string): boolean =>
    !DESTRUCTIVE.has(name) || name.slice(0, SAME_START) === word.slice(0, SAME_START);
  const harmless = [...SYNONYMS].flatMap(([other, name]) => (DESTRUCTIVE.has(name) ? [] : [other]));
  const found = nearest(word, [...commands.filter(isNear), ...harmless]);
  return found === null ? null : (SYNONYMS.get(found) ?? found);
}
