import type { Catalog } from "../../model/catalog/schema/catalog";
import { DeployError } from "../../model/errors";
import type { Stage } from "../../model/stage/stage";
import { checkSecrets } from "../secrets/check";
import { requireBootstrapped } from "../aws/account/bootstrap";
import { concurrencyError, concurrencyOf } from "../aws/account/concurrency";
import { delegationError, delegationOf } from "../aws/account/delegation";
import { isDenied, isNotFound } from "../aws/errors";
import { callerIdentity, requireAccount } from "../aws/account/identity";
import { missingPermissions, principalOf } from "../aws/account/permissions";
import type { AwsTarget } from "../aws/target";

/** The result of a check of the account. */
export interface DoctorResult {
  readonly status: "ok" | "warn" | "fail" | "not-available";
  readonly detail: string;
  readonly remedy: string;
}

export interface DoctorCheck {
  readonly id: string;
  readonly title: string;
  run(): Promise<DoctorResult>;
}

/** Checks of the account of a stage, independent of each other; the first is the identity. */
export function accountChecks(target: AwsTarget, stage: Stage, catalog: Catalog): readonly DoctorCheck[] {
  return [
    { id: "identity", title: "Identity", run: () => identity(target) },
    { id: "rights", title: "Permissions of the caller", run: () => permissions(target, stage) },
    { id: "foundation", title: "State and deployments buckets", run: () => buckets(target) },
    { id: "parameters", title: "Parameters and secrets", run: () => parameters(target, stage, catalog) },
    { id: "concurrency", title: "Lambda concurrency", run: () => concurrency(target, stage, catalog) },
    { id: "zone", title: "Hosted zone of the domain", run: () => zone(target, stage) },
  ];
}

const notAvailable = (detail: string, remedy = ""): DoctorResult => ({ status: "not-available", detail, remedy });
const ok = (detail: string): DoctorResult => ({ status: "ok", detail, remedy: "" });

async function identity(target: AwsTarget): Promise<DoctorResult> {
  await requireAccount(target);
  const { account, arn } = await callerIdentity(target);
  return ok(`${arn}, account ${account}, region ${target.region}`);
}

async function permissions(target: AwsTarget, stage: Stage): Promise<DoctorResult> {
  const { arn } = await callerIdentity(target);
  const principal = await principalOf(target, arn);
  switch (principal.kind) {
    case "not simulated":
      return notAvailable("IAM does not simulate the permissions of the account's root user");
    case "unknown path":
      return notAvailable(`the path of the role ${principal.role} is not known`, "Allow iam:GetRole to check them.");
    case "known":
      return permissionsOf(target, stage, principal.arn);
  }
}

async function permissionsOf(target: AwsTarget, stage: Stage, principal: string): Promise<DoctorResult> {
  const missing = await missingPermissions(target, stage, principal).catch((error: unknown) => {
    if (error instanceof DeployError && (isDenied(error.cause) || isNotFound(error.cause))) return null;
    throw error;
  });
  if (missing === null) {
    const hint = "Allow iam:SimulatePrincipalPolicy and iam:GetRole to check them.";
    return notAvailable(`the permissions of ${principal} could not be simulated`, hint);
  }
  if (missing.length === 0) return ok("for traffic shifting, monitoring and notifications");
  return {
    status: missing.some(({ isRequired }) => isRequired) ? "fail" : "warn",
    detail: missing.map(({ actions, purpose }) => `${actions.join(", ")} missing for ${purpose}`).join("; "),
    remedy: `Grant them to ${principal}.`,
  };
}

async function buckets(target: AwsTarget): Promise<DoctorResult> {
  await requireBootstrapped(target);
  return ok("both exist");
}

async function parameters(target: AwsTarget, stage: Stage, catalog: Catalog): Promise<DoctorResult> {
  const status = await checkSecrets(target, stage, catalog);
  const { missingRequired, missingOptional } = status;
  const present = Object.keys(status.present).length + status.presentSecrets.length;
  if (missingRequired.length > 0) {
    return {
      status: "fail",
      detail: `missing: ${missingRequired.join(", ")}`,
      remedy: `Create them: \`bin/deploy secrets init ${stage.name}\`.`,
    };
  }
  if (missingOptional.length > 0) {
    return {
      status: "warn",
      detail: `${String(present)} exist; optional ones are missing: ${missingOptional.join(", ")}`,
      remedy: "Set them when a service needs them.",
    };
  }
  return ok(`all ${String(present)} exist`);
}

async function concurrency(target: AwsTarget, stage: Stage, catalog: Catalog): Promise<DoctorResult> {
  const { limit, reserved } = await concurrencyOf(target, stage, catalog);
  const error = concurrencyError({ limit, reserved });
  return error === null
    ? ok(`${String(limit)} concurrent executions, ${String(reserved)} of them reserved`)
    : { status: "fail", detail: error.what, remedy: error.remedy };
}

async function zone(target: AwsTarget, stage: Stage): Promise<DoctorResult> {
  if (!stage.api.customDomain) return ok("not needed: the stage has no custom domain");
  const delegation = await delegationOf(target, stage.domains.zone);
  if (delegation.kind === "unknown") {
    return { status: "not-available", detail: `${stage.domains.zone}: ${delegation.reason}`, remedy: "" };
  }
  const error = delegationError(delegation, stage);
  return error === null
    ? ok(`${stage.domains.zone}, and DNS delegates to it`)
    : { status: "fail", detail: error.what, remedy: error.remedy };
}
