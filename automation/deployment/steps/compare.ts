import type { ReleaseRecord } from "../../../model/release/record";
import type { With } from "../deployment";
import { deployedInputs } from "../deployedInputs";
import { DONE, type Step, type StepEnd } from "../step";

/**
 * Ends the deployment without Pulumi where its inputs, and the state, are those of the live release. Otherwise it starts Pulumi
 * in the background.
 */
export const compareStep: Step<"engine" | "release"> = {
  kind: "compare",
  description: "end here if nothing changed since the live release: neither its inputs nor Pulumi's state",
  run: compareWithLive,
};

async function compareWithLive(deployment: With<"engine" | "release">): Promise<StepEnd> {
  const { context, request } = deployment;
  const live = asksPulumi(deployment) ? null : await liveWithSameInputs(deployment);
  if (live === null) {
    void deployment.engine.open();
    return DONE;
  }
  Object.assign(deployment, { newest: live, changes: [] });
  const how = request.verify ? "" : "; `--full` asks Pulumi";
  context.terminal.note(`Nothing changed since release ${String(live.id)}: same inputs, same state${how}`);
  return { kind: "finished" };
}

/** The live release, if it was deployed from the same inputs, and its state is the one that it left. */
async function liveWithSameInputs(deployment: With<"release">): Promise<ReleaseRecord | null> {
  // Read again, with the lease: another deployment may have ended after the preflight read the records.
  const newest = await newestRecord(deployment);
  if (newest?.outcome !== "succeeded" || newest.deployed === null || newest.undone.length > 0) return null;
  const own = await deployedInputs(deployment);
  const { inputs, state } = newest.deployed;
  return own?.inputs === inputs && own.state === state ? newest : null;
}

/** Whether the request itself may change something, or says so. */
function asksPulumi({ request }: With<"release">): boolean {
  const { full, allow, adopt } = request;
  return full || allow.delete.length + allow.replace.length > 0 || adopt.length > 0;
}

async function newestRecord({ session }: With<"release">): Promise<ReleaseRecord | undefined> {
  const { readRecords } = await import("../../aws/buckets/releases");
  const [newest] = await readRecords(session.target, session.stage, 1);
  return newest;
}
