import type { ListedEntry } from "../secrets/list";
import { cutList } from "../shortList";
import { count } from "./duration";
import { tableLines } from "./table";
import type { Colors } from "./terminal";
import { wrapText } from "./wrap";

/** Columns of a terminal that a list has to fit. */
const COLUMNS = 80;

/** Characters of a version that are shown: ids of Secrets Manager have 36. */
const VERSION_LENGTH = 8;

/** Parameters and secrets of a stage, without values. Several lines each: version and age; kind and time; readers. */
export function secretTable(entries: readonly ListedEntry[], colors: Colors): readonly string[] {
  const rows = entries.map((entry) => [
    entry.name,
    entry.version === null ? "-" : entry.version.slice(0, VERSION_LENGTH),
    ageCell(entry, colors),
  ]);
  const [title = "", ...lines] = tableLines(["name", "version", "age"], rows);
  return [
    title,
    ...lines.flatMap((line, index) => {
      const entry = entries[index];
      return entry === undefined
        ? [line]
        : [line, ...details(entry).flatMap((text) => colors.dim(wrapText(`  ${text}`, COLUMNS)).split("\n"))];
    }),
  ];
}

function ageCell({ ageDays, rotateAfterDays, kind, version }: ListedEntry, colors: Colors): string {
  if (version === null) return kind === "required" ? colors.red("missing") : "missing";
  if (ageDays === null) return "unknown";
  const text = `${String(ageDays)} d`;
  return rotateAfterDays !== null && ageDays > rotateAfterDays ? colors.red(text) : text;
}

function details(entry: ListedEntry): readonly string[] {
  const { kind, type, changedAt, rotateAfterDays, previous, readers, inEnvironmentOf } = entry;
  const facts = [
    kind,
    ...(type === null ? [] : [type === "secret" ? "Secrets Manager" : type]),
    ...(changedAt === null ? [] : [`changed ${changedAt.slice(0, 16).replace("T", " ")} UTC`]),
    ...(rotateAfterDays === null ? [] : [`rotate after ${String(rotateAfterDays)} d`]),
  ];
  return [
    facts.join(", "),
    ...(previous === null ? [] : [`previous value: ${previous}`]),
    ...(readers.length === 0 ? [] : [`read by ${cutList(readers, MAX_READERS)}`]),
    ...(inEnvironmentOf.length === 0
      ? []
      : [
          `value in the environment of ${count(inEnvironmentOf.length, "function")}: lambda:GetFunctionConfiguration shows it`,
        ]),
  ];
}

const MAX_READERS = 4;
