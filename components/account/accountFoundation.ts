import { Provider } from "@pulumi/aws/provider";
import { ComponentResource, type ComponentResourceOptions, type Output, type Resource } from "@pulumi/pulumi";
import { serviceRoles } from "../../model/access/serviceRoles";
import { backupBuckets, backupVersions, driverReplication, hasBackups } from "../../model/account/backups";
import { githubSettings, type Foundation } from "../../model/account/foundation";
import { DRIVER_NAMES } from "../../model/names";
import { providerArgs } from "../stage/awsProvider";
import { AuditTrail } from "./auditTrail";
import { costBudget } from "./costBudget";
import { driverBucket } from "./driverBucket";
import { githubProvider } from "./githubProvider";
import { backupVault, nightlyBackup } from "./nightlyBackup";
import { AccountRoles } from "./roles";
import { serviceRole } from "./serviceRole";
import { stateKey } from "./stateKey";

export interface AccountFoundationArgs {
  /** Account and region, the stages in it, and whether what is global to the account is part of it. */
  readonly foundation: Foundation;
}

/**
 * What the driver and its users need in an account and region: the buckets of state and deployments and the key of the
 * state's secrets; backups of stages, and their replication to other regions; and once per account the roles, the sign-in from
 * GitHub, the audit trail and the budget.
 */
export class AccountFoundation extends ComponentResource {
  /** Name of the state bucket. */
  readonly stateBucket: Output<string>;
  /** Name of the deployments bucket. */
  readonly deploymentsBucket: Output<string>;
  /** ARN of the key of the state's secrets. */
  readonly stateKey: Output<string>;

  constructor(name: string, { foundation }: AccountFoundationArgs, options: ComponentResourceOptions = {}) {
    const { owner, readers, isGlobal } = foundation;
    super("listbackup:account:AccountFoundation", name, {}, options);
    const roles = isGlobal ? serviceRoles(foundation.scope).flatMap((role) => serviceRole(role, this)) : [];
    const replicated = (kind: "state" | "deployments") => ({
      replication: driverReplication(foundation, kind),
      replicationNeeds: roles,
    });
    const isRehearsal = owner.rehearsal !== undefined;
    const state = DRIVER_NAMES.stateBucket(owner);
    this.stateBucket = driverBucket(
      "state",
      { bucket: state, readers: [], isRehearsal, ...replicated("state") },
      this,
    ).bucket;
    const deployments = DRIVER_NAMES.deploymentsBucket(owner);
    this.deploymentsBucket = driverBucket(
      "deployments",
      { bucket: deployments, readers, isRehearsal, ...replicated("deployments") },
      this,
    ).bucket;
    this.stateKey = stateKey("state-key", this).arn;
    if (isGlobal) this.#createGlobal(foundation);
    this.#createBackups(foundation, roles);
    this.registerOutputs({
      stateBucket: this.stateBucket,
      deploymentsBucket: this.deploymentsBucket,
      stateKey: this.stateKey,
    });
  }

  #createGlobal(foundation: Foundation): void {
    const { account, region, budget, auditTrail, rehearsal } = foundation.accountOwner;
    const github = githubSettings(foundation);
    const providers = github.some(({ kind }) => kind === "on") ? [githubProvider("github", this)] : [];
    new AccountRoles(
      "roles",
      {
        scope: foundation.scope,
        trust: { github, principals: [`arn:aws:iam::${account}:root`] },
        isRehearsal: rehearsal !== undefined,
      },
      // Their trust policies name the provider.
      { parent: this, dependsOn: providers },
    );
    if (budget.kind === "on") costBudget("budget", budget, this);
    if (auditTrail.kind === "on")
      new AuditTrail("audit", { account, region, retentionDays: auditTrail.retentionDays }, { parent: this });
  }

  /** Backups of stages of other regions, and those that the stages of this region have. */
  #createBackups(foundation: Foundation, roles: readonly Resource[]): void {
    const isRehearsal = foundation.owner.rehearsal !== undefined;
    for (const { name, bucket, retentionDays } of backupBuckets(foundation)) {
      const oldVersions = backupVersions(retentionDays);
      // A bucket that is no longer in the catalog leaves its replica.
      const protect = name === "backups";
      driverBucket(name, { bucket, readers: [], isRehearsal, oldVersions, protect }, this);
    }
    if (!hasBackups(foundation)) return;
    const vault = backupVault("backup-vault", foundation.owner.account, this);
    for (const recovery of foundation.recoveries) nightlyBackup(recovery, vault, this, roles);
  }
}

/** The AWS provider of a foundation, whose resources belong to no single stage. */
export function foundationProvider({ owner }: Foundation): Provider {
  const tags = { Project: "listbackup", ManagedBy: "pulumi", Part: "account-foundation" };
  return new Provider("aws", { ...providerArgs(owner), defaultTags: { tags } });
}
