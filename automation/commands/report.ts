import type { PageMaker } from "../report/pages";
import { DeployError, EXIT } from "../../model/errors";
import { textOption, type Command, type CommandOptions, type CommandResult, type Context } from "./command";
import type { ReportDocument } from "../documents/readings";

/** Writes a deployment, or all stages, as an HTML page; or serves that page while a deployment runs. */
export const report: Command = {
  name: "report",
  summary: "write an HTML report of a deployment",
  description:
    "Write a deployment as one HTML file without references to the network: steps, phases and resources over time, the critical " +
    "path, traffic, checks, errors, differences from the release before, cost. With --all, a page of all stages.",
  args: "[stage]",
  options: [
    ["--all", "all stages, with their last deployments"],
    ["--release <id>", "of this release (default: the newest)"],
    ["--output <path>", "file to write (default: report-<stage>-<release>.html)"],
    ["--serve", "serve the page on this machine until Ctrl-C; it follows a running deployment"],
  ],
  examples: [
    "bin/deploy report dev",
    "bin/deploy report production --release 1704067200 --output report.html",
    "bin/deploy report --all",
    "bin/deploy report dev --serve",
  ],
  async run(context, [stageName], options): Promise<CommandResult> {
    requireCombination(stageName, options);
    const output = textOption(options, "output");
    if (output !== undefined) await (await import("../report/writeReport")).requireOutput(output);
    const pages = await import("../report/pages");
    const maker =
      stageName === undefined
        ? pages.stagesPageMaker(context)
        : await pages.deploymentPageMaker(context, stageName, textOption(options, "release"));
    return options["serve"] === true ? serve(context, maker) : write(maker, output);
  },
};

/** @throws DeployError USAGE */
function requireCombination(stageName: string | undefined, options: CommandOptions): void {
  const usage = (what: string, remedy: string): DeployError => new DeployError("USAGE", what, remedy);
  if ((options["all"] === true) === (stageName !== undefined))
    throw usage(
      stageName === undefined ? "`report` needs a stage, or --all." : "`report` takes a stage or --all, not both.",
      "A stage: `bin/deploy report dev`. All stages: `bin/deploy report --all`.",
    );
  if (options["all"] === true && options["release"] !== undefined)
    throw usage("--release is of one stage.", "Name the stage: `bin/deploy report dev --release 1704067200`.");
  if (options["serve"] === true && options["output"] !== undefined)
    throw usage("`report` takes --serve or --output, not both.", "Leave one of them out.");
}

async function write({ name, data, page }: PageMaker, output: string | undefined): Promise<CommandResult> {
  const { writeReport } = await import("../report/writeReport");
  const html = await page();
  const file = await writeReport(output ?? name, html);
  return {
    exit: EXIT.done,
    lines: [`Report: ${file}`],
    data: { ...data, file, bytes: Buffer.byteLength(html) } satisfies ReportDocument,
  };
}

/** Seconds between two loads of a served page. */
const REFRESH_SECONDS = 3;

async function serve({ terminal, signal, options }: Context, { data, page }: PageMaker): Promise<CommandResult> {
  const { servePage } = await import("../report/serve");
  const server = await servePage(() => page(REFRESH_SECONDS));
  terminal.print(
    options.json ? JSON.stringify({ version: 1, ...data, url: server.url }) : `${server.url} (Ctrl-C ends it)`,
  );
  if (!signal.aborted)
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => {
        resolve();
      });
    });
  await server.close();
  return { exit: EXIT.cancelled, lines: [], data: null };
}
