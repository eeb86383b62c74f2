import { replicaName } from "../../../model/account/backups";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { STAGES } from "../../../model/stage/name";
import { bucketExists } from "../../aws/buckets/bucket";
import { isDenied, isTransient, isUnreachable } from "../../aws/errors";
import { NOT_ROLLBACK, withCatalog, type StageCheck } from "../check";
import { found, notAvailable, passed, type CheckResult } from "../finding";
import type { Subject } from "../subject";

/** S3 refuses to replicate a bucket to one that does not exist. A lost region must not block deployments of the other. */
export const BACKUPS_CHECK: StageCheck = {
  id: "backups",
  on: "stage",
  purposes: NOT_ROLLBACK,
  ofChanges: true,
  ofRelease: true,
  run: withCatalog(backups),
};

async function backups({ session }: Subject, catalog: Catalog): Promise<CheckResult> {
  const { stage } = session;
  const into = stage.recoveryStage;
  if (into === undefined) return passed("recovery is off");
  const target = { ...session.target, region: into.region };
  const names = [
    DRIVER_NAMES.backupsBucket(into),
    ...Object.keys(catalog.data.buckets).map((name) => replicaName(stage, name, into.region)),
  ];
  try {
    const exist = await Promise.all(names.map((name) => bucketExists(target, name)));
    const missing = names.filter((_name, index) => exist[index] !== true);
    if (missing.length === 0) return passed(`${String(names.length)} buckets in ${into.region}`);
    return found(
      "BACKUPS_MISSING",
      `Buckets for the backups of ${stage.name} do not exist in ${into.region}: ${missing.join(", ")}.`,
      `Create them: \`bin/deploy bootstrap ${into.name}\`.`,
    );
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    if (isUnreachable(error.cause) || isTransient(error.cause)) return notAvailable(`${into.region} does not answer`);
    if (!isDenied(error.cause)) throw error;
    return found("BACKUPS_MISSING", error.what, `Update the roles of the account: ${rolesOf(stage.name, into.name)}.`);
  }
}

/** The foundation of the account's first stage has its roles. */
function rolesOf(...names: readonly string[]): string {
  const first = STAGES.find((stage) => names.includes(stage)) ?? "";
  return `\`bin/deploy bootstrap ${first}\``;
}
