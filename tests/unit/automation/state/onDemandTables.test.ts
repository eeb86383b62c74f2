import { strict as assert } from "node:assert";
import { onDemandTables } from "../../../../automation/state/onDemandTables";
import type { Engine } from "../../../../automation/engine/engine";
import type { Stage } from "../../../../model/stage/stage";
import { stageOf } from "../../../support/release";

const DEV = stageOf("dev");
const bounds = { min: 2, max: 4 };
const SCALED: Stage = {
  ...DEV,
  data: { ...DEV.data, capacity: { kind: "autoscaled", read: bounds, write: bounds, targetPercent: 70 } },
};

const table = (name: string, billingMode: string) => ({
  urn: `urn:${name}`,
  type: "aws:dynamodb/table:Table",
  id: `listbackup-dev-${name}`,
  outputs: { billingMode },
});

const ENGINE = {
  exportState: () =>
    Promise.resolve({
      deployment: { resources: [table("users", "PAY_PER_REQUEST"), table("jobs", "PROVISIONED")] },
    }),
} as unknown as Pick<Engine, "exportState">;

describe("tables that switch from on demand to a capacity", () => {
  it("are those with on-demand capacity in the state", async () => {
    assert.deepEqual([...(await onDemandTables(ENGINE, SCALED))], ["users"]);
  });

  it("are none on a stage with on-demand capacity", async () => {
    assert.deepEqual([...(await onDemandTables(ENGINE, DEV))], []);
  });
});
