import type { StageStatus } from "../deployment/status";
import { age } from "./releases";
import { tableLines } from "./table";
import type { Colors } from "./terminal";

type Deployed = Extract<StageStatus, { readonly kind: "deployed" }>;

/** Every stage in a line, and below what somebody has to look at. Fits 80 columns. */
export function statusLines(statuses: readonly StageStatus[], now: number, colors: Colors): readonly string[] {
  const head = ["stage", "state", "release", "age", "commit", "functions", "health"];
  return [
    ...tableLines(
      head,
      statuses.map((status) => row(status, now, colors)),
    ),
    ...statuses.flatMap((status) => (status.kind === "deployed" ? [`${status.stage}: ${status.url}`] : [])),
    ...statuses.flatMap(remarks),
  ];
}

function row(status: StageStatus, now: number, colors: Colors): readonly string[] {
  switch (status.kind) {
    case "unreachable":
      return [status.stage, colors.red("unreachable"), "", "", "", "", ""];
    case "empty":
      return [status.stage, colors.dim("not deployed"), "", "", "", "", ""];
    case "deployed": {
      const { stage, release, functions, health } = status;
      const paint = health === "healthy" ? colors.green : colors.red;
      return [
        stage,
        stateOf(status, colors),
        release === null ? "" : String(release.id),
        release === null ? "" : age(now - release.id),
        release === null ? "" : `${(release.commit ?? "").slice(0, 8)}${release.dirty ? "*" : ""}`,
        String(functions),
        paint(health),
      ];
    }
  }
}

function stateOf({ unfinished, pending }: Deployed, colors: Colors): string {
  if (unfinished !== null) return colors.yellow(unfinished.outcome);
  return pending > 0 ? colors.yellow("interrupted") : "deployed";
}

function remarks(status: StageStatus): readonly string[] {
  switch (status.kind) {
    case "unreachable":
      return [`${status.stage}: ${status.reason}`];
    case "empty":
      return [];
    case "deployed": {
      const { stage, pending, unfinished } = status;
      const next = `\`bin/deploy up ${stage}\` finishes it, \`bin/deploy rollback ${stage}\` goes back`;
      return [
        ...(unfinished === null
          ? []
          : [`${stage}: release ${String(unfinished.id)} of ${unfinished.who} is ${unfinished.outcome}; ${next}`]),
        ...(pending === 0 ? [] : [`${stage}: ${String(pending)} operations were interrupted; ${next}`]),
      ];
    }
  }
}
