import type { Step } from "../step";

export const shiftStep: Step<"record"> = {
  kind: "shift",
  description: "move traffic share by share, watch errors, durations and the stage's alarm; back at once on a breach",
  runMigration: async (deployment) => (await import("../shiftTraffic")).shiftTrafficStep(deployment),
};
