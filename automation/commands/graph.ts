import { DeployError, EXIT } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import type { DeploymentGraph } from "../../model/report/deploymentGraph";
import type { Scenario } from "../../model/simulation/scenario";
import type { GraphDocument, MeasuredGraph, SimulatedGraph } from "../documents/readings";
import { textOption, type Command, type CommandOptions, type CommandResult, type Context } from "./command";

/** Prints phases and critical path of a deployment: simulated under the rates of AWS, or as it was. */
export const graph: Command = {
  name: "graph",
  summary: "show phases and critical path",
  description:
    "Print the phases of a deployment as a Mermaid flowchart, with the time that each takes by a model of AWS's rates. With --critical, " +
    "the operations that decide how long it takes. With --release, a deployment as it was. The model calls nothing.",
  args: "<stage>",
  options: [
    ["--critical", "the critical path as a table, and what its time goes to"],
    ["--scenario <scenario>", "first, functions: new code of all, rollback, or destroy (default: first)"],
    ["--release <id>", "the deployment of this release, from its events"],
  ],
  examples: [
    "bin/deploy graph production",
    "bin/deploy graph production --critical --scenario functions",
    "bin/deploy graph dev --critical --release 1704067200",
  ],
  run(context, [stageName], options): Promise<CommandResult> {
    const release = textOption(options, "release");
    if (release === undefined) return simulated(context, stageName, options);
    if (options["scenario"] !== undefined)
      throw new DeployError("USAGE", "`graph` takes --scenario or --release, not both.", "Leave one of them out.");
    return measured(context, stageName, release, options["critical"] === true);
  },
};

const TITLES: Readonly<Record<Scenario, string>> = {
  first: "First deployment",
  functions: "New code of all functions",
  rollback: "Rollback",
  destroy: "Deletion",
};

async function simulated(
  { wiring }: Context,
  stageName: string | undefined,
  options: CommandOptions,
): Promise<CommandResult> {
  const { SCENARIOS } = await import("../../model/simulation/scenario");
  const wanted = textOption(options, "scenario") ?? "first";
  requireKnownNames("scenario", [wanted], SCENARIOS);
  const scenario = wanted as Scenario;
  const { simulateStage } = await import("../graph/simulateStage");
  const { graphOfSimulation } = await import("../../model/report/deploymentGraph");
  const { duration } = await import("../ui/duration");
  const { stage, simulation } = await simulateStage(wiring, stageName, scenario);
  const title = `${TITLES[scenario]} of ${stage.name} by the model of AWS's rates: ${duration(simulation.ms)}`;
  const requests = Object.fromEntries(simulation.requests);
  const result = graphOfSimulation(simulation);
  return output(title, result, options["critical"] === true, {
    stage: stage.name,
    source: "model",
    scenario,
    requests,
  });
}

async function measured(
  context: Context,
  stageName: string | undefined,
  release: string,
  critical: boolean,
): Promise<CommandResult> {
  const { parseReleaseId } = await import("../../model/release/id");
  const id = parseReleaseId(release);
  const { openStage } = await import("../session");
  const session = await openStage(context, stageName);
  const { readGraph } = await import("../graph/readGraph");
  const { duration } = await import("../ui/duration");
  const result = await readGraph(context.wiring.root, session, id);
  const { name } = session.stage;
  if (result === null)
    return {
      exit: EXIT.done,
      lines: [`No operations of release ${String(id)} of ${name} were recorded.`],
      data: {
        stage: name,
        source: "events",
        release: id,
        ms: 0,
        phases: [],
        path: [],
        bounds: [],
      } satisfies MeasuredGraph,
    };
  const title = `Release ${String(id)} of ${name}, measured: ${duration(result.ms)}`;
  return output(title, result, critical, { stage: name, source: "events", release: id });
}

async function output(
  title: string,
  result: DeploymentGraph,
  critical: boolean,
  facts: Omit<SimulatedGraph, keyof DeploymentGraph> | Omit<MeasuredGraph, keyof DeploymentGraph>,
): Promise<CommandResult> {
  const { criticalPathLines, mermaidLines } = await import("../ui/graph");
  // A comment of Mermaid: the output can be piped into a file.
  const width = process.stdout.isTTY ? process.stdout.columns : Infinity;
  const lines = critical ? [title, "", ...criticalPathLines(result, width)] : [`%% ${title}`, ...mermaidLines(result)];
  return { exit: EXIT.done, lines, data: { ...facts, ...result } satisfies GraphDocument };
}
