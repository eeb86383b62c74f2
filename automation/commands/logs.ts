import { DeployError, EXIT } from "../../model/errors";
import { clockTime, parseTime, timeForms } from "../../model/time";
import type { LogEvent, LogEvents, LogQuery } from "../aws/monitoring/logEvents";
import type { Session } from "../session";
import { servicesOption, textOption, type Command, type CommandResult } from "./command";

const DEFAULT_SINCE = "10m";

/** What the functions say. */
export const logs: Command = {
  name: "logs",
  summary: "show the logs of a stage's functions",
  description: "Show the log lines of all functions of a stage, in order.",
  args: "<stage>",
  options: [
    ["--service <names>", "only these services"],
    ["--since <time>", `${timeForms("past")} (default: 10m)`],
    ["--filter <text>", "only lines that contain this text"],
    ["--errors", "only errors"],
    ["--follow", "print new lines until Ctrl-C; with --json one line per event"],
  ],
  examples: ["bin/deploy logs dev --service users --follow", "bin/deploy logs production --since 1h --errors"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const since = parseTime(textOption(options, "since") ?? DEFAULT_SINCE, {
      option: "--since",
      direction: "past",
      now: Date.now(),
    });
    const filter = textOption(options, "filter");
    const named = servicesOption(options);
    const { openStage } = await import("../session");
    const { isShown, logLines, logObjects } = await import("../ui/logs");
    const { readLine } = await import("../logs/line");
    const { NAMES } = await import("../../model/names");
    const session = await openStage(context, stageName);
    const { stage, target } = session;
    const { terminal, signal } = context;
    const services = await servicesOf(session, named);
    const view = {
      colors: terminal.colors,
      errorsOnly: options["errors"] === true,
      platform: context.options.verbose,
      prefix: NAMES.function.of(stage, "", "").replace(/-+$/, "-"),
    };
    const query: LogQuery = {
      groups: services.map((service) => NAMES.logGroup.of(stage, service)),
      since,
      signal,
      anyOf: filter === undefined ? [] : [filter],
      // CloudWatch's patterns tell ERROR from error, and know no status that is not a success: what is to be shown is told
      // here, while it is read.
      keep: ({ message, stream }) => isShown(readLine(message, stream), message, view),
    };
    if (options["follow"] === true) {
      const { followLogs, followPorts } = await import("../logs/follow");
      const ports = await followPorts(target, terminal.warn);
      const show = (events: readonly LogEvent[]): void => {
        const shown = context.options.json
          ? logObjects(events, view).map((line) => JSON.stringify({ version: 1, ...line }))
          : logLines(events, view);
        for (const line of shown) terminal.print(line);
      };
      await followLogs(target, query, show, ports);
      return { exit: EXIT.cancelled, lines: [], data: null };
    }
    const { readLogEvents } = await import("../aws/monitoring/logEvents");
    const page = await readLogEvents(target, query).catch((error: unknown) => {
      throw signal.aborted ? cancelled(stage.name) : error;
    });
    sayGaps(page, (line) => {
      terminal.warn(line);
    });
    const lines = logLines(page.events, view);
    const from = `${new Date(since).toISOString().slice(0, 19)}Z`;
    return {
      exit: EXIT.done,
      lines: lines.length > 0 ? lines : [`Nothing was logged since ${clockTime(since)}.`],
      data: { stage: stage.name, since: from, lines: logObjects(page.events, view) },
    };
  },
};

function cancelled(stage: string): DeployError {
  return new DeployError(
    "CANCELLED",
    "Cancelled before all was read: nothing is shown.",
    `Ask for less: \`bin/deploy logs ${stage} --since 10m\`, or --service or --filter.`,
  );
}

function sayGaps({ truncatedGroups, missingGroups }: LogEvents, warn: (line: string) => void): void {
  if (truncatedGroups.length > 0)
    warn(
      `Only the newest lines are shown of ${truncatedGroups.join(", ")}: there is more. Ask for less, by --since or --filter.`,
    );
  if (missingGroups.length > 0) warn(`Not there: ${missingGroups.join(", ")}`);
}

/** The services of what is live, or those that were named. @throws DeployError USAGE, RELEASE_UNKNOWN */
async function servicesOf({ target, stage }: Session, named: readonly string[]): Promise<readonly string[]> {
  const { readRecords } = await import("../aws/buckets/releases");
  const { functionsOnStage } = await import("../../model/stage/functions");
  // What failed may be what somebody looks for: the newest, whether it is live or not.
  const [newest] = await readRecords(target, stage, 1);
  if (newest === undefined) throw (await import("../records/servingRelease")).noDeployment(stage.name);
  const all = [...new Set(functionsOnStage(stage, newest.release).map(({ service }) => service.service))];
  const { requireKnownNames } = await import("../../model/knownNames");
  requireKnownNames(`service on ${stage.name}`, named, all);
  return named.length === 0 ? all : named;
}
