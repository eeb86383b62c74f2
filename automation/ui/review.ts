import type { Review, ReviewFinding } from "../../model/review/review";
import { SEVERITIES } from "../../model/review/severity";
import { count } from "./duration";

/** `1 critical, 3 high`; empty without findings. */
export function countBySeverity(findings: readonly ReviewFinding[]): string {
  return SEVERITIES.flatMap((severity) => {
    const number = findings.filter((one) => one.severity === severity).length;
    return number === 0 ? [] : [`${String(number)} ${severity}`];
  }).join(", ");
}

/** Findings grouped by code: one line for each, and one remedy for each code. */
export function findingLines(findings: readonly ReviewFinding[]): readonly string[] {
  const codes = [...new Set(findings.map(({ code }) => code))];
  return codes.flatMap((code) => {
    const own = findings.filter((one) => one.code === code);
    return [
      ...own.map(({ severity, subject, reason }) => `  ${severity.padEnd(8)} ${code} ${subject}: ${reason}`),
      ...own.slice(0, 1).map(({ remedy }) => `           ${remedy}`),
    ];
  });
}

/** The line of a preview. `Security review of 495 resources: 2 high; 18 accepted in the catalog` */
export function reviewSummary({ findings, resources, accepted, notReviewed }: Review): string {
  const parts = [
    findings.length === 0 ? "no findings" : countBySeverity(findings),
    ...(accepted === 0 ? [] : [`${String(accepted)} accepted in the catalog`]),
    ...(notReviewed.length === 0 ? [] : [`${count(notReviewed.length, "policy", "policies")} not known yet`]),
  ];
  return `Security review of ${count(resources, "resource")}: ${parts.join("; ")}`;
}

/** The findings of a review as a part of a Markdown comment. */
export function reviewMarkdown(review: Review): readonly string[] {
  if (review.findings.length === 0) return [];
  return [
    `<details><summary>${reviewSummary(review)}</summary>`,
    "",
    "| severity | finding | reason | remedy |",
    "|---|---|---|---|",
    ...review.findings.map(
      ({ severity, code, subject, reason, remedy }) =>
        `| ${severity} | \`${code} ${subject}\` | ${cell(reason)} | ${cell(remedy)} |`,
    ),
    "",
    "</details>",
    "",
  ];
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
