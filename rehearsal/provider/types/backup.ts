import type { BackupRule, BackupRuleInput, Lifecycle } from "@aws-sdk/client-backup";
import type { Aws } from "../aws/aws";
import { defineRow, type Row, type TagChange, TAGS_PROPERTY } from "../schema/row";
import { block, blockSet, flag, json, number, type Shape, text, textMap, textSet } from "../schema/schema";

async function retag({ backup }: Aws, ResourceArn: string, { set, removed }: TagChange): Promise<void> {
  if (removed.length > 0) await backup.untagResource({ ResourceArn, TagKeyList: [...removed] });
  if (Object.keys(set).length > 0) await backup.tagResource({ ResourceArn, Tags: { ...set } });
}

async function tagsOf({ backup }: Aws, ResourceArn: string): Promise<Readonly<Record<string, string>>> {
  const { Tags = {} } = await backup.listTags({ ResourceArn });
  return Tags;
}

const vault = defineRow({
  token: "aws:backup/vault:Vault",
  inputs: {
    name: text({ replaces: true }),
    kmsKeyArn: text({ computed: true, replaces: true }),
    forceDestroy: flag({ default: false }),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn", "recoveryPoints"],
  autoName: { property: "name" },
  async create({ backup }, given) {
    await backup.createBackupVault({
      BackupVaultName: given.name,
      EncryptionKeyArn: given.kmsKeyArn,
      BackupVaultTags: { ...given.tagsAll },
    });
    return given.name ?? "";
  },
  async read(aws, id) {
    const found = await aws.backup.describeBackupVault({ BackupVaultName: id });
    const arn = found.BackupVaultArn ?? "";
    return {
      name: found.BackupVaultName,
      kmsKeyArn: found.EncryptionKeyArn === "" ? undefined : found.EncryptionKeyArn,
      arn,
      recoveryPoints: found.NumberOfRecoveryPoints ?? 0,
      tags: await tagsOf(aws, arn),
    };
  },
  retag: (aws, change) => retag(aws, String(change.state["arn"]), change),
  async remove({ backup }, id) {
    await backup.deleteBackupVault({ BackupVaultName: id });
  },
});

/** The policy of a vault. Its id is the vault's name. */
const vaultPolicy = defineRow({
  token: "aws:backup/vaultPolicy:VaultPolicy",
  inputs: { backupVaultName: text({ required: true, replaces: true }), policy: json({ required: true }) },
  outputs: ["backupVaultArn"],
  async create({ backup }, { backupVaultName, policy }) {
    await backup.putBackupVaultAccessPolicy({ BackupVaultName: backupVaultName, Policy: policy });
    return backupVaultName;
  },
  async read({ backup }, id) {
    const found = await backup.getBackupVaultAccessPolicy({ BackupVaultName: id });
    return { backupVaultName: found.BackupVaultName, policy: found.Policy, backupVaultArn: found.BackupVaultArn };
  },
  async update({ backup }, { id, news }) {
    await backup.putBackupVaultAccessPolicy({ BackupVaultName: id, Policy: news.policy });
  },
  async remove({ backup }, id) {
    await backup.deleteBackupVaultAccessPolicy({ BackupVaultName: id });
  },
});

const lifecycle = block({ coldStorageAfter: number(), deleteAfter: number() });

const rule = {
  ruleName: text({ required: true }),
  targetVaultName: text({ required: true }),
  schedule: text(),
  scheduleExpressionTimezone: text({ default: "Etc/UTC" }),
  startWindow: number({ default: 60 }),
  completionWindow: number({ default: 180 }),
  enableContinuousBackup: flag({ default: false }),
  recoveryPointTags: textMap(),
  lifecycle,
  copyActions: blockSet({ destinationVaultArn: text({ required: true }), lifecycle }),
};

function toLifecycle(given: Shape<{ lifecycle: typeof lifecycle }>["lifecycle"]): Lifecycle | undefined {
  if (given === undefined) return undefined;
  return { MoveToColdStorageAfterDays: given.coldStorageAfter, DeleteAfterDays: given.deleteAfter };
}

function fromLifecycle(found: Lifecycle | undefined) {
  if (found === undefined) return undefined;
  return { coldStorageAfter: found.MoveToColdStorageAfterDays, deleteAfter: found.DeleteAfterDays };
}

function toRule(given: Shape<typeof rule>): BackupRuleInput {
  const { recoveryPointTags, copyActions } = given;
  return {
    RuleName: given.ruleName,
    TargetBackupVaultName: given.targetVaultName,
    ScheduleExpression: given.schedule,
    ScheduleExpressionTimezone: given.scheduleExpressionTimezone,
    StartWindowMinutes: given.startWindow,
    CompletionWindowMinutes: given.completionWindow,
    EnableContinuousBackup: given.enableContinuousBackup,
    Lifecycle: toLifecycle(given.lifecycle),
    ...(recoveryPointTags === undefined ? {} : { RecoveryPointTags: { ...recoveryPointTags } }),
    ...(copyActions === undefined
      ? {}
      : {
          CopyActions: copyActions.map((copy) => ({
            DestinationBackupVaultArn: copy.destinationVaultArn,
            Lifecycle: toLifecycle(copy.lifecycle),
          })),
        }),
  };
}

function fromRule(found: BackupRule) {
  return {
    ruleName: found.RuleName,
    targetVaultName: found.TargetBackupVaultName,
    schedule: found.ScheduleExpression,
    scheduleExpressionTimezone: found.ScheduleExpressionTimezone,
    startWindow: found.StartWindowMinutes,
    completionWindow: found.CompletionWindowMinutes,
    enableContinuousBackup: found.EnableContinuousBackup ?? false,
    recoveryPointTags: found.RecoveryPointTags,
    lifecycle: fromLifecycle(found.Lifecycle),
    copyActions: found.CopyActions?.map((copy) => ({
      destinationVaultArn: copy.DestinationBackupVaultArn,
      lifecycle: fromLifecycle(copy.Lifecycle),
    })),
  };
}

const plan = defineRow({
  token: "aws:backup/plan:Plan",
  inputs: { name: text({ replaces: true }), rules: blockSet(rule, { required: true }), tags: TAGS_PROPERTY },
  outputs: ["arn", "version"],
  autoName: { property: "name" },
  async create({ backup }, given) {
    const { BackupPlanId = "" } = await backup.createBackupPlan({
      BackupPlan: { BackupPlanName: given.name, Rules: given.rules.map(toRule) },
      BackupPlanTags: { ...given.tagsAll },
    });
    return BackupPlanId;
  },
  async read(aws, id) {
    const found = await aws.backup.getBackupPlan({ BackupPlanId: id });
    const arn = found.BackupPlanArn ?? "";
    return {
      name: found.BackupPlan?.BackupPlanName,
      rules: found.BackupPlan?.Rules?.map(fromRule),
      arn,
      version: found.VersionId,
      tags: await tagsOf(aws, arn),
    };
  },
  async update({ backup }, { id, news }) {
    await backup.updateBackupPlan({
      BackupPlanId: id,
      BackupPlan: { BackupPlanName: news.name, Rules: news.rules.map(toRule) },
    });
  },
  retag: (aws, change) => retag(aws, String(change.state["arn"]), change),
  async remove({ backup }, id) {
    await backup.deleteBackupPlan({ BackupPlanId: id });
  },
  recomputed: (changed) => (changed.has("rules") ? ["version"] : []),
});

/** Undefined for the empty lists that AWS gives where the program has none. */
const present = (found: readonly string[] | undefined) => (found?.length === 0 ? undefined : found);

/** `PLAN|SELECTION` serves for an import; else the plan comes from the state. */
function selectionKey(id: string, plan: unknown): { readonly BackupPlanId: string; readonly SelectionId: string } {
  const [first = "", second] = id.split("|");
  return second === undefined
    ? { BackupPlanId: String(plan), SelectionId: first }
    : { BackupPlanId: first, SelectionId: second };
}

/** AWS has no update of a selection: every change replaces it. */
const selection = defineRow({
  token: "aws:backup/selection:Selection",
  inputs: {
    name: text({ replaces: true }),
    planId: text({ required: true, replaces: true }),
    iamRoleArn: text({ required: true, replaces: true }),
    resources: textSet({ replaces: true }),
    notResources: textSet({ replaces: true }),
  },
  outputs: [],
  autoName: { property: "name" },
  async create({ backup }, { name, planId, iamRoleArn, resources, notResources }) {
    const { SelectionId = "" } = await backup.createBackupSelection({
      BackupPlanId: planId,
      BackupSelection: {
        SelectionName: name,
        IamRoleArn: iamRoleArn,
        Resources: resources === undefined ? undefined : [...resources],
        NotResources: notResources === undefined ? undefined : [...notResources],
      },
    });
    return SelectionId;
  },
  async read({ backup }, id, state) {
    const { BackupPlanId, BackupSelection: found } = await backup.getBackupSelection(selectionKey(id, state["planId"]));
    return {
      name: found?.SelectionName,
      planId: BackupPlanId,
      iamRoleArn: found?.IamRoleArn,
      resources: present(found?.Resources),
      notResources: present(found?.NotResources),
    };
  },
  async remove({ backup }, id, state) {
    await backup.deleteBackupSelection(selectionKey(id, state["planId"]));
  },
});

export const backupRows: readonly Row[] = [vault, vaultPolicy, plan, selection];
