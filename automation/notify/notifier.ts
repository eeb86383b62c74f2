import type { Stage } from "../../model/stage/stage";
import type { Milestone } from "../aws/eventBridge";
import type { AwsTarget } from "../aws/target";
import { ciRun } from "../ciRun";
import { raceAbort } from "../deadline";
import { consoleLinks } from "./console";
import { notificationOf, type Links, type Notification } from "./message";
import { slackWebhook, postToSlack } from "./slack";
import { publishToTopic } from "./topic";

/** Sends the notifications of milestones. */
export type Notifier = (milestones: readonly Milestone[], signal: AbortSignal) => Promise<void>;

/**
 * Publishes to the stage's topic, and to Slack where its webhook is set, which is read once.
 * @param rollbackCommand null where there is nothing to roll back to
 */
export function openNotifier(target: AwsTarget, stage: Stage, rollbackCommand: string | null): Notifier {
  let webhook: Promise<URL | null> | undefined;
  const links = { ...linksOf(stage), rollbackCommand };
  // After an error the next notification reads it again.
  const readWebhook = (signal: AbortSignal): Promise<URL | null> =>
    (webhook ??= raceAbort(slackWebhook(target, signal), signal).catch((error: unknown) => {
      webhook = undefined;
      throw error;
    }));
  return async (milestones, signal) => {
    const notifications = milestones.map((milestone) => notificationOf(milestone, links)).filter((one) => one !== null);
    await sendAll(target, stage, notifications, signal, readWebhook);
  };
}

/** Notifies that a deployment waits for approval. */
export async function notifyApprovalRequest(
  target: AwsTarget,
  stage: Stage,
  of: Pick<Notification, "commit" | "who" | "origin" | "reason">,
  signal: AbortSignal,
): Promise<void> {
  const waiting = { ...of, kind: "waiting", stage: stage.name, release: null, links: linksOf(stage) } as const;
  await sendAll(target, stage, [waiting], signal, () => slackWebhook(target, signal));
}

/** A failure stops neither the other channel nor later notifications. @throws the first error */
async function sendAll(
  target: AwsTarget,
  stage: Stage,
  notifications: readonly Notification[],
  signal: AbortSignal,
  webhook: (signal: AbortSignal) => Promise<URL | null>,
): Promise<void> {
  const errors = await Promise.all([
    sendInOrder(notifications, (one) => publishToTopic(target, stage, one, signal)),
    sendInOrder(notifications, async (one) => {
      const address = await webhook(signal);
      if (address !== null) await postToSlack(address, one, signal);
    }),
  ]);
  const [failed] = errors.flat();
  if (failed !== undefined) throw failed;
}

/** @returns errors */
async function sendInOrder(
  notifications: readonly Notification[],
  send: (one: Notification) => Promise<void>,
): Promise<readonly Error[]> {
  const failed: Error[] = [];
  for (const one of notifications) await send(one).catch((error: unknown) => void failed.push(error as Error));
  return failed;
}

/** A rehearsal has nothing in the AWS console. */
function linksOf(stage: Stage): Links {
  const run = ciRun();
  if (stage.rehearsal !== undefined)
    return { api: null, run, alarms: null, logs: null, rollbackCommand: null, rehearsal: true };
  const { api, domains, alarms } = stage;
  const links = consoleLinks(stage);
  return {
    api: api.customDomain ? `https://${domains.api}` : null,
    run,
    alarms: alarms.kind === "off" ? null : links.alarms,
    logs: links.logs,
    rollbackCommand: null,
    rehearsal: false,
  };
}
