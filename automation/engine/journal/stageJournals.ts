import type { Stage } from "../../../model/stage/stage";
import type { StateJournals } from "../../aws/buckets/stateJournals";
import type { AwsTarget } from "../../aws/target";
import { stageStack } from "../state/project";

/** The journals of a stage's runs that did not end. */
export async function stageJournals(target: AwsTarget, stage: Stage): Promise<StateJournals> {
  const { StateJournals } = await import("../../aws/buckets/stateJournals");
  return new StateJournals(target, stage, stageStack(stage.name).name);
}
