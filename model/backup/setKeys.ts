import { DeployError } from "../errors";
import type { StageName } from "../stage/name";

/** Prefix of the sets of a stage in the backups bucket. */
export function setsPrefix(stage: StageName): string {
  return `sets/${stage}/`;
}

/** Prefix of the files of a set. */
export function setPrefix(stage: StageName, id: number): string {
  return `${setsPrefix(stage)}${String(id)}/`;
}

/** Keys of a set's own files. */
export const SET_FILES = {
  started: "started.json",
  manifest: "manifest.json",
  record: "release.json",
  state: "state.json.gz",
  parameters: "parameters.encrypted",
} as const;

/** Record of a restore that has used a set. */
export function restoreUseKey(stage: StageName, id: number, target: StageName, release: number): string {
  return `${setPrefix(stage, id)}restores/${target}-${String(release)}.json`;
}

/** Id of the set whose file a key is; null: it is none. */
export function setIdOf(stage: StageName, key: string): number | null {
  const prefix = setsPrefix(stage);
  const id = key.startsWith(prefix) ? /^([1-9]\d{8,10})\//.exec(key.slice(prefix.length))?.[1] : undefined;
  return id === undefined ? null : Number(id);
}

/** Parses the id of a set. @throws DeployError USAGE */
export function parseSetId(text: string): number {
  if (/^[1-9]\d{8,10}$/.test(text)) return Number(text);
  throw new DeployError(
    "USAGE",
    `"${text}" is not the id of a backup set. An id is the start of the backup in Unix seconds, such as 1704067200.`,
    "List the sets: `bin/deploy dr list <stage>`.",
  );
}
