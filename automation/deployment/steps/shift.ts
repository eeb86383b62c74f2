import type { Step } from "../step";

export const shiftStep: Step<"record"> = {
  kind: "shift",
  description:
    "shift traffic gradually, watch errors, durations and the stage's alarm; roll back at once if a limit is exceeded",
  run: async (deployment) => (await import("../shiftTraffic")).shiftTrafficStep(deployment),
};
