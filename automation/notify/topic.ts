import { ALARM_TOPIC, NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { calling, isNotFound } from "../aws/errors";
import { clientConfig, type AwsTarget } from "../aws/target";
import { subjectOf, textOf, type Notification } from "./message";

/**
 * Publishes to the stage's alarm topic: the catalog's topics belong to the backend. Does nothing where the topic does not exist.
 */
export async function publishToTopic(
  target: AwsTarget,
  stage: Stage,
  notification: Notification,
  signal: AbortSignal,
): Promise<void> {
  const { SNSClient, PublishCommand } = await import("@aws-sdk/client-sns");
  const client = new SNSClient(clientConfig(target));
  const TopicArn = `arn:aws:sns:${stage.region}:${stage.account}:${NAMES.topic.of(stage, ALARM_TOPIC)}`;
  const message = { TopicArn, Subject: subjectOf(notification), Message: textOf(notification) };
  await calling(target, "publishing a notification", () =>
    client.send(new PublishCommand(message), { abortSignal: signal }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    }),
  );
}
