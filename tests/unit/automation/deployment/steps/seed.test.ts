import { strict as assert } from "node:assert";
import { seedStep } from "../../../../../automation/deployment/lateSteps";
import type { With } from "../../../../../automation/deployment/deployment";
import { catalogSchema } from "../../../../../model/catalog/schema/catalog";
import { recordOf } from "../../../../support/records";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

describe("the seed step", () => {
  it("names the table of a row that the SDK refuses", async () => {
    const seeds = { users: { rows: [{ userId: "u1", size: 2 ** 53 }] } };
    const stage = stageOf("dev");
    const deployment = {
      session: { stage, target: { kind: "aws", region: stage.region, account: stage.account } },
      release: releaseOf(catalogSchema.parse({ ...smallCatalog(), seeds })),
      record: recordOf(100),
      outputs: {},
      retryCommand: "bin/deploy up dev",
    } as unknown as With<"release" | "record">;
    await assert.rejects(async () => seedStep.run(deployment), {
      code: "SEED_FAILED",
      what: /rows of table users .*MAX_SAFE_INTEGER/,
    });
  });
});
