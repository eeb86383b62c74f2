import type { FindingCode } from "../../../model/preflight/findings";
import { isDenied } from "../../aws/errors";
import type { SecretFinding } from "../../secrets/finding";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import type { Subject } from "../subject";
import { delegationError, delegationOf } from "../../aws/account/delegation";
import { DeployError } from "../../../model/errors";
import { BACKUPS_CHECK } from "./backups";
import { CERTIFICATE_CHECK } from "./certificate";
import { FAILOVER_CHECK } from "./failover";
import { EMAIL_CHECK } from "./email";
import { NOT_ROLLBACK, withCatalog, type StageCheck } from "../check";
import { found, foundError, notAvailable, passed, type CheckResult } from "../finding";

/** What the release needs of the account. */
export const REQUIREMENT_CHECKS: readonly StageCheck[] = [
  {
    id: "parameters",
    on: "stage",
    purposes: NOT_ROLLBACK,
    ofChanges: true,
    ofRelease: true,
    run: withCatalog(parameters),
  },
  BACKUPS_CHECK,
  EMAIL_CHECK,
  // An earlier release has its certificate: a DNS failure must not block a rollback.
  { id: "zone", on: "stage", purposes: NOT_ROLLBACK, ofChanges: true, run: zone },
  CERTIFICATE_CHECK,
  FAILOVER_CHECK,
];

async function parameters(subject: Subject, catalog: Catalog): Promise<CheckResult | readonly CheckResult[]> {
  const { session, readings } = subject;
  const { name } = session.stage;
  const [status, wrong] = await Promise.all([readings.secrets(catalog), wrongValues(subject, catalog)]);
  const { missingRequired, missingOptional } = status;
  const present = Object.keys(status.present).length + status.presentSecrets.length;
  const findings = [
    ...(missingRequired.length === 0 ? [] : [parametersMissingResult(name, missingRequired)]),
    ...wrong,
  ];
  if (findings.length > 0) return findings;
  if (missingOptional.length > 0) return [optionalMissing(name, present, missingOptional)];
  return [passed(`all ${String(present)} exist`)];
}

function parametersMissingResult(stage: string, names: readonly string[]): CheckResult {
  return foundError(parametersMissing(stage, names), "PARAMETERS_MISSING");
}

function optionalMissing(stage: string, present: number, names: readonly string[]): CheckResult {
  return found(
    "OPTIONAL_PARAMETERS_MISSING",
    `${String(present)} exist; optional ones are missing: ${names.join(", ")}`,
    `Set them when a service needs them: \`bin/deploy secrets set ${stage} <name>\`.`,
  );
}

/** null: another finding has it */
const VALUE_CODES: Readonly<Record<SecretFinding["code"], FindingCode | null>> = {
  missing: null,
  "wrong-type": "PARAMETER_WRONG_TYPE",
  malformed: "PARAMETER_MALFORMED",
  "too-short": "PARAMETER_TOO_SHORT",
  "too-old": "PARAMETER_TOO_OLD",
  "overlap-over": "PARAMETER_TOO_OLD",
  // Compared with the outputs of a deployment, which `secrets check` reads.
  "not-served": null,
};

/** Of a preview no values are read: its role must not have them. */
async function wrongValues({ locks, readings }: Subject, catalog: Catalog): Promise<readonly CheckResult[]> {
  if (!locks) return [];
  const findings = await readings.secretFindings(catalog).catch((error: unknown) => {
    if (error instanceof DeployError && isDenied(error.cause)) return [];
    throw error;
  });
  return findings.flatMap(({ name, code, problem, remedy }) => {
    const known = VALUE_CODES[code];
    return known === null ? [] : [found(known, `${name}: ${problem}`, remedy, name)];
  });
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
