import { ensureStateKey } from "../../../automation/aws/account/stateKey";
import { ensureBucket } from "../../../automation/aws/buckets/bucket";
import { readStage } from "../../../automation/session";
import type { AwsTarget } from "../../../automation/aws/target";
import { replicaName } from "../../../model/account/backups";
import { DRIVER_NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { stageOf } from "../release";
import type { TestProject } from "./project";

/** Where the sets of dev are in a test. */
export interface TestRecovery {
  readonly stage: Stage;
  /** Of the recovery region. */
  readonly target: Extract<AwsTarget, { readonly kind: "rehearsal" }>;
  readonly bucket: string;
}

/** Makes disaster-recovery, in dev's account, the recovery stage of dev, with what its `bootstrap` creates. */
export async function withRecovery(
  project: TestProject,
  endpoint: string,
  parameters = "{ kind: kms }",
): Promise<TestRecovery> {
  const { account } = stageOf("dev");
  await project.edit("Pulumi.disaster-recovery.yaml", (text) =>
    withoutFailover(text.replaceAll(stageOf("disaster-recovery").account, account))
      .replace("into: production", "into: dev")
      // It can be removed again.
      .replace('protected: "true"', 'protected: "false"')
      .replace("emptyBucketsOnDestroy: false", "emptyBucketsOnDestroy: true")
      .replace("deletionProtection: true", "deletionProtection: false"),
  );
  // It is in another account than that of disaster-recovery now.
  await project.edit("Pulumi.production.yaml", (text) => withoutFailover(withoutSetting(text, "recovery")));
  await project.edit("Pulumi.dev.yaml", (text) =>
    text.replace(
      /listbackup:recovery:\n {4}kind: "off".*\n/,
      `listbackup:recovery:
    kind: "on"
    into: disaster-recovery
    objectives: { recoveryTimeMinutes: 60, recoveryPointMinutes: 60 }
    retentionDays: 35
    nightlyHourUtc: 3
    parameters: ${parameters}
`,
    ),
  );
  const stage = await readStage(project.root, "dev");
  const region = stage.recoveryStage?.region ?? "";
  const target = { kind: "rehearsal", region, account, endpoint } as const;
  const bucket = DRIVER_NAMES.backupsBucket({ account, region });
  await ensureBucket(target, bucket);
  await ensureBucket(target, replicaName(stage, "data", region));
  await ensureStateKey(target);
  return { stage, target, bucket };
}

/**
 * Has dev backed up, with disaster-recovery as its recovery stage: in dev's account, so that production, whose account that is
 * otherwise, has no recovery here.
 */
export async function enableRecovery(project: Pick<TestProject, "edit">): Promise<void> {
  const off = /listbackup:recovery:\n {4}kind: "off"\n/;
  const on = /listbackup:recovery:\n {4}kind: "on"\n(?: {4,}.*\n)*/;
  let settings = "";
  await project.edit("Pulumi.production.yaml", (text) => {
    settings = on.exec(text)?.[0] ?? "";
    return text.replace(on, 'listbackup:recovery:\n    kind: "off"\n');
  });
  await project.edit("Pulumi.dev.yaml", (text) => text.replace(off, settings));
  await project.edit("Pulumi.disaster-recovery.yaml", (text) =>
    withoutFailover(text)
      .replace('account: "100000000003"', 'account: "100000000001"')
      .replace("into: production", "into: dev")
      .replace('protected: "true"', 'protected: "false"'),
  );
}

const withoutFailover = (text: string): string => withoutSetting(text, "failover");

/** Turns a setting off. */
function withoutSetting(text: string, name: string): string {
  const pattern = new RegExp(`( {2}listbackup:${name}:[^\\n]*\\n)(?: {4}[^\\n]*\\n)+`);
  return text.replace(pattern, (_all, head: string) => `${head}    kind: "off"\n`);
}
