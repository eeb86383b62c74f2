import { foundationOf, type Foundation } from "../../model/account/foundation";
import { accountRoleArn } from "../../model/access/roles";
import { STAGES } from "../../model/stage/name";
import type { BootstrapReport } from "../aws/account/bootstrap";
import type { Context } from "../commands/command";
import { areRolesEnforced } from "../rehearsalRoles";
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
  return foundationOf(
    stage.name,
    stages.map((other) => (other.name === stage.name ? stage : other)),
    (account) =>
      stage.rehearsal === undefined || areRolesEnforced()
        ? accountRoleArn(account, "deployment")
        : `arn:aws:iam::${account}:root`,
  );
}
