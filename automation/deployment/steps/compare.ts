import { inputsDigest, type DeploymentInputs } from "../../../model/release/deployedInputs";
import { functionUpdates, withFunctionsOf, type FunctionUpdate } from "../../../model/release/functionUpdate";
import type { ReleaseRecord } from "../../../model/release/record";
import type { With } from "../deployment";
import { asksPulumi } from "../request";
import { stageInputs, type DeployedInputs } from "../deployedInputs";
import { DONE, type Step, type StepEnd } from "../step";

/**
 * Ends the deployment without Pulumi where its inputs, and the state, are those of the live release. Otherwise it starts Pulumi
 * in the background, and runs the checks that only matter for changes.
 */
export const compareStep: Step<"engine" | "release"> = {
  kind: "compare",
  description: "end here if nothing changed since the live release: neither its inputs nor Pulumi's state",
  run: compareWithLive,
};

async function compareWithLive(deployment: With<"engine" | "release">): Promise<StepEnd> {
  const { context, request } = deployment;
  const live = asksPulumi(request) ? null : await liveWithSameState(deployment);
  if (live?.difference !== "none") {
    deployment.isAsDeployed = live !== null;
    deployment.functionUpdates = live?.difference ?? null;
    void deployment.engine.open();
    await deployment.checkChanges?.();
    return DONE;
  }
  Object.assign(deployment, { newest: live.record, changes: [] });
  const how = request.verify ? "" : "; `--full` asks Pulumi";
  context.terminal.note(`Nothing changed since release ${String(live.record.id)}: same inputs, same state${how}`);
  return { kind: "finished" };
}

interface LiveRelease {
  readonly record: ReleaseRecord;
  /** How the inputs differ. An array: by these updates of functions, and nothing else. Null: by more. */
  readonly difference: "none" | readonly FunctionUpdate[] | null;
}

/** The live release, if the state is the one that it left: nothing failed or was changed since. */
async function liveWithSameState(deployment: With<"release">): Promise<LiveRelease | null> {
  // Read again, with the lease: another deployment may have ended after the preflight read the records.
  const [newest, own] = await Promise.all([newestRecord(deployment), stageInputs(deployment)]);
  if (newest === undefined || !isComparable(newest) || own?.state !== newest.deployed.state) return null;
  return { record: newest, difference: differenceOf(own.inputs, newest) };
}

type Comparable = ReleaseRecord & { readonly deployed: DeployedInputs };

/** Where the inputs with the live functions are those of the live release, only functions differ. */
function differenceOf(inputs: DeploymentInputs, live: Comparable): LiveRelease["difference"] {
  const { release, stage } = inputs;
  const { deployed } = live;
  if (inputsDigest(inputs) === deployed.inputs) return "none";
  const withLiveFunctions = withFunctionsOf(live.release, release);
  if (inputsDigest({ ...inputs, release: withLiveFunctions }) !== deployed.inputs) return null;
  return functionUpdates(stage, live.release, release);
}

/** Whether a stage whose newest record this is may be what it says: its deployment succeeded, and made every change. */
export function isComparable(record: ReleaseRecord): record is Comparable {
  return record.outcome === "succeeded" && record.deployed !== null && record.undone.length === 0;
}

async function newestRecord({ session }: With<"release">): Promise<ReleaseRecord | undefined> {
  const { readRecords } = await import("../../aws/buckets/releases");
  const [newest] = await readRecords(session.target, session.stage, 1);
  return newest;
}
