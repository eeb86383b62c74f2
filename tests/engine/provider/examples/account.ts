import type { Aws } from "../../../../rehearsal/provider/aws/aws";
import type { Example } from "./example";

const ALERT = {
  comparisonOperator: "GREATER_THAN",
  notificationType: "ACTUAL",
  threshold: 80,
  thresholdType: "PERCENTAGE",
  subscriberEmailAddresses: ["ops@example.com"],
};
const BUDGET = { name: "example", budgetType: "COST", timeUnit: "MONTHLY", limitAmount: "100", limitUnit: "USD" };

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
});
const allowing = (action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });

const RULE = {
  ruleName: "nightly",
  targetVaultName: "example",
  schedule: "cron(0 9 * * ? *)",
  startWindow: 60,
  completionWindow: 720,
  lifecycle: { deleteAfter: 35 },
  copyActions: [
    {
      destinationVaultArn: "arn:aws:backup:us-east-1:100000000001:backup-vault:example",
      lifecycle: { deleteAfter: 35 },
    },
  ],
};
const keeping = (action: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Principal: "*", Action: action, Resource: "*" }],
  });
const planNamed = (name: string) =>
  async function createPlan({ backup, account }: Aws) {
    const Rules = [{ RuleName: "nightly", TargetBackupVaultName: "example" }];
    const { BackupPlanId = "" } = await backup.createBackupPlan({ BackupPlan: { BackupPlanName: name, Rules } });
    return { planId: BackupPlanId, iamRoleArn: `arn:aws:iam::${account}:role/example-backup` };
  };

export const accountExamples: readonly Example[] = [
  {
    token: "aws:backup/vault:Vault",
    inputs: () => ({ name: "example-vault", tags: { part: "backups" } }),
    update: () => ({ name: "example-vault", tags: { part: "vault" } }),
    replace: { name: "example-vault-other" },
  },
  {
    token: "aws:backup/vaultPolicy:VaultPolicy",
    needs: async ({ backup }) => {
      await backup.createBackupVault({ BackupVaultName: "example-kept" });
      return {};
    },
    inputs: () => ({ backupVaultName: "example-kept", policy: keeping("backup:DeleteRecoveryPoint") }),
    update: () => ({ backupVaultName: "example-kept", policy: keeping("backup:UpdateRecoveryPointLifecycle") }),
    replace: { backupVaultName: "example-kept-other" },
    drift: {
      change: ({ backup }, id) =>
        backup.putBackupVaultAccessPolicy({ BackupVaultName: id, Policy: keeping("backup:DeleteBackupVault") }),
      shows: ["policy"],
    },
  },
  {
    token: "aws:backup/plan:Plan",
    inputs: () => ({ name: "example-plan", rules: [RULE], tags: { part: "backups" } }),
    update: () => ({ name: "example-plan", rules: [{ ...RULE, lifecycle: { deleteAfter: 7 } }] }),
    replace: { name: "example-plan-other" },
    drift: {
      change: ({ backup }, id) =>
        backup.updateBackupPlan({
          BackupPlanId: id,
          BackupPlan: {
            BackupPlanName: "example-plan",
            Rules: [{ RuleName: "other", TargetBackupVaultName: "example" }],
          },
        }),
      shows: ["rules"],
    },
  },
  {
    token: "aws:backup/selection:Selection",
    needs: planNamed("example-selected"),
    inputs: ({ planId = "", iamRoleArn = "" }) => ({
      name: "tables",
      planId,
      iamRoleArn,
      resources: ["arn:aws:dynamodb:us-west-2:100000000001:table/example-*"],
    }),
    replace: { name: "other" },
    importId: (id, { planId }) => `${String(planId)}|${id}`,
  },
  {
    token: "aws:iam/policy:Policy",
    inputs: () => ({ name: "example-policy", policy: allowing("s3:ListAllMyBuckets"), tags: { part: "policy" } }),
    update: () => ({ name: "example-policy", policy: allowing("sqs:ListQueues") }),
    replace: { name: "example-policy-other" },
    drift: {
      change: ({ iam }, id) =>
        iam.createPolicyVersion({ PolicyArn: id, PolicyDocument: allowing("sns:ListTopics"), SetAsDefault: true }),
      shows: ["policy"],
    },
  },
  {
    token: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    needs: async ({ iam }) => {
      await iam.createRole({ RoleName: "example-attached-role", AssumeRolePolicyDocument: TRUST });
      const { Policy } = await iam.createPolicy({
        PolicyName: "example-attached",
        PolicyDocument: allowing("sns:ListTopics"),
      });
      return { policyArn: Policy?.Arn ?? "" };
    },
    inputs: ({ policyArn }) => ({ role: "example-attached-role", policyArn: policyArn ?? "" }),
    replace: { role: "example-attached-role-other" },
  },
  {
    token: "aws:budgets/budget:Budget",
    inputs: () => ({ ...BUDGET, notifications: [ALERT], tags: { part: "budget" } }),
    update: () => ({
      ...BUDGET,
      limitAmount: "250",
      notifications: [ALERT, { ...ALERT, notificationType: "FORECASTED", threshold: 100 }],
    }),
    replace: { name: "example-other" },
    drift: {
      change: ({ budgets, account: AccountId }) =>
        budgets.updateBudget({
          AccountId,
          NewBudget: {
            BudgetName: "example",
            BudgetType: "COST",
            TimeUnit: "MONTHLY",
            BudgetLimit: { Amount: "9", Unit: "USD" },
          },
        }),
      shows: ["limitAmount"],
    },
  },
  {
    token: "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    inputs: () => ({ url: "https://token.example.com", clientIdLists: ["sts.amazonaws.com"], tags: { part: "ci" } }),
    update: () => ({ url: "https://token.example.com", clientIdLists: ["sts.amazonaws.com", "other"] }),
    replace: { url: "https://token.example.org" },
  },
];
