import { DRIVER_NAMES } from "../../model/names";
import { STAGES } from "../../model/stage/name";
import type { Stage } from "../../model/stage/stage";
import type { BootstrapReport } from "../aws/account/bootstrap";
import type { Reader } from "../aws/buckets/bucket";
import type { Context } from "../commands/command";
import { readStage, type Session } from "../session";

/** Bootstraps a stage's account, with read access for the stages that accept its promotions. */
export async function bootstrapAccount(context: Context, { stage, target }: Session): Promise<BootstrapReport> {
  const { bootstrap } = await import("../aws/account/bootstrap");
  const stages = await Promise.all(STAGES.map((name) => readStage(context.wiring.root, name)));
  return bootstrap(target, stage, readersOf(stage, stages));
}

/** The deployment roles of other accounts that promote from a stage. */
export function readersOf(stage: Stage, stages: readonly Stage[]): readonly Reader[] {
  const accounts = new Set(
    stages.flatMap(({ account, accepts }) =>
      accepts.promotionsFrom.includes(stage.name) && account !== stage.account ? [account] : [],
    ),
  );
  // A rehearsal has no roles: each caller is its account's root.
  const identity = stage.rehearsal === undefined ? `role/${DRIVER_NAMES.deploymentRole}` : "root";
  return [...accounts].map((account) => ({
    account,
    principal: `arn:aws:iam::${account}:${identity}`,
    prefixes: [`releases/${stage.name}/`, "artifacts/"],
  }));
}
