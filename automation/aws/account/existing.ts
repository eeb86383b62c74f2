import { githubProviderArn } from "../../../model/account/githubTrust";
import { DRIVER_NAMES } from "../../../model/names";
import { calling, isNotFound } from "../errors";
import { findResources } from "../resourceSearch";
import { clientConfig, type AwsTarget } from "../target";

/*
 * What exists in an account of the resources of a foundation, by the names that they have. Each function returns the id
 * that Pulumi imports the resource by, or null.
 */

type Lookup = (target: AwsTarget) => Promise<string | null>;

/** The KMS key of the state's secrets, by its alias. */
export const stateKeyId: Lookup = (target) =>
  lookUp(target, "reading the state's KMS key", async () => {
    const { DescribeKeyCommand, KMSClient } = await import("@aws-sdk/client-kms");
    const client = new KMSClient(clientConfig(target));
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: DRIVER_NAMES.stateKeyAlias }));
    return KeyMetadata?.KeyId;
  });

/** The provider of GitHub's tokens; an account has at most one. */
export const githubProvider: Lookup = (target) =>
  lookUp(target, "reading the identity provider of GitHub", async () => {
    const { GetOpenIDConnectProviderCommand, IAMClient } = await import("@aws-sdk/client-iam");
    const client = new IAMClient(clientConfig(target));
    const arn = githubProviderArn(target.account);
    await client.send(new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn: arn }));
    return arn;
  });

export const auditTrail: Lookup = (target) =>
  lookUp(target, "reading the audit trail", async () => {
    const { CloudTrailClient, GetTrailCommand } = await import("@aws-sdk/client-cloudtrail");
    const client = new CloudTrailClient(clientConfig(target));
    const { Trail } = await client.send(new GetTrailCommand({ Name: DRIVER_NAMES.auditTrail }));
    return Trail?.TrailARN;
  });

export const budget: Lookup = (target) =>
  lookUp(target, "reading the budget", async () => {
    const { BudgetsClient, DescribeBudgetCommand } = await import("@aws-sdk/client-budgets");
    // AWS has one endpoint of Budgets for all regions, in us-east-1; the SDK knows it.
    const client = new BudgetsClient(clientConfig(target));
    const request = { AccountId: target.account, BudgetName: DRIVER_NAMES.budget };
    await client.send(new DescribeBudgetCommand(request));
    return `${request.AccountId}:${request.BudgetName}`;
  });

export const backupVault: Lookup = (target) =>
  lookUp(target, "reading AWS Backup's vault", async () => {
    const { BackupClient, paginateListBackupVaults } = await import("@aws-sdk/client-backup");
    const client = new BackupClient(clientConfig(target));
    // AWS denies the description of a vault that does not exist.
    for await (const { BackupVaultList = [] } of paginateListBackupVaults({ client }, {}))
      if (BackupVaultList.some(({ BackupVaultName }) => BackupVaultName === DRIVER_NAMES.backupVault))
        return DRIVER_NAMES.backupVault;
    return undefined;
  });

/** A plan of AWS Backup. Its id is AWS's. */
export function backupPlan(name: string): Lookup {
  return async (target) => (await findResources(target, "backupPlan", { name }))[0] ?? null;
}

/** The selection with the same name as its plan. */
export function backupSelection(name: string): Lookup {
  return async (target) => {
    const planId = await backupPlan(name)(target);
    if (planId === null) return null;
    const [selection] = await findResources(target, "backupSelection", { name, planId });
    return selection === undefined ? null : `${planId}|${selection}`;
  };
}

/** A managed policy of the account. Its id is its ARN. */
export function managedPolicy(arn: string): Lookup {
  return (target) =>
    lookUp(target, `reading the policy ${arn}`, async () => {
      const { GetPolicyCommand, IAMClient } = await import("@aws-sdk/client-iam");
      await new IAMClient(clientConfig(target)).send(new GetPolicyCommand({ PolicyArn: arn }));
      return arn;
    });
}

/** A role. Its id is its name. */
export function role(RoleName: string): Lookup {
  return (target) =>
    lookUp(target, `reading the role ${RoleName}`, async () => {
      const { GetRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
      await new IAMClient(clientConfig(target)).send(new GetRoleCommand({ RoleName }));
      return RoleName;
    });
}

function lookUp(target: AwsTarget, doing: string, read: () => Promise<string | undefined>): Promise<string | null> {
  return calling(target, doing, async () => {
    try {
      return (await read()) ?? null;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  });
}
