import { clockTime } from "../../model/time";
import type { OutsideRun } from "../engine/state/outsideRuns";

const COMMANDS: Readonly<Record<OutsideRun["kind"], string>> = {
  update: "`pulumi up`",
  refresh: "`pulumi refresh`",
  destroy: "`pulumi destroy`",
  import: "`pulumi import`",
  other: "the Pulumi CLI",
};

/** `` `pulumi up` at 2026-12-27 09:00 (08:00Z) (create 2, update 3) ``, with whether it failed. */
export function describeOutsideRun({ kind, startedAt, succeeded, changes }: OutsideRun): string {
  const counts = Object.entries(changes).map(([operation, count]) => `${operation} ${String(count)}`);
  const details = [...(succeeded ? [] : ["failed"]), ...counts].join(", ");
  return `${COMMANDS[kind]} at ${clockTime(startedAt * 1_000)} (${details})`;
}
