import { REVIEW_RULES } from "../../review/allRules";
import { ROUTE_PUBLIC } from "../../review/rules/publicRoutes";
import type { Finding } from "../finding";
import type { Catalog } from "../schema/catalog";
import type { Path, RuleContext } from "./rule";
import { SOURCE_ERRORS } from "./rules/sourceRules";

interface Suppression {
  readonly at: Path;
  /** Code and subject. */
  readonly finding: string;
}

/** Errors that can be suppressed. All warnings can be. */
const SUPPRESSIBLE_ERRORS = ["GRANT_UNUSED", "VARIABLE_UNSET", ...SOURCE_ERRORS];

/** Codes that require the backend's source or the stage files. */
const CODES_NEEDING_FACTS = [
  ...["HANDLER_MISSPELT", "HANDLER_UNUSED", "HANDLER_BROKEN", "VARIABLE_UNSET", "SETTING_MISSING"],
  ...SOURCE_ERRORS,
];

/** Removes suppressed findings. Unused and disallowed suppressions become findings. */
export function applySuppressions(
  catalog: Catalog,
  found: readonly Finding[],
  context: RuleContext,
): readonly Finding[] {
  const outcomes = suppressionsOf(catalog).map((suppression) => ({
    acceptance: suppression,
    matching: found.filter((finding) => matches(context, suppression, finding)),
  }));
  const suppressed = new Set(outcomes.flatMap(({ matching }) => matching.filter(isSuppressible)));
  const problems = outcomes.flatMap(({ acceptance: suppression, matching }) => {
    if (matching.some(isSuppressible)) return [];
    return matching.length > 0
      ? [refusedSuppression(context, suppression)]
      : unusedSuppression(context, suppression, found);
  });
  return [...found.filter((finding) => !suppressed.has(finding)), ...problems];
}

function suppressionsOf({ services, data, events }: Catalog): readonly Suppression[] {
  const files = [
    { at: ["data"], entries: data.accepted },
    { at: ["events"], entries: events.accepted },
    ...Object.values(services).map(({ service, accepted: suppressed }) => ({
      at: ["services", service],
      entries: suppressed,
    })),
  ];
  return files.flatMap(({ at, entries }) =>
    entries.map(({ finding }, index) => ({ at: [...at, "accepted", index], finding })),
  );
}

/**
 * A suppression applies only to findings with a position in its own file. Any position counts, because the newest of
 * several changes with each commit.
 */
function matches(context: RuleContext, { at, finding }: Suppression, found: Finding): boolean {
  const { code, subject, file, also = [], alsoSubjects = [] } = found;
  const { file: ownFile } = context.report(at, EMPTY_FINDING);
  return (
    [subject, ...alsoSubjects].some((one) => finding === `${code} ${one}`) &&
    [file, ...also.map((place) => place.file)].includes(ownFile)
  );
}

const EMPTY_FINDING = { code: "", subject: "", reason: "", remedy: "", severity: "error" } as const;

function isSuppressible({ code, severity }: Finding): boolean {
  return severity === "warning" || SUPPRESSIBLE_ERRORS.includes(code);
}

function refusedSuppression(context: RuleContext, { at, finding }: Suppression): Finding {
  const reason = `"${finding}" cannot be suppressed: a deployment would fail or cause damage`;
  const remedy = "Fix the error and remove the suppression.";
  return context.report(at, { code: "ACCEPTED_REFUSED", subject: finding, reason, remedy, severity: "error" });
}

/** Codes of the security review of a plan: only a preview knows whether there is such a finding. */
const REVIEW_CODES = REVIEW_RULES.map(({ code }) => code).filter((code) => code !== ROUTE_PUBLIC);

/** An unknown name may refer to any resource of its kind, so resources of that kind are not reported as unused. */
const UNCERTAIN_CODES = ["REFERENCE_UNKNOWN", "REFERENCE_INVALID", "GRANT_INVALID"];

/** Codes that are not reported while there is a finding of UNCERTAIN_CODES. */
const HIDDEN_WHILE_UNCERTAIN = ["DATA_UNUSED", "GRANT_UNUSED"];

function unusedSuppression(
  context: RuleContext,
  { at, finding }: Suppression,
  found: readonly Finding[],
): readonly Finding[] {
  const [code = ""] = finding.split(" ");
  if (REVIEW_CODES.includes(code)) return [];
  if (HIDDEN_WHILE_UNCERTAIN.includes(code) && found.some((other) => UNCERTAIN_CODES.includes(other.code))) return [];
  const complete = context.isComplete && context.source !== null && context.settings !== null;
  if (!complete && (CODES_NEEDING_FACTS.includes(code) || !context.isComplete)) return [];
  const reason = `unused suppression "${finding}"`;
  const remedy = 'Remove it, or write "CODE subject" exactly as in the finding.';
  return [context.report(at, { code: "ACCEPTED_NOTHING", subject: finding, reason, remedy, severity: "error" })];
}
