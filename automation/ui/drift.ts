import { PHASES } from "../../model/phases";
import type { Drift, DriftReport } from "../engine/changes/drift";
import { count } from "./duration";
import type { Colors } from "./terminal";

/** Drift by phase, resource and property: the expected and the actual value. */
export function describeDrift({ drifts, checked }: DriftReport, colors: Colors): readonly string[] {
  if (drifts.length === 0) return [`No drift: ${count(checked, "resource matches", "resources match")} the state.`];
  const groups = [...PHASES.map(({ id, title }) => ({ id: id, title })), { id: null, title: "Other" }];
  const lines = groups.flatMap(({ id, title }) => {
    const own = drifts.filter(({ phase }) => phase === id);
    return own.length === 0 ? [] : [`${title}:`, ...own.flatMap((drift) => resourceLines(drift, colors))];
  });
  return [...lines, `${String(drifts.length)} of ${count(checked, "resource")} drifted.`];
}

function resourceLines(drift: Drift, colors: Colors): readonly string[] {
  const type = colors.dim(drift.type.replace(/^aws:[^:]*:/, ""));
  if (drift.kind === "vanished") return [`  ${colors.red("-")} ${drift.name} ${type} was deleted`];
  return [
    `  ${colors.yellow("~")} ${drift.name} ${type}`,
    ...drift.properties.map(
      ({ path, expected, found }) => `      ${path}: ${expected ?? "not set"} → ${found ?? "not set"}`,
    ),
  ];
}
