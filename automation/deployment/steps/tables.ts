import { DeployError } from "../../../model/errors";
import { NAMES } from "../../../model/names";
import { restoreId } from "../../../model/release/unfinishedRestore";
import { engineError } from "../../engine/failures/engineError";
import { adoptIntoState } from "../adoptIntoState";
import { signalOf, type With } from "../deployment";
import { DONE, type Step, type StepEnd } from "../step";
import { restoringOf } from "./parameters";

export const tablesStep: Step<"engine" | "release" | "record"> = {
  kind: "tables",
  description: "where the set has AWS's own backups: restore tables from these, and take them over",
  run: restoreTables,
};

/** AWS makes a poll cost nothing, and takes at least minutes. */
const POLL_MS = { aws: 15_000, rehearsal: 200 } as const;

/** Restores the tables of a native set side by side, and adopts them: `up` makes of them what the stage has. */
async function restoreTables(deployment: With<"engine" | "release" | "record">): Promise<StepEnd> {
  const { session, context, record } = deployment;
  const { set } = restoringOf(deployment);
  const { origin } = record;
  if (set.way !== "native" || origin.kind !== "restore") return DONE;
  const { restoreNativeTables } = await import("../../restore/nativeTables");
  const { RestoreMeter } = await import("../../restore/restoreMeter");
  await deployment.lease?.confirm();
  await restoreNativeTables({
    ...session,
    tables: set.tables,
    id: restoreId({ ...record, origin }),
    meter: new RestoreMeter(context.terminal.note),
    signal: signalOf(deployment),
    pollMs: POLL_MS[session.target.kind],
  });
  return adoptTables(deployment);
}

/** They are not listed as adopted: this deployment made them, and `destroy` deletes them. */
async function adoptTables(deployment: With<"engine" | "release">): Promise<StepEnd> {
  const { context, session, retryCommand } = deployment;
  const requests = restoringOf(deployment).set.tables.map(({ name }) => ({
    name: `table-${name}`,
    id: NAMES.table.of(session.stage, name),
  }));
  const result = await adoptIntoState(deployment, requests);
  switch (result.kind) {
    case "adopted":
      context.terminal.note(`Tables taken over: ${String(result.resources.length)}`);
      return DONE;
    case "failed":
      throw engineError(result.failures, "The tables are restored, and not taken over.", retryCommand);
    case "cancelled":
      throw new DeployError("CANCELLED", "Cancelled: the tables are restored.", `Continue with \`${retryCommand}\`.`);
  }
}
