import type { Subject } from "../subject";
import { concurrencyError, concurrencyOf, reservedConcurrency } from "../../aws/account/concurrency";
import { delegationError, delegationOf } from "../../aws/account/delegation";
import { isDenied } from "../../aws/errors";
import { DeployError } from "../../../model/errors";
import { ALWAYS, NOT_ROLLBACK, type StageCheck } from "../check";
import { found, foundError, notAvailable, passed, type CheckResult } from "../finding";

/** What the release needs of the account. */
export const REQUIREMENT_CHECKS: readonly StageCheck[] = [
  { id: "parameters", on: "stage", purposes: ALWAYS, run: parameters },
  { id: "concurrency", on: "stage", purposes: ALWAYS, run: concurrency },
  // An earlier release has its certificate: a DNS failure must not block a rollback.
  { id: "zone", on: "stage", purposes: NOT_ROLLBACK, run: zone },
];

const UNKNOWN_RELEASE = notAvailable("checked when the release is known");

async function parameters({ session, catalog, readings }: Subject): Promise<CheckResult | readonly CheckResult[]> {
  if (catalog === null) return UNKNOWN_RELEASE;
  const { name } = session.stage;
  const status = await readings.secrets(catalog);
  const { missingRequired, missingOptional } = status;
  const present = Object.keys(status.present).length + status.presentSecrets.length;
  if (missingRequired.length > 0) return foundError(parametersMissing(name, missingRequired), "PARAMETERS_MISSING");
  if (missingOptional.length > 0)
    return found(
      "OPTIONAL_PARAMETERS_MISSING",
      `${String(present)} exist; optional ones are missing: ${missingOptional.join(", ")}`,
      `Set them when a service needs them: \`bin/deploy secrets set ${name} <name>\`.`,
    );
  return passed(`all ${String(present)} exist`);
}

/** @param names of required parameters or secrets */
export function parametersMissing(stage: string, names: readonly string[]): DeployError {
  return new DeployError(
    "PARAMETERS_MISSING",
    `Required parameters or secrets are missing: ${names.join(", ")}.`,
    `Create them: \`bin/deploy secrets init ${stage}\`.`,
  );
}

async function concurrency({ session, catalog }: Subject): Promise<CheckResult> {
  const { target, stage } = session;
  if (catalog === null) return UNKNOWN_RELEASE;
  if (reservedConcurrency(stage, catalog) === 0) return passed("none is reserved");
  const read = await concurrencyOf(target, stage, catalog).catch((error: unknown) => {
    // The permission to read the limit is optional.
    if (error instanceof DeployError && isDenied(error.cause)) return null;
    throw error;
  });
  if (read === null) return notAvailable("the limit could not be read", "Allow lambda:GetAccountSettings to check it.");
  const error = concurrencyError(read);
  return error === null
    ? passed(`${String(read.limit)} concurrent executions, ${String(read.reserved)} of them reserved`)
    : foundError(error, "CONCURRENCY_TOO_SMALL");
}

async function zone({ session }: Subject): Promise<CheckResult> {
  const { target, stage } = session;
  if (!stage.api.customDomain) return passed("not needed: the stage has no custom domain");
  const delegation = await delegationOf(target, stage.domains.zone);
  if (delegation.kind === "unknown") return notAvailable(`${stage.domains.zone}: ${delegation.reason}`);
  const error = delegationError(delegation, stage);
  return error === null
    ? passed(`${stage.domains.zone}, and DNS delegates to it`)
    : foundError(error, "ZONE_NOT_DELEGATED");
}
