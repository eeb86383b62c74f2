import type { Checklist, ChecklistEntry } from "../../model/checklist/checklist";
import { CHECKLIST, CHECKLIST_ITEMS } from "../../model/checklist/items";
import type { Colors } from "./terminal";

/** One line for each item, in order. @param required items that stop a deployment of the stage */
export function checklistLines(checklist: Checklist, required: readonly string[], colors: Colors): readonly string[] {
  const marks: Readonly<Record<ChecklistEntry["state"], string>> = {
    passed: colors.green("✔"),
    failed: colors.red("✖"),
    unknown: colors.yellow("?"),
  };
  return CHECKLIST_ITEMS.flatMap((item) => {
    const entry = checklist[item];
    if (entry === undefined) return [];
    const { state, evidence } = entry;
    return [`${marks[state]} ${CHECKLIST[item].title}${required.includes(item) ? " (required)" : ""}: ${evidence}`];
  });
}

/** `3 passed, 1 failed (alarms), 1 unknown (tests)` */
export function checklistSummary(checklist: Checklist): string {
  const of = (state: ChecklistEntry["state"]): readonly string[] =>
    CHECKLIST_ITEMS.filter((item) => checklist[item]?.state === state);
  return (["passed", "failed", "unknown"] as const)
    .flatMap((state) => {
      const items = of(state);
      if (items.length === 0) return [];
      return [`${String(items.length)} ${state}${state === "passed" ? "" : ` (${items.join(", ")})`}`];
    })
    .join(", ");
}
