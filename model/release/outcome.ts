/**
 * State of a deployment. If its process is killed, the state remains.
 *
 * `deploying → testing → succeeded`; on failure `rolling-back → rolled-back`, or `failed` if there is no rollback or the
 * rollback fails. `destroyed`: the stage was destroyed.
 */
export const OUTCOMES = [
  "deploying",
  "testing",
  "succeeded",
  "failed",
  "rolling-back",
  "rolled-back",
  "destroyed",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Checks that a deployment may override. */
export const OVERRIDES = ["freeze", "source", "security", "checklist", "overlap"] as const;
export type Override = (typeof OVERRIDES)[number];
