import { DeployError } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import { readStage } from "../session";
import type { UpRequest } from "./request";
import { acceptPromotion } from "./steps/accept";

/**
 * The stage to promote from. Checked before the first request to AWS.
 * @param root the project's folder
 * @param named null: the first one that the stage's file names
 * @throws DeployError USAGE, SOURCE_REFUSED
 */
export async function promotionSource(
  root: string,
  { stage, overrides }: Pick<UpRequest, "stage" | "overrides">,
  named: StageName | null,
): Promise<StageName> {
  const { accepts } = await readStage(root, stage);
  const from = named ?? accepts.promotionsFrom[0];
  if (from === undefined)
    throw new DeployError(
      "SOURCE_REFUSED",
      `${stage} accepts no promotions. Nothing was changed.`,
      `Deploy a build: \`bin/deploy up ${stage}\`.`,
    );
  if (from === stage) throw new DeployError("USAGE", `${stage} cannot be promoted to itself.`, "Name another stage.");
  // A rehearsal does not run the command `promote`, and checks it itself.
  acceptPromotion({ name: stage, accepts }, from, overrides);
  return from;
}
