import type { RestoreUse } from "../../model/backup/set";
import { utcTime } from "../../model/time";
import type { RecoveryNight } from "../backup/recoveryPoints";
import type { ListedSet } from "../backup/listSets";
import { count } from "./duration";
import { sizeText } from "./prune";
import { age } from "./releases";
import { tableLines } from "./table";
import type { Colors } from "./terminal";

/** The backup sets of a stage, newest first; a second line says what is wrong with one, and its last restore. */
export function setLines(stage: string, sets: readonly ListedSet[], now: number, colors: Colors): readonly string[] {
  if (sets.length === 0) return [`${stage} has no backup sets. Make one: \`bin/deploy dr backup ${stage}\``];
  const rows = sets.map((set) => [
    String(set.id),
    utcTime(set.id * 1_000),
    age(now - set.id),
    sizeText(set.bytes),
    set.way ?? "",
    set.completeness === "complete" ? colors.green("complete") : colors.red(set.completeness),
  ]);
  const [title = "", ...lines] = tableLines([`${stage}: set`, "UTC", "age", "size", "way", ""], rows);
  return [title, ...lines.flatMap((line, index) => [line, ...detailsOf(sets[index], colors)])];
}

/** Recovery points of AWS Backup, a row for each night. */
export function nightLines(nights: readonly RecoveryNight[], now: number, colors: Colors): readonly string[] {
  if (nights.length === 0) return [];
  const rows = nights.map(({ startedAt, tables, bytes, completeness }) => [
    utcTime(startedAt * 1_000),
    age(now - startedAt),
    count(tables.length, "table"),
    sizeText(bytes),
    completeness === "complete" ? colors.green(completeness) : colors.red(completeness),
  ]);
  return tableLines(["AWS Backup: UTC", "age", "tables", "size", ""], rows);
}

function detailsOf(set: ListedSet | undefined, colors: Colors): readonly string[] {
  if (set === undefined) return [];
  const { problem, items, release, restores } = set;
  const facts = [
    ...(items === null ? [] : [count(items, "item")]),
    ...(release === null ? [] : [`release ${String(release)}`]),
    ...lastRestore(restores),
  ];
  return [
    ...(problem === null ? [] : [colors.red(`   ${problem}`)]),
    ...(facts.length === 0 ? [] : [colors.dim(`   ${facts.join(", ")}`)]),
  ];
}

function lastRestore([last]: readonly RestoreUse[]): readonly string[] {
  if (last === undefined) return ["never restored"];
  return [`restored into ${last.target} at ${utcTime(last.at * 1_000)}: ${last.outcome}`];
}
