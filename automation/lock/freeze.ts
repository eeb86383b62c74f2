import { DeployError } from "../../model/errors";
import type { Freeze } from "../../model/lock/freeze";
import type { Override } from "../../model/release/record";
import { clockTime } from "../../model/time";
import type { Context } from "../commands/command";
import type { Session } from "../session";
import { assertNotFailedOver } from "./failedOver";

/** `until 2026-12-27 09:00 (08:00Z) by …: holidays`. */
export function describeFreeze({ until, who, reason }: Freeze): string {
  return `until ${clockTime(until * 1_000)} by ${who}: ${reason}`;
}

/**
 * Refuses a frozen stage, unless overridden by name, and one that is failed over.
 * @param overrides null: no override is possible
 * @throws DeployError FROZEN, FAILED_OVER
 */
export async function assertNotFrozen(
  { terminal }: Pick<Context, "terminal">,
  { target, stage }: Session,
  overrides: readonly Override[] | null,
): Promise<void> {
  await assertNotFailedOver({ terminal }, { target, stage });
  const { readFreeze } = await import("../aws/buckets/freeze");
  const freeze = await readFreeze(target, stage);
  if (freeze === null) return;
  if (overrides?.includes("freeze") !== true) throw frozenError(stage.name, freeze, overrides !== null);
  terminal.warn(`Overridden and recorded: ${stage.name} is frozen ${describeFreeze(freeze)}`);
}

/** @param overridable whether the caller has `--override` */
export function frozenError(stage: string, freeze: Freeze, overridable: boolean): DeployError {
  const thaw = `Wait, or unfreeze it: \`bin/deploy unfreeze ${stage}\`.`;
  return new DeployError(
    "FROZEN",
    `${stage} is frozen ${describeFreeze(freeze)}. Nothing was changed.`,
    overridable ? `${thaw} To deploy anyway (recorded): \`--override freeze --reason <why>\`.` : thaw,
  );
}
