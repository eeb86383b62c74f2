import { PHASES, phaseNumber, type PhaseId } from "../../model/phases";
import type { DeploymentGraph, GraphPhase } from "../../model/report/deploymentGraph";
import { count, duration } from "./duration";
import { tableLines } from "./table";

/** What the gate after a phase checks (automation/gates/gates.ts). */
const GATES: Readonly<Record<PhaseId, string>> = {
  certificates: "certificate issued",
  core: "tables active",
  identity: "sign-in keys readable",
  gateway: "API healthy",
  auth: "functions live, auth answers",
  users: "functions live",
  business: "functions live",
};

/** The phases as a Mermaid flowchart: those that change something, each with the gate before the next. */
export function mermaidLines({ phases, ms }: DeploymentGraph): readonly string[] {
  const nodes = phases.map((phase) => `  ${phase.phase}["${phaseLabel(phase)}"]`);
  const last = `  end_of_deployment(["${duration(ms)}"])`;
  const ids = [...phases.map(({ phase }) => phase), "end_of_deployment"];
  const edges = phases.map(({ phase }, index) => `  ${phase} -- "${GATES[phase]}" --> ${ids[index + 1] ?? ""}`);
  return ["flowchart TD", ...nodes, last, ...edges];
}

function phaseLabel({ phase, changed, from, to }: GraphPhase): string {
  const title = PHASES.find(({ id }) => id === phase)?.title ?? phase;
  return `${String(phaseNumber(phase))}. ${title}<br/>${count(changed, "change")}, ${duration(to - from)}`;
}

/** The critical path as a table, and what its time goes to. @param width of the terminal: longer lines are cut */
export function criticalPathLines({ path, bounds }: DeploymentGraph, width: number): readonly string[] {
  const rows = path.map(({ name, operation, from, to, mainly }) => [
    duration(from),
    duration(to - from),
    operation,
    operation === "gate" ? `gate after ${name}` : name,
    mainly ?? "",
  ]);
  return [
    ...tableLines(["from", "took", "what", "name", "mainly"], rows).map((line) => cut(line, width)),
    "",
    "The time on this path:",
    ...tableLines(
      ["", ""],
      bounds.map(({ title, ms }) => [duration(ms), title]),
    ).slice(1),
  ];
}

function cut(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
