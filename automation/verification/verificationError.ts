import type { CheckGroup } from "../../model/catalog/schema/checks";
import { DeployError } from "../../model/errors";
import { acceptsPlaceholders } from "../../model/stage/functions";
import type { Stage } from "../../model/stage/stage";
import type { CheckResult, MissingHandler, Verdict } from "./verdict";

/** Whether test data that was not deleted fails the verification, or is only a warning. */
export type LeftoverHandling = "fail" | "warn";

/** The error for failed or inconclusive checks; null: the stage is verified. @param remedy for failures */
export function verificationError(
  results: readonly CheckResult[],
  stage: Stage,
  remedy: string,
  leftovers: LeftoverHandling,
): DeployError | null {
  const failed = results.flatMap(({ title, verdict }) =>
    verdict.kind === "failed" ? [`${title}: ${verdict.reason}${detailLines(verdict)}`] : [],
  );
  const withLeftovers = results.flatMap(({ title, verdict }) =>
    leftovers === "fail" && verdict.kind !== "failed" && (verdict.left ?? []).length > 0
      ? [`${title}: some of its test data was not deleted${detailLines(verdict)}`]
      : [],
  );
  if (failed.length + withLeftovers.length > 0) {
    const [checks, outcome] = failed.length > 0 ? [failed, "failed"] : [withLeftovers, "left test data behind"];
    const what = `${String(checks.length)} of ${String(results.length)} checks ${outcome}`;
    return checksError("VERIFICATION", what, [...failed, ...withLeftovers], remedy);
  }
  const inconclusive = results.flatMap(({ title, group, verdict }) =>
    verdict.kind === "inconclusive" && !isAccepted(stage, group, verdict.because)
      ? [`${title}: ${verdict.reason}`]
      : [],
  );
  if (inconclusive.length > 0)
    return checksError(
      "INCONCLUSIVE",
      `${String(inconclusive.length)} of ${String(results.length)} checks were inconclusive, and ${stage.name} does not accept that`,
      inconclusive,
      remedy,
    );
  if (results.some(({ verdict }) => verdict.kind === "passed")) return null;
  if (results.length === 0) return checksError("INCONCLUSIVE", "No check ran", [NO_CHECKS], WRITE_CHECKS);
  return checksError("INCONCLUSIVE", "No check passed", ["each one was inconclusive"], remedy);
}

/** Whether a stage accepts an inconclusive check: because of its group, or because the stage has no handler to check. */
function isAccepted(stage: Stage, group: CheckGroup, because: MissingHandler | undefined): boolean {
  if (stage.verification.acceptInconclusive.includes(group)) return true;
  switch (because) {
    case undefined:
      return false;
    case "absent":
      return true;
    case "placeholder":
      return acceptsPlaceholders(stage);
  }
}

export const NO_CHECKS = "the release has no checks, or none that is due on this stage";
export const WRITE_CHECKS = "Write checks in catalog/checks.yaml, in the backend's folder, and deploy them.";

function checksError(
  code: "VERIFICATION" | "INCONCLUSIVE",
  what: string,
  lines: readonly string[],
  remedy: string,
): DeployError {
  return new DeployError(code, `${what}:\n${lines.map((line) => `  ${line}`).join("\n")}`, remedy);
}

function detailLines(verdict: Verdict): string {
  const { left = [] } = verdict;
  const { evidence = [], declaredAt, remedy } = verdict.kind === "failed" ? verdict : {};
  return [
    ...left.map((what) => `left      ${what}`),
    ...evidence.flatMap(({ request, response, logs }) => [
      `request   ${request}`,
      `response  ${response}`,
      ...logs.map((line) => `log       ${line}`),
    ]),
    ...(declaredAt === undefined ? [] : [`declared  ${declaredAt}`]),
    ...(remedy === undefined ? [] : [`fix       ${remedy}`]),
  ]
    .map((line) => `\n      ${line}`)
    .join("");
}
