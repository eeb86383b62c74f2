import type { NotificationWithSubscribers } from "@aws-sdk/client-budgets";
import type { Aws } from "../aws/aws";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { blockSet, number, type Shape, text, textSet } from "../schema/schema";
import { tagList, tagMap } from "../schema/tags";

const notification = {
  comparisonOperator: text({ required: true }),
  notificationType: text({ required: true }),
  threshold: number({ required: true }),
  thresholdType: text({ required: true }),
  subscriberEmailAddresses: textSet(),
  subscriberSnsTopicArns: textSet(),
};

const inputs = {
  name: text({ replaces: true }),
  budgetType: text({ required: true }),
  timeUnit: text({ required: true }),
  limitAmount: text({ computed: true }),
  limitUnit: text({ computed: true }),
  notifications: blockSet(notification),
  tags: TAGS_PROPERTY,
};

type Given = Shape<typeof inputs>;

function budgetOf({ name, budgetType, timeUnit, limitAmount, limitUnit }: Given) {
  return {
    BudgetName: name,
    BudgetType: budgetType as "COST",
    TimeUnit: timeUnit as "MONTHLY",
    BudgetLimit: { Amount: limitAmount, Unit: limitUnit },
  };
}

function toNotification(given: Shape<typeof notification>): NotificationWithSubscribers {
  return {
    Notification: {
      ComparisonOperator: given.comparisonOperator as "GREATER_THAN",
      NotificationType: given.notificationType as "ACTUAL",
      Threshold: given.threshold,
      ThresholdType: given.thresholdType as "PERCENTAGE",
    },
    Subscribers: [
      ...(given.subscriberEmailAddresses ?? []).map((Address) => ({ SubscriptionType: "EMAIL" as const, Address })),
      ...(given.subscriberSnsTopicArns ?? []).map((Address) => ({ SubscriptionType: "SNS" as const, Address })),
    ],
  };
}

async function notificationsOf({ budgets, account: AccountId }: Aws, BudgetName: string) {
  const { Notifications = [] } = await budgets.describeNotificationsForBudget({ AccountId, BudgetName });
  return Promise.all(
    Notifications.map(async (Notification) => {
      const request = { AccountId, BudgetName, Notification };
      const { Subscribers = [] } = await budgets.describeSubscribersForNotification(request);
      const addresses = (kind: string) =>
        Subscribers.flatMap(({ SubscriptionType, Address }) => (SubscriptionType === kind ? [Address ?? ""] : []));
      return { Notification, emails: addresses("EMAIL"), topics: addresses("SNS") };
    }),
  );
}

/** `ACCOUNT:NAME`, as the AWS provider has it. */
const budgetName = (id: string): string => id.split(":")[1] ?? "";

const arnOf = (account: string, name: string): string => `arn:aws:budgets::${account}:budget/${name}`;

const budget = defineRow({
  token: "aws:budgets/budget:Budget",
  inputs,
  outputs: ["arn", "accountId"],
  autoName: { property: "name" },
  async create({ budgets, account: AccountId }, given) {
    await budgets.createBudget({
      AccountId,
      Budget: budgetOf(given),
      NotificationsWithSubscribers: (given.notifications ?? []).map(toNotification),
      ...(Object.keys(given.tagsAll).length === 0 ? {} : { ResourceTags: tagList(given.tagsAll) }),
    });
    return `${AccountId}:${given.name ?? ""}`;
  },
  async read(aws, id) {
    const { budgets, account: AccountId } = aws;
    const BudgetName = budgetName(id);
    const { Budget: found } = await budgets.describeBudget({ AccountId, BudgetName });
    if (found === undefined) return undefined;
    const arn = arnOf(AccountId, BudgetName);
    const [notifications, { ResourceTags }] = await Promise.all([
      notificationsOf(aws, BudgetName),
      budgets.listTagsForResource({ ResourceARN: arn }),
    ]);
    return {
      name: found.BudgetName,
      budgetType: found.BudgetType,
      timeUnit: found.TimeUnit,
      limitAmount: found.BudgetLimit?.Amount,
      limitUnit: found.BudgetLimit?.Unit,
      notifications: notifications.map(({ Notification, emails, topics }) => ({
        comparisonOperator: Notification.ComparisonOperator,
        notificationType: Notification.NotificationType,
        threshold: Notification.Threshold,
        thresholdType: Notification.ThresholdType ?? "PERCENTAGE",
        ...(emails.length === 0 ? {} : { subscriberEmailAddresses: emails }),
        ...(topics.length === 0 ? {} : { subscriberSnsTopicArns: topics }),
      })),
      arn,
      accountId: AccountId,
      tags: tagMap(ResourceTags),
    };
  },
  // As the official provider does: all notifications are deleted and created again.
  async update(aws, { id, news, changed }) {
    const { budgets, account: AccountId } = aws;
    const BudgetName = budgetName(id);
    await budgets.updateBudget({ AccountId, NewBudget: budgetOf(news) });
    if (!changed.has("notifications")) return;
    for (const { Notification } of await notificationsOf(aws, BudgetName)) {
      await budgets.deleteNotification({ AccountId, BudgetName, Notification });
    }
    for (const { Notification, Subscribers } of (news.notifications ?? []).map(toNotification)) {
      await budgets.createNotification({ AccountId, BudgetName, Notification, Subscribers });
    }
  },
  async retag({ budgets, account }, { id, set, removed }) {
    const ResourceARN = arnOf(account, budgetName(id));
    if (removed.length > 0) await budgets.untagResource({ ResourceARN, ResourceTagKeys: [...removed] });
    if (Object.keys(set).length > 0) await budgets.tagResource({ ResourceARN, ResourceTags: tagList(set) });
  },
  async remove({ budgets, account: AccountId }, id) {
    await budgets.deleteBudget({ AccountId, BudgetName: budgetName(id) });
  },
  validate: ({ notifications = [] }) => (notifications.length > 10 ? ["a budget has at most 10 notifications"] : []),
});

export const budgetRows: readonly Row[] = [budget];
