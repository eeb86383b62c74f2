import { EXIT, type ExitCode } from "../../model/errors";
import type { ViolationReport } from "../ministack/violationReport";

const MAX_LISTED = 10;

/** `Requests that AWS's API models refuse: 0 of 3147`, and what they were. */
export function violationLines(report: Omit<ViolationReport, "seconds" | "deferred"> | null): readonly string[] {
  if (report === null) return [];
  const { checked, refused, errors, violations } = report;
  const listed = [...violations].sort((one, other) => other.count - one.count).slice(0, MAX_LISTED);
  const hidden = violations.length - listed.length;
  return [
    `Requests that AWS's API models refuse: ${String(refused)} of ${String(checked)}`,
    ...listed.map(
      ({ service, operation, member, kind, constraint, count }) =>
        `  ${service} ${operation}: ${member} (${kind}${constraint === "" ? "" : `: ${constraint}`})${count === 1 ? "" : `, ${String(count)} times`}`,
    ),
    ...(hidden > 0 ? [`  and ${String(hidden)} others`] : []),
    ...(refused > 0 ? ["The rehearsal failed: on AWS, these requests would end a deployment or break a handler."] : []),
    ...(errors > 0 ? [`Requests that could not be checked: ${String(errors)}. See the log of the local AWS.`] : []),
  ];
}

/** A rehearsal fails where AWS would reject or deny a request. Temporary rejections, which callers retry, do not count. */
export function rehearsalExit(
  report: Pick<ViolationReport, "refused"> | null,
  denials: readonly object[] | null = null,
): ExitCode {
  return (report?.refused ?? 0) + (denials?.length ?? 0) > 0 ? EXIT.failed : EXIT.done;
}

/** What was added to an earlier report: a local AWS that was running already has counted for others before. */
export function violationsSince(before: ViolationReport | null, now: ViolationReport | null): ViolationReport | null {
  if (before === null || now === null) return now;
  const earlier = new Map(before.violations.map((one) => [keyOf(one), one.count]));
  return {
    checked: now.checked - before.checked,
    refused: now.refused - before.refused,
    deferred: now.deferred - before.deferred,
    errors: now.errors - before.errors,
    seconds: now.seconds - before.seconds,
    violations: now.violations
      .map((one) => ({ ...one, count: one.count - (earlier.get(keyOf(one)) ?? 0) }))
      .filter(({ count }) => count > 0),
  };
}

function keyOf({ count: _count, ...one }: ViolationReport["violations"][number]): string {
  return JSON.stringify(one);
}
