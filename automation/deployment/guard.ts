import { DeployError } from "../../model/errors";
import { nameOfUrn, type Change } from "../engine/change";
import type { EngineFailure } from "../engine/failure";
import type { Allowances } from "./steps";

/** Types that hold what no deployment can bring back. */
const HOLDS_DATA: Readonly<Record<string, string>> = {
  "aws:dynamodb/table:Table": "table",
  "aws:s3/bucket:Bucket": "bucket",
  "aws:cognito/userPool:UserPool": "user pool",
  "aws:kms/key:Key": "key",
  "aws:acm/certificate:Certificate": "certificate",
};

/** The changes that would lose data and that nobody allowed by name. */
export function lossesOf(changes: readonly Change[], allow: Allowances): readonly Change[] {
  return changes.filter((change) => {
    if (HOLDS_DATA[change.type] === undefined) return false;
    if (change.kind === "delete") return !allow.delete.includes(change.name);
    if (change.kind === "replace") return !allow.replace.includes(change.name);
    return false;
  });
}

/** The engine's words for it. */
const PROTECTED: readonly RegExp[] = [
  /resource "(?<urn>[^"]+)" cannot be (?<verb>deleted|replaced)\s+because it is protected/,
  /unable to (?<verb>delete|replace) resource "(?<urn>[^"]+)"\s+as it is currently marked for protection/,
];

/**
 * The engine stops at what it protects before it has a plan.
 * @throws DeployError DATA_LOSS where that is why a preview failed
 */
export function refuseProtected(failures: readonly EngineFailure[]): void {
  const losses = failures.flatMap(({ message }) => {
    const found = PROTECTED.map((form) => form.exec(message)?.groups).find((groups) => groups !== undefined);
    if (found === undefined) return [];
    return [
      {
        kind: found["verb"]?.startsWith("replace") === true ? "replace" : "delete",
        name: nameOfUrn(found["urn"] ?? ""),
      },
    ];
  });
  if (losses.length === 0) return;
  throw new DeployError(
    "DATA_LOSS",
    `This would lose data that is protected:\n${losses.map(({ kind, name }) => `  ${kind} ${name}`).join("\n")}\nNothing was changed.`,
    `Keep it by undoing the change in the catalog; or, after a backup, name each one, which takes its protection off: ${losses.map(({ kind, name }) => `--allow-${kind} ${name}`).join(" ")}`,
  );
}

/** @throws DeployError DATA_LOSS with every loss and the option that allows each */
export function guardData(changes: readonly Change[], allow: Allowances): void {
  const losses = lossesOf(changes, allow);
  if (losses.length === 0) return;
  const list = losses.map(
    (loss) =>
      `  ${loss.kind} ${HOLDS_DATA[loss.type] ?? loss.type} ${loss.name}${loss.properties.length > 0 ? ` (${loss.properties.join(", ")})` : ""}`,
  );
  const flags = losses.map((loss) => `--allow-${loss.kind} ${loss.name}`).join(" ");
  throw new DeployError(
    "DATA_LOSS",
    `This would lose data:\n${list.join("\n")}\nNothing was changed.`,
    `Keep it by undoing the change in the catalog; or, after a backup, name each one: ${flags}`,
  );
}
