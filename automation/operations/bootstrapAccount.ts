import { foundationOf, type Foundation } from "../../model/account/foundation";
import { accountRoleArn } from "../../model/access/roleArn";
import { STAGES } from "../../model/stage/name";
import type { BootstrapReport } from "../aws/account/bootstrap";
import type { Context } from "../commands/command";
import { areRolesEnforced } from "../rehearsalRoles";
import { readStage, type Session } from "../session";

/** Bootstraps a stage's account, with read access for the stages that accept its promotions. */
export async function bootstrapAccount(context: Context, session: Session): Promise<BootstrapReport> {
  const { bootstrap, bootstrapOptions } = await import("../aws/account/bootstrap");
  return bootstrap(session.target, session.stage, bootstrapOptions(await foundationOfStage(context, session)));
}

/** The foundation of a stage's account and region. */
export async function foundationOfStage(context: Context, { stage }: Session): Promise<Foundation> {
  const { root } = context.wiring;
  const stages = await Promise.all(STAGES.map((name) => readStage(root, name)));
  const inAccount = stages.filter(({ account }) => account === stage.account);
  return foundationOf(
    stage.name,
    stages.map((other) => (other.name === stage.name ? stage : other)),
    (account) =>
      stage.rehearsal === undefined || areRolesEnforced()
        ? accountRoleArn(account, "deployment")
        : `arn:aws:iam::${account}:root`,
    inAccount.some(({ recovery }) => recovery.kind === "on") ? await catalogBuckets(root) : [],
  );
}

/** Buckets of the project's catalog, which have replicas. */
async function catalogBuckets(root: string): Promise<readonly string[]> {
  const { readProjectCatalog } = await import("../catalog/loadCatalog");
  const { data } = await readProjectCatalog(root);
  return Object.keys(data.buckets);
}
