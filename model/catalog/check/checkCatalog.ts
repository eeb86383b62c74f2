import { sortFindings, type Finding } from "../finding";
import type { ParsedCatalog } from "../parse/parseCatalog";
import { applySuppressions } from "./suppressions";
import { ageOf, attributeFindings } from "./attribution";
import { missingHandlers } from "./rules/functions/handlers";
import type { Facts, Path, RuleContext } from "./rule";
import { RULES } from "./rules/allRules";

/** Facts if only the catalog's files are available. */
const NO_FACTS: Facts = { source: null, settings: null, changed: [] };

/**
 * All findings of a catalog without suppressed ones, by file and line. If a service is invalid, the others are still
 * checked.
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

/** Whether a finding mentions an entry that was removed as invalid, and may be only a consequence. */
function isConsequence({ subject, reason, remedy }: Finding, damaged: readonly string[]): boolean {
  const words = new Set(`${subject} ${reason} ${remedy}`.split(/[^A-Za-z0-9_.-]+/));
  return damaged.some((name) => words.has(name));
}

/** Functions without handler in the backend's source, as findings: information, not errors. */
export function functionsWithoutHandler(parsed: ParsedCatalog, facts: Facts): readonly Finding[] {
  return parsed.partial === null ? [] : missingHandlers(parsed.partial, contextOf(parsed, facts));
}

function contextOf({ catalog, locate, fileOf }: ParsedCatalog, facts: Facts): RuleContext {
  return {
    ...facts,
    isComplete: catalog !== null,
    report: (path, finding, others = []) => ({
      ...locate(path),
      ...finding,
      ...(others.length === 0 ? {} : { also: others.map(locate) }),
    }),
    oldestFirst: (entries) => {
      const age = ({ at }: { readonly at: Path }): number =>
        facts.changed.some((lines) => lines.has(fileOf(at))) ? ageOf(locate(at), facts.changed) : facts.changed.length;
      const aged = entries.map((entry) => ({ entry, age: age(entry) }));
      return aged.sort((a, b) => b.age - a.age).map(({ entry }) => entry);
    },
  };
}
