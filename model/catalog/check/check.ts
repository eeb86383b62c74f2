import { inOrder, type Finding } from "../finding";
import type { ParsedCatalog } from "../parse";
import type { Catalog } from "../schema";
import { RULES } from "./rules";

/** What is known of the backend's source. Absent: the rules that need it do not run. */
export interface SourceFacts {
  /** Handler folders that hold a Go main package: `users/get-me`. */
  readonly handlers: ReadonlySet<string>;
  /** Variables that each handler reads, its in-module packages included. */
  readonly reads: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What a rule is given besides the catalog. */
export interface RuleContext {
  /** Makes a finding at a part of the catalog. */
  find(path: readonly PropertyKey[], finding: Omit<Finding, "file" | "line" | "column">): Finding;
  readonly source: SourceFacts | null;
}

/** One class of defect: a pure function from the catalog to what it finds. */
export type Rule = (catalog: Catalog, context: RuleContext) => readonly Finding[];

/** Every defect of a catalog, in the files' order; those that its files accept with a reason are left out. */
export function checkCatalog(parsed: ParsedCatalog, source: SourceFacts | null): readonly Finding[] {
  const { catalog, findings, locate } = parsed;
  if (catalog === null) return findings;
  const context: RuleContext = { source, find: (path, finding) => ({ ...locate(path), ...finding }) };
  return inOrder(
    accepting(
      catalog,
      RULES.flatMap((rule) => rule(catalog, context)),
      context,
    ),
  );
}

/** Takes out what a service's file accepts; an acceptance of nothing is itself a finding. */
function accepting(catalog: Catalog, found: readonly Finding[], context: RuleContext): readonly Finding[] {
  const idle: Finding[] = [];
  const accepted = new Set<Finding>();
  for (const { service, accepted: entries } of Object.values(catalog.services)) {
    entries.forEach((entry, index) => {
      const path = ["services", service, "accepted", index];
      const { file } = context.find(path, EMPTY);
      const matching = found.filter(
        (finding) => finding.file === file && entry.finding === `${finding.code} ${finding.subject}`,
      );
      for (const finding of matching) accepted.add(finding);
      if (matching.length === 0) {
        idle.push(
          context.find(path, {
            code: "ACCEPTED_NOTHING",
            subject: entry.finding,
            reason: `nothing is found that "${entry.finding}" would accept`,
            remedy: 'Take it out, or write "CODE subject" as the finding has it.',
            severity: "error",
          }),
        );
      }
    });
  }
  return [...found.filter((finding) => !accepted.has(finding)), ...idle];
}

const EMPTY = { code: "", subject: "", reason: "", remedy: "", severity: "error" } as const;
