import { DeployError } from "../errors";
import { nearestName } from "../nearestName";

/** The stages that exist, in the order of promotion. */
export const STAGES = ["dev", "staging", "production", "disaster-recovery"] as const;

export type StageName = (typeof STAGES)[number];

/** The stage's short name in physical names, whose length AWS limits. */
export const SHORT_NAMES: Readonly<Record<StageName, string>> = {
  dev: "dev",
  staging: "staging",
  production: "prod",
  "disaster-recovery": "dr",
};

export function isStageName(text: string): text is StageName {
  return STAGES.some((stage) => stage === text);
}

/** Longer names match no stage and are not compared. */
const MAX_COMPARED_LENGTH = 64;

/** @throws DeployError STAGE_UNKNOWN, with the list of stages */
export function parseStageName(text: string): StageName {
  const found = STAGES.find((stage) => stage === text);
  if (found === undefined) {
    const close =
      STAGES.find((stage) => SHORT_NAMES[stage] === text) ?? nearestName(text.slice(0, MAX_COMPARED_LENGTH), STAGES);
    const hint = close === null ? "" : ` Did you mean "${close}"?`;
    throw new DeployError("STAGE_UNKNOWN", `There is no stage "${text}".${hint}`, `Use one of: ${STAGES.join(", ")}.`);
  }
  return found;
}
