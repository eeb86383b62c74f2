import { ALARM_TOPIC, NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { calling, isNotFound } from "../aws/errors";
import { clientConfig, type AwsTarget } from "../aws/target";
import { subjectOf, textOf, type Notification } from "./message";

/**
 * Tells whoever hears of the stage's alarms: the catalog's own topics are for what the backend has to say. A stage that
 * has no such topic, or none yet, tells nobody.
 */
export async function tellTopic(
  target: AwsTarget,
  stage: Stage,
  notification: Notification,
  signal: AbortSignal,
): Promise<void> {
  const { SNSClient, PublishCommand } = await import("@aws-sdk/client-sns");
  const client = new SNSClient(clientConfig(target));
  const TopicArn = `arn:aws:sns:${stage.region}:${stage.account}:${NAMES.topic.of(stage, ALARM_TOPIC)}`;
  const message = { TopicArn, Subject: subjectOf(notification), Message: textOf(notification) };
  await calling(target, "telling the topic of the deployment", () =>
    client.send(new PublishCommand(message), { abortSignal: signal }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    }),
  );
}
