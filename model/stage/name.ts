import { DeployError } from "../errors";

/** The stages that exist, in the order of promotion. */
export const STAGES = ["dev", "staging", "production", "disaster-recovery"] as const;

export type StageName = (typeof STAGES)[number];

/** The stage's name inside physical names, where AWS counts characters. */
export const SHORT_NAMES: Readonly<Record<StageName, string>> = {
  dev: "dev",
  staging: "staging",
  production: "prod",
  "disaster-recovery": "dr",
};

/** @throws DeployError STAGE_UNKNOWN, naming the stages there are */
export function parseStageName(text: string): StageName {
  const found = STAGES.find((stage) => stage === text);
  if (found === undefined) {
    throw new DeployError("STAGE_UNKNOWN", `There is no stage "${text}".`, `Use one of: ${STAGES.join(", ")}.`);
  }
  return found;
}
