import { reduceSdkOverhead } from "./stage/sdkOverhead";
import { StageStack, type StageStackArgs } from "./stage/stageStack";

export type ProgramInputs = StageStackArgs;

/** The Pulumi program of a stage: one `StageStack`, whose outputs are the stack's. */
export function stageProgram(inputs: ProgramInputs): () => Promise<Record<string, unknown>> {
  reduceSdkOverhead();
  return async () => ({ ...(await new StageStack(inputs.stage.name, inputs).ready) });
}
