import { exportEstimate, type ExportPlan } from "../../model/backup/exportPlan";
import { sizeOf, type BackupSet, type BackupWay } from "../../model/backup/set";
import { PRICES, storageCost } from "../../model/cost/prices";
import type { BackupProgress } from "../backup/backupProgress";
import { cutList } from "../shortList";
import { count, duration } from "./duration";
import { sizeText } from "./prune";

const LISTED_NAMES = 4;

/** What a backup reads and costs, before it starts. AWS counts the items of a table every six hours. */
export function estimateLines(stage: string, way: BackupWay, plans: readonly ExportPlan[]): readonly string[] {
  const { items, bytes, units, usd, seconds } = exportEstimate(plans);
  const what = `${count(plans.length, "table")} of ${stage}, about ${count(items, "item")}, ${sizeText(bytes)}`;
  const stored = `at most $${storageCost(PRICES.s3Storage, bytes).toFixed(2)} a month while it is kept`;
  switch (way) {
    case "native":
      return [`Native backup: ${what}. AWS reads them without read units; ${stored}`];
    case "logical":
      return [
        `Logical backup: ${what}`,
        `  reads about ${String(units)} read units: about $${usd.toFixed(2)}, and at least ${duration(seconds * 1_000)}; ${stored}`,
      ];
  }
}

/** `Tables: 1200 of about 4000 items, 12.0 MB, 300 items/s, 10 s left` */
export function progressLine({ items, bytes, totalItems, itemsPerSecond, secondsLeft }: BackupProgress): string {
  const left = secondsLeft === null ? "" : `, ${duration(secondsLeft * 1_000)} left`;
  return `Tables: ${String(items)} of about ${count(totalItems, "item")}, ${sizeText(bytes)}, ${String(Math.round(itemsPerSecond))} items/s${left}`;
}

/** What a set contains, and what it does not. */
export function backupLines(set: BackupSet, store: { readonly bucket: string }): readonly string[] {
  const { tables, users, parameters, artifacts, buckets, release } = set;
  const items = tables.reduce((sum, one) => sum + (one.items ?? 0), 0);
  const seconds = set.endedAt - set.startedAt;
  return [
    `Backup set ${String(set.id)} of ${set.stage}: complete, ${sizeText(sizeOf(set))}, in ${store.bucket} (${duration(seconds * 1_000)})`,
    `  ${count(tables.length, "table")}${set.way === "logical" ? ` with ${count(items, "item")}` : ""}, ${users === null ? "no user pool" : count(users.users, "user")}, ${count(parameters.names.length, "parameter")}, release ${String(release.id)} with ${count(artifacts.length, "artifact")}`,
    ...buckets.map(
      ({ bucket, objects, pending }) =>
        `  ${bucket}: ${count(objects, "object")} in its replica${pending === 0 ? "" : `, ${String(pending)} not in it`}`,
    ),
  ];
}

/** What the set lacks, or is not what a reader may expect. */
export function backupWarnings(set: BackupSet): readonly string[] {
  const { source, unfinished, users, tables, buckets } = set;
  const inRegion = tables.some(({ native }) => native?.kind === "dynamodb");
  return [
    ...source.flatMap(({ repository, file, problem }) =>
      problem === null ? [] : [`${file === null ? "No git bundle" : "Git bundle"} of the ${repository}: ${problem}`],
    ),
    ...(unfinished.length === 0
      ? []
      : [
          `The set has release ${String(set.release.id)}, the newest that succeeded; it does not have ${cutList(unfinished.map(String), LISTED_NAMES)}`,
        ]),
    ...buckets.flatMap(({ bucket, replica, pending }) =>
      pending === 0
        ? []
        : [
            `${count(pending, "object")} of ${bucket} could not be copied to ${replica}: archived, larger than 5 GB, or there is no replica`,
          ],
    ),
    ...(inRegion ? ["DynamoDB's backups stay in their region: they do not survive its loss"] : []),
    ...(users === null ? [] : ["Passwords and MFA secrets of users are not in the set: Cognito does not export them"]),
  ];
}
