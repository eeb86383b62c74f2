import type { Stage } from "../../model/stage/stage";
import type { Milestone } from "../aws/eventBridge";
import type { AwsTarget } from "../aws/target";
import { ciRun } from "../ciRun";
import { notificationOf, type Notification } from "./message";
import { slackWebhook, tellSlack } from "./slack";
import { tellTopic } from "./topic";

/** Tells people of a deployment. */
export type Notifier = (milestones: readonly Milestone[], signal: AbortSignal) => Promise<void>;

/** Tells the stage's topic, and Slack where its webhook is set, which is read once. */
export function openNotifier(target: AwsTarget, stage: Stage): Notifier {
  let webhook: Promise<URL | null> | undefined;
  const links = linksOf(stage);
  return async (milestones, signal) => {
    const news = milestones.map((milestone) => notificationOf(milestone, links)).filter((one) => one !== null);
    for (const notification of news)
      await tell(target, stage, notification, signal, () => (webhook ??= slackWebhook(target, signal)));
  };
}

/** That somebody is asked: the deployment goes on when he has answered. */
export async function tellWaiting(
  target: AwsTarget,
  stage: Stage,
  of: Pick<Notification, "commit" | "who">,
  signal: AbortSignal,
): Promise<void> {
  const notification = { ...of, news: "waiting", stage: stage.name, release: null, ...linksOf(stage) } as const;
  await tell(target, stage, notification, signal, () => slackWebhook(target, signal));
}

/** One that does not listen does not keep the other from hearing. */
async function tell(
  target: AwsTarget,
  stage: Stage,
  notification: Notification,
  signal: AbortSignal,
  webhook: () => Promise<URL | null>,
): Promise<void> {
  const told = await Promise.allSettled([
    tellTopic(target, stage, notification, signal),
    webhook().then((address) => (address === null ? undefined : tellSlack(address, notification, signal))),
  ]);
  const failed = told.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

function linksOf({ api, domains, rehearsal }: Stage): Pick<Notification, "api" | "run"> {
  return { api: api.customDomain && rehearsal === undefined ? `https://${domains.api}` : null, run: ciRun() };
}
