import { DeployError, EXIT } from "../../model/errors";
import type { LogPage } from "../aws/logEvents";
import type { Session } from "../session";
import { namesOption, textOption, type Command, type CommandResult } from "./command";

const DEFAULT_SINCE = "10m";

/** What the functions say. */
export const logs: Command = {
  name: "logs",
  summary: "what the functions of a stage say, all together and in order",
  args: "<stage>",
  options: [
    ["--service <names>", "only these services"],
    ["--since <time>", "10m, 2h, 1d ago, or 2026-11-24T08:00Z; else 10m"],
    ["--filter <text>", "only lines with this text"],
    ["--errors", "only what went wrong"],
    ["--follow", "go on until Ctrl-C; with --json a line for each"],
  ],
  examples: ["bin/deploy logs dev --service users --follow", "bin/deploy logs production --since 1h --errors"],
  async run(context, [stageName], options): Promise<CommandResult> {
    const { sinceTime } = await import("../logs/since");
    const since = sinceTime(textOption(options, "since") ?? DEFAULT_SINCE, Date.now());
    const filter = textOption(options, "filter");
    const { openSession } = await import("../session");
    const { requireAccount } = await import("../aws/identity");
    const { logLines, logObjects } = await import("../ui/logs");
    const { NAMES } = await import("../../model/names");
    const session = await openSession(context, stageName);
    await requireAccount(session.target);
    const { stage, target } = session;
    const { terminal, signal } = context;
    const services = await servicesOf(session, namesOption(options, "service"));
    const query = {
      groups: services.map((service) => NAMES.logGroup.of(stage, service)),
      since,
      signal,
      anyOf: filter === undefined ? [] : [filter],
    };
    const view = {
      colors: terminal.colors,
      errorsOnly: options["errors"] === true,
      platform: context.options.verbose,
      prefix: NAMES.function.of(stage, "", "").replace(/-+$/, "-"),
    };
    if (options["follow"] === true) {
      const { followLogs } = await import("../logs/follow");
      await followLogs(target, query, (events) => {
        const shown = context.options.json
          ? logObjects(events, view).map((line) => JSON.stringify({ version: 1, ...line }))
          : logLines(events, view);
        for (const line of shown) terminal.print(line);
      });
      return { exit: EXIT.cancelled, lines: [], data: null };
    }
    const { readLogEvents } = await import("../aws/logEvents");
    const page = await readLogEvents(target, query);
    sayGaps(page, (line) => {
      terminal.warn(line);
    });
    const lines = logLines(page.events, view);
    const from = `${new Date(since).toISOString().slice(0, 19)}Z`;
    return {
      exit: EXIT.done,
      lines: lines.length > 0 ? lines : [`Nothing was logged since ${from}.`],
      data: { stage: stage.name, since: from, lines: logObjects(page.events, view) },
    };
  },
};

function sayGaps({ cut, missing }: LogPage, warn: (line: string) => void): void {
  if (cut.length > 0)
    warn(`There is more than is read at once of ${cut.join(", ")}: ask for less, by --since or --filter.`);
  if (missing.length > 0) warn(`Not there: ${missing.join(", ")}`);
}

/** The services of what is live, or those that were named. @throws DeployError USAGE, RELEASE_UNKNOWN */
async function servicesOf({ target, stage }: Session, named: readonly string[]): Promise<readonly string[]> {
  const { readRecords } = await import("../aws/releases");
  const { functionsOnStage } = await import("../../model/stage/functions");
  // What failed may be what somebody looks for: the newest, whether it is live or not.
  const [newest] = await readRecords(target, stage, 1);
  if (newest === undefined)
    throw new DeployError(
      "RELEASE_UNKNOWN",
      `Nothing was deployed to ${stage.name} yet.`,
      `Deploy to it: \`bin/deploy up ${stage.name}\`.`,
    );
  const all = [...new Set(functionsOnStage(stage, newest.release).map(({ service }) => service.service))];
  const unknown = named.find((name) => !all.includes(name));
  if (unknown === undefined) return named.length === 0 ? all : named;
  const { nearest } = await import("../../model/nearest");
  const close = nearest(unknown, all);
  throw new DeployError(
    "USAGE",
    `${stage.name} has no service "${unknown}".${close === null ? "" : ` Did you mean ${close}?`}`,
    `There are: ${all.sort().join(", ")}.`,
  );
}
