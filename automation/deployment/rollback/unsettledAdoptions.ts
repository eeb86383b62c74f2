import type { Engine } from "../../engine/engine";
import { count } from "../../ui/duration";
import type { Program } from "../../wiring";
import { signalOf, type Deployment } from "../deployment";

/** Gives up what a deployment took over before it changed anything: it was refused, declined or cancelled. */
export async function releaseAdopted({ adopted = [], engine, context }: Deployment): Promise<void> {
  if (adopted.length === 0 || engine === undefined) return;
  try {
    const names = await (await engine.open()).forget(adopted.map(({ name }) => name));
    context.terminal.note(`No longer adopted: ${names.join(", ")}`);
  } catch (error) {
    context.terminal.warn(
      `${adopted.map(({ name }) => name).join(", ")} could not be released from the state, and stay protected there: ${(error as Error).message}`,
    );
  }
}

/**
 * A rollback deletes what the restored release does not have. What an unsuccessful deployment took over existed before it:
 * it leaves the state, and stays in AWS.
 */
export async function keepUnsettledAdoptions(deployment: Deployment, engine: Engine, program: Program): Promise<void> {
  const { unsettledAdoptions: names = [], context } = deployment;
  if (names.length === 0) return;
  // The engine refuses to plan the deletion of what is protected.
  await engine.unprotect(names);
  const preview = await engine.preview(program, { signal: signalOf(deployment) });
  if (preview.kind !== "succeeded") return;
  const lost = preview.changes.filter(
    ({ kind, name }) => (kind === "delete" || kind === "replace") && names.includes(name),
  );
  if (lost.length === 0) return;
  const forgotten = await engine.forget(lost.map(({ name }) => name));
  context.terminal.warn(
    `${count(forgotten.length, "resource stays", "resources stay")} in AWS and left the state: ${forgotten.join(", ")}`,
  );
}
