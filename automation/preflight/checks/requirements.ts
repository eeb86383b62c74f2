import type { Catalog } from "../../../model/catalog/schema/catalog";
import type { Subject } from "../subject";
import { delegationError, delegationOf } from "../../aws/account/delegation";
import { DeployError } from "../../../model/errors";
import { EMAIL_CHECK } from "./email";
import { NOT_ROLLBACK, withCatalog, type StageCheck } from "../check";
import { found, foundError, notAvailable, passed, type CheckResult } from "../finding";

/** What the release needs of the account. */
export const REQUIREMENT_CHECKS: readonly StageCheck[] = [
  { id: "parameters", on: "stage", purposes: NOT_ROLLBACK, ofRelease: true, run: withCatalog(parameters) },
  EMAIL_CHECK,
  // An earlier release has its certificate: a DNS failure must not block a rollback.
  { id: "zone", on: "stage", purposes: NOT_ROLLBACK, run: zone },
];

async function parameters({ session, readings }: Subject, catalog: Catalog): Promise<CheckResult> {
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
