import * as budgets from "@pulumi/aws/budgets";
import type { Resource } from "@pulumi/pulumi";
import { DRIVER_NAMES } from "../../model/names";
import type { BudgetSettings } from "../../model/stage/account";

/**
 * The account's monthly budget, and the notifications of AWS Budgets. AWS refuses a notification without a recipient, so
 * there are none without an address.
 */
export function costBudget(
  name: string,
  settings: Extract<BudgetSettings, { kind: "on" }>,
  parent: Resource,
): budgets.Budget {
  return new budgets.Budget(
    name,
    {
      name: DRIVER_NAMES.budget,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: String(settings.monthlyUsd),
      limitUnit: "USD",
      notifications: notificationsOf(settings),
    },
    { parent },
  );
}

function notificationsOf({ emails, actualPercent, forecastPercent }: Extract<BudgetSettings, { kind: "on" }>) {
  if (emails.length === 0) return [];
  const notification = (notificationType: "ACTUAL" | "FORECASTED") => (threshold: number) => ({
    notificationType,
    threshold,
    thresholdType: "PERCENTAGE",
    comparisonOperator: "GREATER_THAN",
    subscriberEmailAddresses: [...emails],
  });
  return [...actualPercent.map(notification("ACTUAL")), ...forecastPercent.map(notification("FORECASTED"))];
}
