import * as backup from "@pulumi/aws/backup";
import type { Resource } from "@pulumi/pulumi";
import { serviceRoleArn } from "../../model/access/serviceRoles";
import { vaultPolicy } from "../../model/account/backups";
import type { Recovery } from "../../model/account/foundation";
import { DRIVER_NAMES, NAMES } from "../../model/names";

/**
 * AWS Backup's vault of an account and region: recovery points of the tables of its stages, and copies of those of stages that
 * are backed up here. Under AWS Backup's own KMS key, which copies within an account may have. AWS deletes no vault with
 * recovery points, so a deletion of the stack leaves it.
 */
export function backupVault(name: string, account: string, parent: Resource): backup.Vault {
  const retained = { parent, retainOnDelete: true };
  const vault = new backup.Vault(name, { name: DRIVER_NAMES.backupVault }, retained);
  const policy = JSON.stringify(vaultPolicy(account));
  new backup.VaultPolicy(`${name}-policy`, { backupVaultName: vault.name, policy }, retained);
  return vault;
}

/** Minutes from the start of a window until AWS Backup cancels a job that has not started, and one that has not ended. */
const START_WINDOW = 60;
const COMPLETION_WINDOW = 720;

/**
 * AWS Backup's plan of a stage: every night a recovery point of each table, and its copy in the vault of the recovery region.
 * The tables are selected by their names, so those of later deployments are in it.
 */
export function nightlyBackup(
  { stage, settings, into }: Recovery,
  vault: backup.Vault,
  parent: Resource,
  /** The role must exist before a selection names it. */
  dependsOn: readonly Resource[],
): void {
  const lifecycle = { deleteAfter: settings.retentionDays };
  const plan = new backup.Plan(
    `backup-${stage.short}`,
    {
      name: DRIVER_NAMES.backupPlan(stage),
      rules: [
        {
          ruleName: "nightly",
          targetVaultName: vault.name,
          schedule: `cron(0 ${String(settings.nightlyHourUtc)} * * ? *)`,
          startWindow: START_WINDOW,
          completionWindow: COMPLETION_WINDOW,
          lifecycle,
          copyActions: [
            {
              destinationVaultArn: `arn:aws:backup:${into.region}:${into.account}:backup-vault:${DRIVER_NAMES.backupVault}`,
              lifecycle,
            },
          ],
        },
      ],
    },
    { parent },
  );
  new backup.Selection(
    `backup-${stage.short}-tables`,
    {
      name: DRIVER_NAMES.backupPlan(stage),
      planId: plan.id,
      iamRoleArn: serviceRoleArn(stage.account, DRIVER_NAMES.backupRole),
      resources: [`arn:aws:dynamodb:${stage.region}:${stage.account}:table/${NAMES.table.of(stage, "*")}`],
    },
    { parent, dependsOn: [...dependsOn] },
  );
}
