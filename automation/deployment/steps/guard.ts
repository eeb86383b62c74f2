import { DeployError } from "../../../model/errors";
import { nameOfUrn, type Change } from "../../engine/changes/change";
import type { DataLoss } from "../../engine/changes/dataLoss";
import type { EngineFailure } from "../../engine/failures/engineFailure";
import type { Deployment, With } from "../deployment";
import type { Allowances } from "../request";
import { DONE, type StepEnd } from "../step";
import { guardMigrations } from "./migrate";

/** Refuses losses of data that are not allowed by name, and migrations that cannot be reversed. */
export async function guard(deployment: With<"changes">, allow: Allowances): Promise<StepEnd> {
  await guardData(deployment, deployment.changes, allow);
  guardMigrations(deployment);
  return DONE;
}

/** Losses of data that are not allowed by name. */
function forbiddenLosses(changes: readonly Change[], allow: Allowances): readonly DataLoss[] {
  return changes
    .flatMap(({ losses }) => losses)
    .filter((loss) => !allow[loss.kind].includes(loss.name) && !(allow.parts === "all" && isRemovedByRollback(loss)));
}

/**
 * Parts of resources, and the access log of an additional API: an automatic rollback to a release without that API must not fail,
 * because the API's routes are the main one's again.
 */
function isRemovedByRollback({ part, kind, type, name }: DataLoss): boolean {
  return part || (kind === "delete" && type === LOG_GROUP && ADDITIONAL_ACCESS_LOGS.test(name));
}

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
/** `api-reports-access-logs`; those of the main API are `api-access-logs`. */
const ADDITIONAL_ACCESS_LOGS = /^api-.+-access-logs$/;

/**
 * @throws DeployError DATA_LOSS with every loss that is not allowed, the resource's contents, and the option that
 * allows it
 */
export async function guardData(
  { session: { target }, retryCommand }: Pick<Deployment, "session" | "retryCommand">,
  changes: readonly Change[],
  allow: Allowances,
): Promise<void> {
  assertSupportedChanges(changes);
  const losses = forbiddenLosses(changes, allow);
  if (losses.length === 0) return;
  const { dataContents } = await import("../../aws/data/dataContents");
  const lines = await Promise.all(
    losses.map(async (loss) => {
      const holds = loss.part ? null : await dataContents(target, loss);
      return `  ${lossLine(loss)}${holds === null ? "" : `; it holds ${holds} now`}`;
    }),
  );
  throw new DeployError(
    "DATA_LOSS",
    `This deployment would lose data:\n${lines.join("\n")}\nNothing was changed.`,
    `Keep the data: undo the change in the catalog. Or, after a backup, allow each loss by name: \`${retryCommand} ${allowOptions(losses)}\`.`,
  );
}

/** Refuses before the first change what AWS would refuse during the `up`. */
function assertSupportedChanges(changes: readonly Change[]): void {
  const refused = changes.flatMap(({ losses }) =>
    losses.flatMap(({ name, refused: why }) => (why === undefined ? [] : [`  ${name}: ${why}`])),
  );
  if (refused.length === 0) return;
  throw new DeployError(
    "CATALOG_INVALID",
    `AWS does not make these changes in one step. Nothing was changed.\n${refused.join("\n")}`,
    "Change the catalog as it says, and deploy each step.",
  );
}

/** `delete queue-sync: its messages` */
function lossLine({ kind, name, lost }: DataLoss): string {
  return `${kind} ${name}: ${lost}`;
}

function allowOptions(losses: readonly Pick<DataLoss, "kind" | "name">[]): string {
  return losses.map(({ kind, name }) => `--allow-${kind} ${name}`).join(" ");
}

/** The engine's errors about protected resources. */
const PROTECTION_ERRORS: readonly RegExp[] = [
  /resource "(?<urn>[^"]+)" cannot be (?<verb>deleted|replaced)\s+because it is protected/,
  /unable to (?<verb>delete|replace) resource "(?<urn>[^"]+)"\s+as it is currently marked for protection/,
];

/**
 * The engine fails at a protected resource before it has a plan.
 * @throws DeployError DATA_LOSS where protection made the preview fail
 */
export function assertNotProtected(failures: readonly EngineFailure[], retryCommand: string): void {
  const losses = failures.flatMap(({ message }) => {
    const found = PROTECTION_ERRORS.map((form) => form.exec(message)?.groups).find((groups) => groups !== undefined);
    if (found === undefined) return [];
    const kind: DataLoss["kind"] = found["verb"]?.startsWith("replace") === true ? "replace" : "delete";
    return [{ kind, name: nameOfUrn(found["urn"] ?? "") }];
  });
  if (losses.length === 0) return;
  throw new DeployError(
    "DATA_LOSS",
    `This deployment would lose protected data:\n${losses.map(({ kind, name }) => `  ${kind} ${name}`).join("\n")}\nNothing was changed.`,
    `Keep the data: undo the change in the catalog. Or, after a backup, allow each loss by name, which also removes the protection: \`${retryCommand} ${allowOptions(losses)}\`.`,
  );
}
