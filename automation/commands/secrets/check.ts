import type { Catalog } from "../../../model/catalog/schema/catalog";
import { EXIT } from "../../../model/errors";
import { outputsInState } from "../../engine/state/stateSummary";
import { checkSecrets } from "../../secrets/check";
import { inspectSecrets } from "../../secrets/inspect";
import { matchingParameters } from "../../secrets/parameters";
import type { Session } from "../../session";
import { readStageState } from "../../state/stageState";
import { secretCheckLines } from "../../ui/secretCheck";
import type { CommandResult, Context } from "../command";
import type { CheckedSecrets } from "../../documents/secrets";

/** All findings; exit code 3 if one is an error. */
export async function check(context: Context, session: Session, catalog: Catalog): Promise<CommandResult> {
  const { target, stage } = session;
  const [status, patterns, state] = await Promise.all([
    checkSecrets(target, stage, catalog),
    matchingParameters(target, stage, catalog),
    readStageState(context.wiring.root, session),
  ]);
  const outputs = state === null ? null : outputsInState(state);
  const findings = await inspectSecrets(target, stage, catalog, outputs, Object.values(patterns).flat());
  return {
    exit: findings.some(({ severity }) => severity === "error") ? EXIT.preflight : EXIT.done,
    lines: secretCheckLines({ status, patterns, findings }, context.terminal.colors),
    data: { stage: stage.name, ...status, patterns, findings } satisfies CheckedSecrets,
  };
}
