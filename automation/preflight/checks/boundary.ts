import { DRIVER_NAMES } from "../../../model/names";
import { DeployError } from "../../../model/errors";
import { managedPolicyExists } from "../../aws/account/managedPolicy";
import { isDenied } from "../../aws/errors";
import { NOT_ROLLBACK, type StageCheck } from "../check";
import { found, notAvailable, passed, type CheckResult } from "../finding";
import type { Subject } from "../subject";

/** IAM refuses to create a role whose permissions boundary does not exist. */
export const BOUNDARY_CHECK: StageCheck = {
  id: "boundary",
  on: "stage",
  purposes: NOT_ROLLBACK,
  ofChanges: true,
  run: boundary,
};

async function boundary({ session }: Subject): Promise<CheckResult> {
  const { target, stage } = session;
  const exists = await managedPolicyExists(target, DRIVER_NAMES.boundary).catch((error: unknown) => {
    if (error instanceof DeployError && isDenied(error.cause)) return null;
    throw error;
  });
  if (exists === null) return notAvailable("it could not be read", "Allow iam:GetPolicy to check it.");
  if (exists) return passed(DRIVER_NAMES.boundary);
  return found(
    "BOUNDARY_MISSING",
    `Account ${target.account} has no policy ${DRIVER_NAMES.boundary}: roles cannot be created. Nothing was changed.`,
    `Create it: \`bin/deploy bootstrap ${stage.name}\`.`,
  );
}
