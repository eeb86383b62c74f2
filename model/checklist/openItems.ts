import type { Checklist, ChecklistEntry } from "./checklist";
import type { ChecklistItem } from "./items";

/** Required items that have not passed. */
export function openItems(
  checklist: Checklist,
  required: readonly ChecklistItem[],
): readonly (ChecklistEntry & { readonly item: ChecklistItem })[] {
  return required.flatMap((item) => {
    const entry = checklist[item] ?? { state: "unknown", evidence: "not checked", at: 0 };
    return entry.state === "passed" ? [] : [{ item, ...entry }];
  });
}
