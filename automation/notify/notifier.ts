import type { Stage } from "../../model/stage/stage";
import type { Milestone } from "../aws/eventBridge";
import type { AwsTarget } from "../aws/target";
import { ciRun } from "../ciRun";
import { raceAbort } from "../deadline";
import { consoleLinks } from "./console";
import { notificationOf, type Links, type Notification } from "./message";
import { slackWebhook, tellSlack } from "./slack";
import { tellTopic } from "./topic";

/** Tells people of a deployment. */
export type Notifier = (milestones: readonly Milestone[], signal: AbortSignal) => Promise<void>;

/**
 * Tells the stage's topic, and Slack where its webhook is set, which is read once.
 * @param back the command that returns to what was live before; null where there is nothing to return to
 */
export function openNotifier(target: AwsTarget, stage: Stage, back: string | null): Notifier {
  let webhook: Promise<URL | null> | undefined;
  const links = { ...linksOf(stage), back };
  // What could not be read may be read the next time.
  const known = (signal: AbortSignal): Promise<URL | null> =>
    (webhook ??= raceAbort(slackWebhook(target, signal), signal).catch((error: unknown) => {
      webhook = undefined;
      throw error;
    }));
  return async (milestones, signal) => {
    const news = milestones.map((milestone) => notificationOf(milestone, links)).filter((one) => one !== null);
    await tell(target, stage, news, signal, known);
  };
}

/** That somebody is asked: the deployment goes on when he has answered. */
export async function tellWaiting(
  target: AwsTarget,
  stage: Stage,
  of: Pick<Notification, "commit" | "who" | "origin" | "reason">,
  signal: AbortSignal,
): Promise<void> {
  const waiting = { ...of, news: "waiting", stage: stage.name, release: null, links: linksOf(stage) } as const;
  await tell(target, stage, [waiting], signal, () => slackWebhook(target, signal));
}

/** One that does not listen does not keep the other from hearing, nor what comes next from being told. */
async function tell(
  target: AwsTarget,
  stage: Stage,
  news: readonly Notification[],
  signal: AbortSignal,
  webhook: (signal: AbortSignal) => Promise<URL | null>,
): Promise<void> {
  const told = await Promise.all([
    inOrder(news, (one) => tellTopic(target, stage, one, signal)),
    inOrder(news, async (one) => {
      const address = await webhook(signal);
      if (address !== null) await tellSlack(address, one, signal);
    }),
  ]);
  const [failed] = told.flat();
  if (failed !== undefined) throw failed;
}

/** @returns what went wrong */
async function inOrder(
  news: readonly Notification[],
  tellOne: (one: Notification) => Promise<void>,
): Promise<readonly Error[]> {
  const failed: Error[] = [];
  for (const one of news) await tellOne(one).catch((error: unknown) => void failed.push(error as Error));
  return failed;
}

/** In a rehearsal nothing is to be found in the console. */
function linksOf(stage: Stage): Links {
  const run = ciRun();
  if (stage.rehearsal !== undefined) return { api: null, run, alarms: null, logs: null, back: null, rehearsal: true };
  const { api, domains, alarms } = stage;
  const links = consoleLinks(stage);
  return {
    api: api.customDomain ? `https://${domains.api}` : null,
    run,
    alarms: alarms.kind === "off" ? null : links.alarms,
    logs: links.logs,
    back: null,
    rehearsal: false,
  };
}
