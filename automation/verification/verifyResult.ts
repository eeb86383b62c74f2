import { DeployError, EXIT } from "../../model/errors";
import type { Stage } from "../../model/stage/stage";
import type { CommandResult } from "../commands/command";
import { duration } from "../ui/duration";
import type { CheckResult } from "./verdict";
import { leftoversIn, verificationError } from "./verify";

/** A stage that was checked because somebody asked. */
export interface Verified {
  readonly stage: Stage;
  /** The release that is live. */
  readonly release: number;
  /** The release that a rollback returns to; null where there is none. */
  readonly before: number | null;
  /** From when on metrics, logs and traces were looked at. Unix ms */
  readonly since: number;
  readonly results: readonly CheckResult[];
  /** How long all of them took. */
  readonly milliseconds: number;
  /** Whether somebody stopped it: what was found until then is no verdict. */
  readonly isCancelled: boolean;
}

/**
 * What `verify` answers. A program is given every verdict, with its reason and evidence, however it ended.
 * @throws DeployError CANCELLED, VERIFICATION, INCONCLUSIVE
 */
export function conclusion({
  stage,
  release,
  before,
  since,
  results,
  milliseconds,
  isCancelled,
}: Verified): CommandResult {
  const details = {
    stage: stage.name,
    release,
    since: Math.floor(since / 1_000),
    milliseconds: Math.round(milliseconds),
    checks: results.map((result) => ({ ...result, milliseconds: Math.round(result.milliseconds) })),
  };
  const back = before === null ? "" : `, or go back: \`bin/deploy rollback ${stage.name} --to ${String(before)}\``;
  const remedy = `See the logs: \`bin/deploy logs ${stage.name}\`${back}.`;
  const error = isCancelled ? cancelled(stage) : verificationError(results, stage, remedy, leftoversIn("verify"));
  if (error !== null) throw new DeployError(error.code, error.what, error.remedy, { details });
  const passed = results.filter(({ verdict }) => verdict.kind === "passed").length;
  const open = results.length - passed;
  return {
    exit: EXIT.done,
    lines: [
      `Verification passed: ${String(passed)} passed${open === 0 ? "" : `, ${String(open)} inconclusive`} in ${duration(milliseconds)} (${stage.name}, release ${String(release)}).`,
    ],
    data: details,
  };
}

function cancelled({ name }: Stage): DeployError {
  return new DeployError(
    "CANCELLED",
    "Cancelled before every check had ended.",
    `Start over: \`bin/deploy verify ${name}\`.`,
  );
}
