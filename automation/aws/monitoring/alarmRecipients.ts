import { arnOf } from "../../../model/arns";
import type { AlarmRecipients } from "../../../model/checklist/evaluation";
import { ALARM_TOPIC } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { isDenied, isNotFound } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** SNS's value instead of the ARN of a subscription that its recipient has not confirmed. */
const PENDING = "PendingConfirmation";

/** Which recipients of the stage's alarms have not confirmed their subscription. @throws an error of the SDK */
export async function alarmRecipients(target: AwsTarget, stage: Stage): Promise<AlarmRecipients> {
  const { alarms } = stage;
  if (alarms.kind === "off" || alarms.emails.length === 0) return { kind: "topic", unconfirmed: [] };
  const { paginateListSubscriptionsByTopic, SNSClient } = await import("@aws-sdk/client-sns");
  const client = new SNSClient(clientConfig(target));
  const confirmed = new Set<string>();
  try {
    const pages = paginateListSubscriptionsByTopic({ client }, { TopicArn: arnOf.topic(stage, ALARM_TOPIC) });
    for await (const { Subscriptions = [] } of pages)
      for (const { Endpoint, SubscriptionArn } of Subscriptions)
        if (Endpoint !== undefined && SubscriptionArn !== undefined && SubscriptionArn !== PENDING)
          confirmed.add(Endpoint);
  } catch (error) {
    if (isNotFound(error)) return { kind: "no topic" };
    if (isDenied(error)) return { kind: "unreadable", reason: "sns:ListSubscriptionsByTopic is not allowed" };
    throw error;
  }
  return { kind: "topic", unconfirmed: alarms.emails.filter((email) => !confirmed.has(email)) };
}
