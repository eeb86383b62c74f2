import { foundationOf, type Foundation } from "../../model/account/foundation";
import { DRIVER_NAMES } from "../../model/names";
import { STAGES } from "../../model/stage/name";
import type { BootstrapReport } from "../aws/account/bootstrap";
import type { Context } from "../commands/command";
import { readStage, type Session } from "../session";

/** Bootstraps a stage's account, with read access for the stages that accept its promotions. */
export async function bootstrapAccount(context: Context, session: Session): Promise<BootstrapReport> {
  const { bootstrap } = await import("../aws/account/bootstrap");
  const { readers, scope } = await foundationOfStage(context, session);
  return bootstrap(session.target, session.stage, readers, scope);
}

/** The foundation of a stage's account and region. */
export async function foundationOfStage(context: Context, { stage }: Session): Promise<Foundation> {
  const stages = await Promise.all(STAGES.map((name) => readStage(context.wiring.root, name)));
  // A rehearsal has no roles: each caller is its account's root.
  const identity = stage.rehearsal === undefined ? `role/${DRIVER_NAMES.deploymentRole}` : "root";
  return foundationOf(
    stage.name,
    stages.map((other) => (other.name === stage.name ? stage : other)),
    (account) => `arn:aws:iam::${account}:${identity}`,
  );
}
