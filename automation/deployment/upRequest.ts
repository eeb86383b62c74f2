import { DeployError } from "../../model/errors";
import { requireKnownNames } from "../../model/knownNames";
import { parseReason } from "../../model/release/reason";
import { OVERRIDES, type Override } from "../../model/release/outcome";
import type { StageName } from "../../model/stage/name";
import type { UpRequest } from "./request";

/** A request as a user or a program gives it. */
export interface RequestInput extends Omit<UpRequest, "stage" | "rollout" | "adopt" | "reason" | "overrides"> {
  /** `NAME=ID` */
  readonly adopt: readonly string[];
  readonly reason: string;
  readonly overrides: readonly string[];
}

/**
 * Checks a request, and reads how its stage moves traffic.
 * @param root the project's folder
 * @throws DeployError USAGE, CONFIG_INVALID, CONFIG_UNREADABLE
 */
export async function makeRequest(root: string, stage: StageName, input: RequestInput): Promise<UpRequest> {
  requireKnownNames("override", input.overrides, OVERRIDES);
  const reason = parseReason(input.reason);
  if (input.overrides.length > 0 && reason === "") {
    throw new DeployError(
      "USAGE",
      "An override needs a reason, which is recorded in the release.",
      "Add --reason <text>.",
    );
  }
  const { parseAdoptions } = await import("../engine/adoption/adoption");
  const adopt = parseAdoptions(input.adopt);
  const { readStage } = await import("../session");
  const { rollout } = await readStage(root, stage);
  return {
    ...input,
    stage,
    rollout: rollout.kind,
    adopt,
    reason: reason === "" ? null : reason,
    overrides: input.overrides as readonly Override[],
  };
}
