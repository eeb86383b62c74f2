import { EXIT } from "../../model/errors";
import type { DeploymentEvent } from "../../model/release/event";
import { clockTime } from "../../model/time";
import type { Session } from "../session";
import type { EventView } from "../ui/events";
import { textOption, type Command, type CommandResult, type Context } from "./command";
import type { EventsDocument } from "../documents/readings";

/** Shows the events of a deployment. */
export const events: Command = {
  name: "events",
  summary: "show the events of a deployment",
  description:
    "Show what a deployment did, resource by resource. Works while the deployment runs, and from another machine.",
  args: "<stage>",
  options: [
    [
      "--follow",
      "follow the deployment until it ends; exit code 0 if it succeeds, else 1; with --json one line per event",
    ],
    ["--failed", "only what failed; without --release, in the last failed deployment"],
    ["--release <id>", "of this release (default: the newest)"],
  ],
  examples: ["bin/deploy events dev --follow", "bin/deploy events production --failed --release 1704067200"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { parseReleaseId } = await import("../../model/release/id");
    const release = textOption(options, "release");
    const named = release === undefined ? undefined : parseReleaseId(release);
    const { openStage } = await import("../session");
    const session = await openStage(context, stageName);
    const view: EventView = {
      width: process.stdout.isTTY ? process.stdout.columns : Infinity,
      colors: context.terminal.colors,
      failedOnly: options["failed"] === true,
    };
    return options["follow"] === true ? followEvents(context, session, named, view) : listEvents(session, named, view);
  },
};

async function listEvents(session: Session, named: number | undefined, view: EventView): Promise<CommandResult> {
  const { readEvents } = await import("../aws/buckets/deploymentEvents");
  const { readRecord, releaseIds } = await import("../aws/buckets/releases");
  const { deploymentTitle } = await import("../ui/releases");
  const { progressOf } = await import("../records/followDeployment");
  const { eventLines } = await import("../ui/events");
  const { isFailure } = await import("../../model/release/event");
  const { target, stage } = session;
  const newest = (await releaseIds(target, stage))[0] ?? (await throwNothingDeployed(stage.name));
  const release =
    (await existingRelease(session, named)) ?? (view.failedOnly ? await lastFailedRelease(session) : newest);
  if (release === null)
    return {
      exit: EXIT.done,
      lines: [`No recent deployment of ${stage.name} failed.`],
      data: { stage: stage.name, release: newest, outcome: "succeeded", events: [] } satisfies EventsDocument,
    };
  const all = (await readEvents(target, { stage, release }, 0)).events;
  const progress = await progressOf(session, release, all);
  const lines = eventLines(all, view);
  const none = all.length === 0 ? "No events were recorded." : "No errors.";
  return {
    exit: EXIT.done,
    lines: [
      ...(await readRecord(target, stage, release).then(deploymentTitle, () => [titleOf(release, stage.name)])),
      ...(release === newest ? [] : [newestLine(newest, stage.name)]),
      ...(lines.length === 0 ? [none] : lines),
      ...(all.length === 0 ? [] : unfinishedLines(progress, stage.name)),
    ],
    data: {
      stage: stage.name,
      release,
      outcome: progress,
      events: view.failedOnly ? all.filter(isFailure) : all,
    } satisfies EventsDocument,
  };
}

/** For a deployment that has not ended: its state and the next command. */
function unfinishedLines(progress: string, stage: string): readonly string[] {
  if (progress === "running") return [`Still running. Follow it: \`bin/deploy events ${stage} --follow\``];
  if (progress === "interrupted")
    return ["Interrupted: its process no longer exists.", `See the state of the stage: \`bin/deploy status ${stage}\``];
  return [];
}

async function followEvents(
  { terminal, signal: stopped, options }: Context,
  session: Session,
  named: number | undefined,
  view: EventView,
): Promise<CommandResult> {
  const { followDeployment, releaseToFollow } = await import("../records/followDeployment");
  const { eventLines } = await import("../ui/events");
  const { isFailure } = await import("../../model/release/event");
  const { readerGone } = await import("../ui/readerGone");
  const signal = AbortSignal.any([stopped, readerGone()]);
  const stage = session.stage.name;
  const release =
    (await existingRelease(session, named)) ??
    (await releaseToFollow(session, signal)) ??
    (await throwNothingDeployed(stage));
  const asJson = (events: readonly DeploymentEvent[]): readonly string[] =>
    events
      .filter((event) => !view.failedOnly || isFailure(event))
      .map((event) => JSON.stringify({ version: 1, release, ...event }));
  if (!options.json) terminal.print(titleOf(release, stage));
  const progress = await followDeployment(session, release, signal, (newEvents) => {
    for (const line of options.json ? asJson(newEvents) : eventLines(newEvents, view)) terminal.print(line);
  });
  const stillRunning = ["Stopped following; the deployment continues.", `Cancel it: \`bin/deploy cancel ${stage}\``];
  return {
    exit: progress === "succeeded" ? EXIT.done : progress === "running" ? EXIT.cancelled : EXIT.failed,
    lines: progress === "running" ? stillRunning : unfinishedLines(progress, stage),
    data: null,
  };
}

/** The release of the last failed deployment; null where none failed. */
async function lastFailedRelease(session: Session): Promise<number | null> {
  const { newestFailureOn } = await import("../records/newestFailure");
  return (await newestFailureOn(session))?.id ?? null;
}

function newestLine(newest: number, stage: string): string {
  return `The newest deployment is release ${String(newest)}: \`bin/deploy events ${stage} --release ${String(newest)}\``;
}

function titleOf(release: number, stage: string): string {
  return `Release ${String(release)} of ${stage}, began ${clockTime(release * 1_000)}; times below are UTC`;
}

/** The named release, which must exist. @throws DeployError RELEASE_UNKNOWN */
async function existingRelease({ target, stage }: Session, named: number | undefined): Promise<number | undefined> {
  if (named === undefined) return undefined;
  const { readRecord } = await import("../aws/buckets/releases");
  return (await readRecord(target, stage, named)).id;
}

async function throwNothingDeployed(stage: string): Promise<never> {
  const { noDeployment } = await import("../records/servingRelease");
  throw noDeployment(stage);
}
