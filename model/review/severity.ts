/** Severities of findings, the most severe first. */
export const SEVERITIES = ["critical", "high", "medium", "low"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** From which severity on findings stop a deployment: `high` stops at high and critical ones. */
export const REVIEW_THRESHOLDS = [...SEVERITIES, "never"] as const;
export type ReviewThreshold = (typeof REVIEW_THRESHOLDS)[number];

/** Whether a finding of this severity stops a deployment to a stage with this threshold. */
export function isStopping(severity: Severity, threshold: ReviewThreshold): boolean {
  return SEVERITIES.indexOf(severity) <= REVIEW_THRESHOLDS.indexOf(threshold) && threshold !== "never";
}
