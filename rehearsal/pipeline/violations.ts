import type { ViolationReport } from "../ministack/violationReport";

const MAX_SHOWN = 10;

/** `Requests that AWS's API models refuse: 0 of 3147`, and what they were. */
export function violationLines(report: Omit<ViolationReport, "seconds"> | null): readonly string[] {
  if (report === null) return [];
  const { checked, refused, errors, violations } = report;
  const shown = [...violations].sort((one, other) => other.count - one.count).slice(0, MAX_SHOWN);
  const hidden = violations.length - shown.length;
  return [
    `Requests that AWS's API models refuse: ${String(refused)} of ${String(checked)}`,
    ...shown.map(
      ({ service, operation, member, kind, constraint, count }) =>
        `  ${service} ${operation}: ${member} (${kind}${constraint === "" ? "" : `: ${constraint}`})${count === 1 ? "" : `, ${String(count)} times`}`,
    ),
    ...(hidden > 0 ? [`  and ${String(hidden)} others`] : []),
    ...(errors > 0 ? [`Requests that could not be checked: ${String(errors)}. See the log of the local AWS.`] : []),
  ];
}
