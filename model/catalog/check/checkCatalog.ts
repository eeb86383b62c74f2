import { sortFindings, type Finding } from "../finding";
import type { ParsedCatalog } from "../parse/parseCatalog";
import { applySuppressions } from "./suppressions";
import { ageOf, attributeFindings } from "./attribution";
import { missingHandlers } from "./rules/functions/handlers";
import type { Facts, RuleContext } from "./rule";
import { RULES } from "./rules/allRules";

/** Where only the catalog's own files are known. */
export const NO_FACTS: Facts = { source: null, settings: null, changed: [] };

/**
 * Every defect of a catalog, in the files' order; what its files accept with a reason is left out. Where a service
 * could not be read, the others are checked all the same.
 */
export function checkCatalog(parsed: ParsedCatalog, facts: Facts = NO_FACTS): readonly Finding[] {
  const { partial, findings } = parsed;
  if (partial === null) return sortFindings(attributeFindings(findings, facts.changed));
  const context = contextOf(parsed, facts);
  const found = RULES.flatMap(({ check }) => check(partial, context)).filter(
    (finding) => !isConsequence(finding, parsed.invalidEntries),
  );
  return sortFindings(attributeFindings([...findings, ...applySuppressions(partial, found, context)], facts.changed));
}

/** What names an entry that was left out for its form says nothing of the line that it stands on. */
function isConsequence({ subject, reason, remedy }: Finding, damaged: readonly string[]): boolean {
  const words = new Set(`${subject} ${reason} ${remedy}`.split(/[^A-Za-z0-9_.-]+/));
  return damaged.some((name) => words.has(name));
}

/** Functions that the backend's source has no handler for: no defects, and good to know. */
export function functionsWithoutHandler(parsed: ParsedCatalog, facts: Facts): readonly Finding[] {
  return parsed.partial === null ? [] : missingHandlers(parsed.partial, contextOf(parsed, facts));
}

function contextOf({ catalog, locate }: ParsedCatalog, facts: Facts): RuleContext {
  return {
    ...facts,
    isComplete: catalog !== null,
    report: (path, finding, others = []) => ({
      ...locate(path),
      ...finding,
      ...(others.length === 0 ? {} : { also: others.map(locate) }),
    }),
    oldestFirst: (entries) =>
      [...entries].sort((a, b) => ageOf(locate(b.at), facts.changed) - ageOf(locate(a.at), facts.changed)),
  };
}
