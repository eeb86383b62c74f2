import { DeployError, EXIT } from "../../model/errors";
import { clockTime, parseTime, timeForms } from "../../model/time";
import type { LogEvent, LogEvents, LogQuery } from "../aws/monitoring/logEvents";
import type { Session } from "../session";
import { servicesOption, textOption, type Command, type CommandResult } from "./command";
import type { LogsDocument } from "../documents/readings";

const DEFAULT_SINCE = "10m";

/** Shows the logs of a stage's functions. */
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
    const { isIncluded, logLines, logObjects } = await import("../ui/logs");
    const { readLine } = await import("../logs/line");
    const { functionPrefix, NAMES } = await import("../../model/names");
    const session = await openStage(context, stageName);
    const { stage, target } = session;
    const { terminal, signal } = context;
    const services = await servicesOf(session, named);
    const view = {
      colors: terminal.colors,
      errorsOnly: options["errors"] === true,
      platform: context.options.verbose,
      prefix: functionPrefix(stage),
    };
    const query: LogQuery = {
      groups: services.map((service) => NAMES.logGroup.of(stage, service)),
      since,
      signal,
      anyOf: filter === undefined ? [] : [filter],
      // CloudWatch's filter patterns are case-sensitive and cannot match a range of status codes, so lines are filtered here.
      keep: ({ message, stream }) => isIncluded(readLine(message, stream), message, view),
    };
    if (options["follow"] === true) {
      const { followLogs, followPorts } = await import("../logs/follow");
      const ports = await followPorts(target, terminal.warn);
      const print = (events: readonly LogEvent[]): void => {
        const lines = context.options.json
          ? logObjects(events, view).map((line) => JSON.stringify({ version: 1, ...line }))
          : logLines(events, view);
        for (const line of lines) terminal.print(line);
      };
      const { readerGone } = await import("../ui/readerGone");
      await followLogs(target, { ...query, signal: AbortSignal.any([signal, readerGone()]) }, print, ports);
      return { exit: EXIT.cancelled, lines: [], data: null };
    }
    const { readLogEvents } = await import("../aws/monitoring/logEvents");
    const page = await readLogEvents(target, query).catch((error: unknown) => {
      throw signal.aborted ? cancelled(stage.name) : error;
    });
    warnOfGaps(page, (line) => {
      terminal.warn(line);
    });
    const lines = logLines(page.events, view);
    const from = `${new Date(since).toISOString().slice(0, 19)}Z`;
    return {
      exit: EXIT.done,
      lines: lines.length > 0 ? lines : [`No log lines since ${clockTime(since)}.`],
      data: { stage: stage.name, since: from, lines: logObjects(page.events, view) } satisfies LogsDocument,
    };
  },
};

function cancelled(stage: string): DeployError {
  return new DeployError(
    "CANCELLED",
    "Cancelled before all log lines were read; none are printed.",
    `Narrow the request: \`bin/deploy logs ${stage} --since 10m\`, --service or --filter.`,
  );
}

function warnOfGaps({ truncatedGroups, missingGroups }: LogEvents, warn: (line: string) => void): void {
  if (truncatedGroups.length > 0)
    warn(
      `Only the newest lines of ${truncatedGroups.join(", ")} are shown. Narrow the request with --since or --filter.`,
    );
  if (missingGroups.length > 0) warn(`Log groups that do not exist: ${missingGroups.join(", ")}`);
}

/** The named services, or all services of the newest release. @throws DeployError USAGE, RELEASE_UNKNOWN */
async function servicesOf({ target, stage }: Session, named: readonly string[]): Promise<readonly string[]> {
  const { readRecords } = await import("../aws/buckets/releases");
  const { functionsOnStage } = await import("../../model/stage/functions");
  // The newest release, even if it is not live: a failed deployment is a common reason to read the logs.
  const [newest] = await readRecords(target, stage, 1);
  if (newest === undefined) throw (await import("../records/servingRelease")).noDeployment(stage.name);
  const all = [...new Set(functionsOnStage(stage, newest.release).map(({ service }) => service.service))];
  const { requireKnownNames } = await import("../../model/knownNames");
  requireKnownNames(`service on ${stage.name}`, named, all);
  return named.length === 0 ? all : named;
}
