import Table from "cli-table3";
import { DeployError } from "../../model/errors";
import type { Stage } from "../../model/stage/stage";
import type { StageName } from "../../model/stage/name";
import type { Context } from "../commands/command";
import { openStageEngine } from "../engine/stageEngine";
import { openSession } from "../session";
import type { Colors } from "../ui/terminal";
import { callApi, emulatedOf } from "../aws/health";
import { urlOf } from "./verify";

/** What is known of a stage from outside it. */
export type StageStatus =
  | { readonly stage: StageName; readonly kind: "unreachable"; readonly reason: string }
  | { readonly stage: StageName; readonly kind: "empty" }
  | {
      readonly stage: StageName;
      readonly kind: "deployed";
      readonly resources: number;
      /** Resources, components and providers: what the engine's cost grows with. */
      readonly entries: number;
      readonly functions: number;
      readonly url: string;
      /** What /health says. */
      readonly health: "healthy" | "unhealthy" | "no answer";
      /** Operations that a killed run began and never finished. */
      readonly pending: number;
    };

/** Looks at one stage. What cannot be reached is said, not thrown: the other stages are still of interest. */
export async function stageStatus(context: Context, name: StageName): Promise<StageStatus> {
  try {
    const session = await openSession(context, name);
    const { requireAccount } = await import("../aws/identity");
    await requireAccount(session.target);
    const engine = await openStageEngine(context, session, "read");
    try {
      const [state, outputs] = [await engine.state(), await engine.outputs()];
      if (state.resources === 0) return { stage: name, kind: "empty" };
      const url = urlOf(outputs);
      const functions = outputs["functions"]?.value;
      return {
        stage: name,
        kind: "deployed",
        resources: state.resources,
        entries: state.entries,
        functions: typeof functions === "number" ? functions : 0,
        url,
        health: await healthOf(url, session.stage),
        pending: state.pending.length,
      };
    } finally {
      await engine.close();
    }
  } catch (error) {
    if (!(error instanceof DeployError) || error.code === "CONFIG_INVALID" || error.code === "EMULATOR_NOT_RUNNING")
      throw error;
    return { stage: name, kind: "unreachable", reason: error.what };
  }
}

async function healthOf(url: string, stage: Stage): Promise<"healthy" | "unhealthy" | "no answer"> {
  if (url === "") return "no answer";
  try {
    const { status } = await callApi({
      url,
      method: "GET",
      path: "/health",
      timeoutMs: 5_000,
      emulated: emulatedOf(stage),
    });
    return status === 200 ? "healthy" : "unhealthy";
  } catch {
    return "no answer";
  }
}

export function statusTable(statuses: readonly StageStatus[], colors: Colors): readonly string[] {
  const table = new Table({
    head: ["stage", "state", "resources", "functions", "health"],
    style: { head: [], border: [] },
  });
  for (const status of statuses) table.push(row(status, colors));
  const urls = statuses.flatMap((status) => (status.kind === "deployed" ? [`${status.stage}: ${status.url}`] : []));
  const reasons = statuses.flatMap((status) =>
    status.kind === "unreachable" ? [`${status.stage}: ${status.reason}`] : [],
  );
  const pending = statuses.flatMap((status) =>
    status.kind === "deployed" && status.pending > 0
      ? [
          `${status.stage}: ${String(status.pending)} operations were interrupted; the next \`bin/deploy up ${status.stage}\` finishes them`,
        ]
      : [],
  );
  return [table.toString(), ...urls, ...pending, ...reasons];
}

function row(status: StageStatus, colors: Colors): string[] {
  switch (status.kind) {
    case "unreachable":
      return [status.stage, colors.red("unreachable"), "", "", ""];
    case "empty":
      return [status.stage, colors.dim("not deployed"), "", "", ""];
    case "deployed": {
      const paint = status.health === "healthy" ? colors.green : colors.red;
      return [status.stage, "deployed", String(status.resources), String(status.functions), paint(status.health)];
    }
  }
}
