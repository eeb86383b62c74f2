import type { Finding } from "../finding";
import type { Path, RuleContext } from "./rule";

/** Reports an error. @param others further places that it concerns */
export function errorFinding(
  context: RuleContext,
  at: Path,
  code: string,
  subject: string,
  reason: string,
  remedy: string,
  others: readonly Path[] = [],
): Finding {
  return context.report(at, { code, subject, reason, remedy, severity: "error" }, others);
}
