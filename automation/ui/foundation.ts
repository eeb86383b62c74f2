import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { Foundation } from "../../model/account/foundation";
import { changeOf, type Change } from "../engine/changes/change";
import type { ChangeKind } from "../engine/changes/changeKind";
import type { RemoveResult } from "../operations/foundation/data";
import { count } from "./duration";
import type { Stage } from "../../model/stage/stage";
import { describeChanges } from "./changes";
import type { Colors, Terminal } from "./terminal";

/** The changes of a preview of an account's foundation. */
export function describeFoundationChanges(
  { owner: { account, region } }: Foundation,
  changes: readonly Change[],
  colors: Colors,
): readonly string[] {
  const lines = describeChanges(changes, colors, {
    // Who approves changes of an account has to see every one.
    verbose: true,
    groups: [{ id: null, title: `Account ${account}, region ${region}` }],
  });
  const isRetained = changes.some(({ kind, type }) => kind === "delete" && type.startsWith("aws:s3/bucket:"));
  return isRetained
    ? [...lines, "The bucket leaves the stack only: it stays in AWS, with its content and settings."]
    : lines;
}

const DONE: Readonly<Record<ChangeKind, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "removed",
  import: "imported",
};

/** Prints a line for each finished change: `created audit-bucket (Bucket)`. */
export function reportProgress(terminal: Pick<Terminal, "note">): (event: EngineEvent) => void {
  return ({ resOutputsEvent }) => {
    const change = resOutputsEvent === undefined ? null : changeOf(resOutputsEvent.metadata);
    if (change !== null) terminal.note(`  ${DONE[change.kind]} ${change.name} (${plainType(change.type)})`);
  };
}

/** `Bucket` */
function plainType(type: string): string {
  return type.split(":").at(-1) ?? type;
}

/** `14 created, 2 imported` */
export function foundationSummary(changes: readonly Change[]): string {
  const counts = (Object.keys(DONE) as ChangeKind[]).flatMap((kind) => {
    const found = changes.filter((change) => change.kind === kind).length;
    return found === 0 ? [] : [`${String(found)} ${DONE[kind]}`];
  });
  return counts.length === 0 ? "no changes" : counts.join(", ");
}

/** What a user has to know about the settings of an account. */
export function foundationNotes(foundation: Foundation): readonly string[] {
  const { owner, accountOwner, isGlobal } = foundation;
  if (!isGlobal) {
    return [
      ...recoveryNotes(foundation),
      `${owner.name} shares its account: roles, sign-in, trail and budget are in the foundation of ${accountOwner.name}: \`bin/deploy bootstrap ${accountOwner.name}\`.`,
    ];
  }
  const { budget } = accountOwner;
  if (budget.kind === "off" || budget.emails.length > 0) return recoveryNotes(foundation);
  return [
    ...recoveryNotes(foundation),
    `The budget has no recipients: add emails to listbackup:budget in Pulumi.${owner.name}.yaml to be notified.`,
  ];
}

/** Two regions and the stage itself have parts of its backups. */
function recoveryNotes({ recoveries }: Foundation): readonly string[] {
  return recoveries.map(
    ({ stage, into }) =>
      `Backups of ${stage.name} are in ${into.region}: after \`bin/deploy bootstrap ${into.name}\`, \`bin/deploy up ${stage.name}\` replicates its buckets.`,
  );
}

/** What a removal did, and what remains. */
export function removalLines(
  { name, account, region }: Pick<Stage, "name" | "account" | "region">,
  { removed, remaining }: RemoveResult,
): readonly string[] {
  const what = removed.length === 0 ? "The stack does not exist" : `Removed ${count(removed.length, "resource")}`;
  return [
    `Account ${account}, region ${region}: ${what}.`,
    ...remaining.map((data) => `  remains  ${data.name}: ${data.what}`),
    ...(remaining.length === 0 ? [] : [`To use them again: \`bin/deploy bootstrap ${name}\`.`]),
  ];
}
