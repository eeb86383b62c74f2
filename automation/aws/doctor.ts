import type { Catalog } from "../../model/catalog/schema";
import type { Stage } from "../../model/stage/stage";
import { checkSecrets } from "../secrets/check";
import { requireBootstrapped } from "./bootstrap";
import { delegationError, delegationOf } from "./delegation";
import { calling } from "./errors";
import { callerIdentity, requireAccount } from "./identity";
import { lackedRights, principalOf } from "./rights";
import { clientConfig, type AwsTarget } from "./target";

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

/** What a stage needs of its account, each a question of its own: all are asked, whatever the others say. */
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

const ok = (detail: string): DoctorAnswer => ({ status: "ok", detail, remedy: "" });

async function identity(target: AwsTarget): Promise<DoctorAnswer> {
  await requireAccount(target);
  const { account, arn } = await callerIdentity(target);
  return ok(`${arn}, account ${account}, region ${target.region}`);
}

async function rights(target: AwsTarget, stage: Stage): Promise<DoctorAnswer> {
  const { arn } = await callerIdentity(target);
  const principal = principalOf(arn);
  if (principal === null)
    return { status: "not-available", detail: "IAM does not work out what the account itself may", remedy: "" };
  const lacked = await lackedRights(target, stage, principal);
  if (lacked.length === 0) return ok("to move traffic, watch it and tell of it");
  return {
    status: lacked.some(({ isNeeded }) => isNeeded) ? "fail" : "warn",
    detail: lacked.map(({ actions, purpose }) => `without ${actions.join(", ")} no ${purpose}`).join("; "),
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

/** Executions that AWS keeps back for functions without a reservation. */
const UNRESERVED = 100;

async function concurrency(target: AwsTarget, stage: Stage, catalog: Catalog): Promise<DoctorAnswer> {
  const { LambdaClient, GetAccountSettingsCommand } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient(clientConfig(target));
  const { AccountLimit } = await calling(target, "asking for Lambda's limits", () =>
    client.send(new GetAccountSettingsCommand({})),
  );
  const limit = AccountLimit?.ConcurrentExecutions ?? 0;
  const functions = Object.values(catalog.services).flatMap((service) => Object.values(service.functions));
  const wanted = stage.functions.reservedConcurrency
    ? functions.reduce((sum, fn) => sum + (fn.concurrency ?? 0), 0)
    : 0;
  if (wanted + UNRESERVED <= limit)
    return ok(`${String(limit)} executions at once, ${String(wanted)} of them reserved`);
  return {
    status: "fail",
    detail: `the account has ${String(limit)} executions at once; the catalog reserves ${String(wanted)}, and ${String(UNRESERVED)} must stay free`,
    remedy: "Ask AWS for more, or set listbackup:functions.reservedConcurrency to false for this stage.",
  };
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
