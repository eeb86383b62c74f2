import type { Catalog } from "../../model/catalog/schema/catalog";
import { DeployError } from "../../model/errors";
import type { Stage } from "../../model/stage/stage";
import { checkSecrets } from "../secrets/check";
import { requireBootstrapped } from "../aws/account/bootstrap";
import { concurrencyError, concurrencyOf } from "../aws/account/concurrency";
import { delegationError, delegationOf } from "../aws/account/delegation";
import { isDenied, isNotFound } from "../aws/errors";
import { callerIdentity, requireAccount } from "../aws/account/identity";
import { lackedRights, principalOf } from "../aws/account/permissions";
import type { AwsTarget } from "../aws/target";

/** How one of doctor's questions to AWS was answered. */
export interface DoctorAnswer {
  readonly status: "ok" | "warn" | "fail" | "not-available";
  readonly detail: string;
  readonly remedy: string;
}

export interface DoctorCheck {
  readonly id: string;
  readonly title: string;
  run(): Promise<DoctorAnswer>;
}

/** Checks of the account of a stage, independent of each other; the first is the identity. */
export function doctorChecks(target: AwsTarget, stage: Stage, catalog: Catalog): readonly DoctorCheck[] {
  return [
    { id: "identity", title: "Identity", run: () => identity(target) },
    { id: "rights", title: "Rights of the caller", run: () => rights(target, stage) },
    { id: "foundation", title: "State and deployments buckets", run: () => foundation(target) },
    { id: "parameters", title: "Parameters and secrets", run: () => parameters(target, stage, catalog) },
    { id: "concurrency", title: "Lambda concurrency", run: () => concurrency(target, stage, catalog) },
    { id: "zone", title: "Zone of the domain", run: () => zone(target, stage) },
  ];
}

const notAvailable = (detail: string, remedy = ""): DoctorAnswer => ({ status: "not-available", detail, remedy });
const ok = (detail: string): DoctorAnswer => ({ status: "ok", detail, remedy: "" });

async function identity(target: AwsTarget): Promise<DoctorAnswer> {
  await requireAccount(target);
  const { account, arn } = await callerIdentity(target);
  return ok(`${arn}, account ${account}, region ${target.region}`);
}

async function rights(target: AwsTarget, stage: Stage): Promise<DoctorAnswer> {
  const { arn } = await callerIdentity(target);
  const principal = await principalOf(target, arn);
  switch (principal.kind) {
    case "not simulated":
      return notAvailable("IAM does not simulate the permissions of the account's root user");
    case "unknown path":
      return notAvailable(`the path of the role ${principal.role} is not known`, "Allow iam:GetRole to check them.");
    case "known":
      return rightsOf(target, stage, principal.arn);
  }
}

async function rightsOf(target: AwsTarget, stage: Stage, principal: string): Promise<DoctorAnswer> {
  const missing = await lackedRights(target, stage, principal).catch((error: unknown) => {
    if (error instanceof DeployError && (isDenied(error.cause) || isNotFound(error.cause))) return null;
    throw error;
  });
  if (missing === null) {
    const hint = "Allow iam:SimulatePrincipalPolicy and iam:GetRole to check them.";
    return notAvailable(`IAM does not tell the permissions of ${principal}`, hint);
  }
  if (missing.length === 0) return ok("to move traffic, watch it and tell of it");
  return {
    status: missing.some(({ isNeeded }) => isNeeded) ? "fail" : "warn",
    detail: missing.map(({ actions, purpose }) => `without ${actions.join(", ")} no ${purpose}`).join("; "),
    remedy: `Give them to ${principal}.`,
  };
}

async function foundation(target: AwsTarget): Promise<DoctorAnswer> {
  await requireBootstrapped(target);
  return ok("both are there");
}

async function parameters(target: AwsTarget, stage: Stage, catalog: Catalog): Promise<DoctorAnswer> {
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
      detail: `${String(present)} there; functions do without ${missingOptional.join(", ")}`,
      remedy: "Set them when a service needs them.",
    };
  }
  return ok(`all ${String(present)} are there`);
}

async function concurrency(target: AwsTarget, stage: Stage, catalog: Catalog): Promise<DoctorAnswer> {
  const { limit, wanted } = await concurrencyOf(target, stage, catalog);
  const error = concurrencyError({ limit, wanted });
  return error === null
    ? ok(`${String(limit)} executions at once, ${String(wanted)} of them reserved`)
    : { status: "fail", detail: error.what, remedy: error.remedy };
}

async function zone(target: AwsTarget, stage: Stage): Promise<DoctorAnswer> {
  if (!stage.api.customDomain) return ok("not needed: the stage has no domain of its own");
  const delegation = await delegationOf(target, stage.domains.zone);
  if (delegation.kind === "unknown") {
    return { status: "not-available", detail: `${stage.domains.zone}: ${delegation.reason}`, remedy: "" };
  }
  const error = delegationError(delegation, stage);
  return error === null
    ? ok(`${stage.domains.zone}, and DNS asks it`)
    : { status: "fail", detail: error.what, remedy: error.remedy };
}
