import { EXIT } from "../../model/errors";
import type { DeploymentEvent } from "../../model/release/event";
import { clockTime } from "../../model/time";
import type { Session } from "../session";
import type { EventView } from "../ui/events";
import { textOption, type Command, type CommandResult, type Context } from "./command";

/** What a deployment did, resource by resource. */
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
    const { releaseId } = await import("../../model/release/id");
    const release = textOption(options, "release");
    const named = release === undefined ? undefined : releaseId(release);
    const { openStage } = await import("../session");
    const session = await openStage(context, stageName);
    const view: EventView = {
      width: process.stdout.isTTY ? process.stdout.columns : Infinity,
      colors: context.terminal.colors,
      failedOnly: options["failed"] === true,
    };
    return options["follow"] === true ? following(context, session, named, view) : past(session, named, view);
  },
};

async function past(session: Session, named: number | undefined, view: EventView): Promise<CommandResult> {
  const { readEvents } = await import("../aws/buckets/deploymentEvents");
  const { readRecord, releaseIds } = await import("../aws/buckets/releases");
  const { deploymentTitle } = await import("../ui/releases");
  const { progressOf } = await import("../records/followDeployment");
  const { eventLines } = await import("../ui/events");
  const { isFailure } = await import("../../model/release/event");
  const { target, stage } = session;
  const newest = (await releaseIds(target, stage))[0] ?? (await nothing(stage.name));
  const release = (await known(session, named)) ?? (view.failedOnly ? await failedLast(session) : newest);
  if (release === null)
    return {
      exit: EXIT.done,
      lines: [`No recent deployment of ${stage.name} failed.`],
      data: { stage: stage.name, release: newest, outcome: "succeeded", events: [] },
    };
  const all = (await readEvents(target, { stage, release }, 0)).events;
  const progress = await progressOf(session, release, all);
  const lines = eventLines(all, view);
  const none = all.length === 0 ? "No events were recorded." : "Nothing went wrong.";
  return {
    exit: EXIT.done,
    lines: [
      ...(await readRecord(target, stage, release).then(deploymentTitle, () => [titleOf(release, stage.name)])),
      ...(release === newest ? [] : [laterLine(newest, stage.name)]),
      ...(lines.length === 0 ? [none] : lines),
      ...(all.length === 0 ? [] : openEnd(progress, stage.name)),
    ],
    data: { stage: stage.name, release, outcome: progress, events: view.failedOnly ? all.filter(isFailure) : all },
  };
}

/** How a deployment that has not ended stands. */
function openEnd(progress: string, stage: string): readonly string[] {
  if (progress === "running") return [`It runs. Go on reading: \`bin/deploy events ${stage} --follow\``];
  if (progress === "interrupted")
    return ["It was interrupted: nobody is there to end it.", `What it left: \`bin/deploy status ${stage}\``];
  return [];
}

async function following(
  { terminal, signal, options }: Context,
  session: Session,
  named: number | undefined,
  view: EventView,
): Promise<CommandResult> {
  const { followDeployment, releaseToFollow } = await import("../records/followDeployment");
  const { eventLines } = await import("../ui/events");
  const { isFailure } = await import("../../model/release/event");
  const stage = session.stage.name;
  const release = (await known(session, named)) ?? (await releaseToFollow(session, signal)) ?? (await nothing(stage));
  const asJson = (told: readonly DeploymentEvent[]): readonly string[] =>
    told.filter((event) => !view.failedOnly || isFailure(event)).map((event) => JSON.stringify({ release, ...event }));
  if (!options.json) terminal.print(titleOf(release, stage));
  const progress = await followDeployment(session, release, signal, (told) => {
    for (const line of options.json ? asJson(told) : eventLines(told, view)) terminal.print(line);
  });
  const goesOn = ["Not followed any more; the deployment goes on.", `Stop it: \`bin/deploy cancel ${stage}\``];
  return {
    exit: progress === "succeeded" ? EXIT.done : progress === "running" ? EXIT.cancelled : EXIT.failed,
    lines: progress === "running" ? goesOn : openEnd(progress, stage),
    data: null,
  };
}

/** The release whose deployment failed last; null where none did. */
async function failedLast(session: Session): Promise<number | null> {
  const { newestFailureOn } = await import("../records/newestFailure");
  return (await newestFailureOn(session))?.id ?? null;
}

function laterLine(newest: number, stage: string): string {
  return `The newest deployment is release ${String(newest)}: \`bin/deploy events ${stage} --release ${String(newest)}\``;
}

function titleOf(release: number, stage: string): string {
  return `Release ${String(release)} of ${stage}, began ${clockTime(release * 1_000)}; times below are UTC`;
}

/** The release that was named, which must be there. @throws DeployError RELEASE_UNKNOWN */
async function known({ target, stage }: Session, named: number | undefined): Promise<number | undefined> {
  if (named === undefined) return undefined;
  const { readRecord } = await import("../aws/buckets/releases");
  return (await readRecord(target, stage, named)).id;
}

async function nothing(stage: string): Promise<never> {
  const { noDeployment } = await import("../records/servingRelease");
  throw noDeployment(stage);
}
