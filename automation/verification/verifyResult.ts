import { DeployError, EXIT } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import type { Stage } from "../../model/stage/stage";
import type { CommandResult } from "../commands/command";
import { duration } from "../ui/duration";
import type { CheckResult } from "./verdict";
import { verificationError } from "./verificationError";
import { leftoverHandling } from "./verify";

/** A run of the command `verify`. */
export interface VerifyRun {
  readonly stage: Stage;
  /** The live release. */
  readonly release: number;
  /** The release that a rollback returns to; null where there is none. */
  readonly rollbackTarget: number | null;
  /** Start of the metrics, logs and traces. Unix ms */
  readonly since: number;
  readonly results: readonly CheckResult[];
  /** Duration of all checks. */
  readonly milliseconds: number;
  /** Cancelled: the results so far are no verdict. */
  readonly isCancelled: boolean;
}

/** What `verify` reports of its run. */
export interface VerificationDocument {
  readonly stage: StageName;
  readonly release: number;
  /** Start of the metrics, logs and traces. Unix s */
  readonly since: number;
  readonly milliseconds: number;
  readonly checks: readonly CheckResult[];
}

export function verificationDocument({
  stage,
  release,
  since,
  milliseconds,
  results,
}: VerifyRun): VerificationDocument {
  return {
    stage: stage.name,
    release,
    since: Math.floor(since / 1_000),
    milliseconds: Math.round(milliseconds),
    checks: results.map((result) => ({ ...result, milliseconds: Math.round(result.milliseconds) })),
  };
}

/** Why the run does not verify its release: CANCELLED, VERIFICATION or INCONCLUSIVE; null: it does. */
export function verifyError({ stage, rollbackTarget, results, isCancelled }: VerifyRun): DeployError | null {
  const rollbackHint =
    rollbackTarget === null
      ? ""
      : `, or roll back: \`bin/deploy rollback ${stage.name} --to ${String(rollbackTarget)}\``;
  const remedy = `See the logs: \`bin/deploy logs ${stage.name}\`${rollbackHint}.`;
  return isCancelled ? cancelled(stage) : verificationError(results, stage, remedy, leftoverHandling("verify"));
}

/**
 * The result of `verify`. The JSON document has every verdict, with its reason and evidence, also in an error.
 * @throws DeployError CANCELLED, VERIFICATION, INCONCLUSIVE
 */
export function verifyResult(run: VerifyRun): CommandResult {
  const details = verificationDocument(run);
  const { stage, release, results, milliseconds } = run;
  const error = verifyError(run);
  if (error !== null) throw new DeployError(error.code, error.what, error.remedy, { details: { ...details } });
  const passed = results.filter(({ verdict }) => verdict.kind === "passed").length;
  const inconclusive = results.length - passed;
  return {
    exit: EXIT.done,
    lines: [
      `Verification passed: ${String(passed)} passed${inconclusive === 0 ? "" : `, ${String(inconclusive)} inconclusive`} in ${duration(milliseconds)} (${stage.name}, release ${String(release)}).`,
    ],
    data: details,
  };
}

function cancelled({ name }: Stage): DeployError {
  return new DeployError(
    "CANCELLED",
    "Cancelled before all checks ended.",
    `Repeat it: \`bin/deploy verify ${name}\`.`,
  );
}
