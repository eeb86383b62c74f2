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

export const accountExamples: readonly Example[] = [
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
