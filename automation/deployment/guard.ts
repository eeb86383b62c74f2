import { DeployError } from "../../model/errors";
import type { Change } from "../engine/change";
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
