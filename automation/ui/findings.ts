import { utcTime } from "../../model/time";
import type { Finding } from "../preflight/finding";
import type { FindingChange } from "../preflight/watch";
import type { Colors } from "./terminal";
import { wrapText } from "./wrap";

/** Columns of a terminal that the table has to fit. */
const COLUMNS = 80;
/** Mark, and two spaces. */
const MARK_WIDTH = 2;

/** A table: mark, code of what was found (the title where nothing was), text; and below it the remedy. */
export function findingLines(findings: readonly Finding[], colors: Colors): readonly string[] {
  const marks: Readonly<Record<Finding["status"], string>> = {
    ok: colors.green("✔"),
    warn: colors.yellow("!"),
    fail: colors.red("✖"),
    "not-available": colors.dim("·"),
  };
  const width = Math.max(...findings.map((finding) => labelOf(finding).length)) + 2;
  const indent = " ".repeat(MARK_WIDTH + width);
  return findings.flatMap((finding) => {
    const { status, detail, remedy } = finding;
    const text = [
      ...linesOf(detail, COLUMNS - indent.length),
      ...(remedy === "" || status === "ok" ? [] : linesOf(`→ ${remedy}`, COLUMNS - indent.length)),
    ];
    const [first = "", ...others] = text;
    return [`${marks[status]} ${labelOf(finding).padEnd(width)}${first}`, ...others.map((line) => `${indent}${line}`)];
  });
}

function labelOf({ code, title }: Finding): string {
  return code ?? title;
}

/** A command is not broken: it has to be pasted in one piece. */
function linesOf(text: string, columns: number): readonly string[] {
  return wrapText(text, columns).split("\n");
}

/** One line for each change, and its remedy below it. @param at Unix ms */
export function changeLines(changes: readonly FindingChange[], at: number, colors: Colors): readonly string[] {
  return changes.flatMap(({ change, finding: { code, title, detail, remedy, status } }) => {
    const time = colors.dim(utcTime(at));
    const name = code ?? title;
    if (change === "resolved") return [`${time} ${colors.green("✔")} ${name} resolved: ${title}`];
    const mark = status === "fail" ? colors.red("✖") : colors.yellow("!");
    return [`${time} ${mark} ${name}: ${detail}`, ...(remedy === "" ? [] : [`  → ${remedy}`])];
  });
}

/** The same for programs. @param at Unix ms */
export function changeObjects(changes: readonly FindingChange[], at: number): readonly object[] {
  const time = new Date(at).toISOString();
  return changes.map(({ change, finding }) => ({ version: 1, time, change, ...finding }));
}
