import type { Example } from "./example";

const ALERT = {
  comparisonOperator: "GREATER_THAN",
  notificationType: "ACTUAL",
  threshold: 80,
  thresholdType: "PERCENTAGE",
  subscriberEmailAddresses: ["ops@example.com"],
};
const BUDGET = { name: "example", budgetType: "COST", timeUnit: "MONTHLY", limitAmount: "100", limitUnit: "USD" };

export const accountExamples: readonly Example[] = [
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
