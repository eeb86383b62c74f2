import { strict as assert } from "node:assert";
import { stageProgram } from "../../../../../components/program";
import { parseCatalog } from "../../../../../model/catalog/parse/parseCatalog";
import { STAGES } from "../../../../../model/stage/name";
import type { Stage } from "../../../../../model/stage/stage";
import { rows } from "../../../../../rehearsal/provider/types/table";
import { alarmExamples } from "../../../../engine/provider/examples/alarms";
import { bucketExamples } from "../../../../engine/provider/examples/buckets";
import { dataExamples } from "../../../../engine/provider/examples/data";
import { functionExamples } from "../../../../engine/provider/examples/functions";
import { gatewayExamples } from "../../../../engine/provider/examples/gateway";
import { identityExamples } from "../../../../engine/provider/examples/identity";
import { messageExamples } from "../../../../engine/provider/examples/messages";
import { eventCatalog } from "../../../../support/eventCatalog";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";
import { mockEngine, settled } from "../../../components/mocks";
import { REAL_FILES } from "../../../model/catalog/realCatalog";

/** A stage with everything that a stage's file can ask for. */
function everything(): Stage {
  const production = stageOf("production");
  const { alarms } = production;
  if (alarms.kind === "off") throw new Error("production has no alarms");
  const bounds = { min: 1, max: 2 };
  return {
    ...production,
    alarms: { ...alarms, emails: ["oncall@example.com"] },
    data: { ...production.data, capacity: { kind: "autoscaled", read: bounds, write: bounds, targetPercent: 70 } },
  };
}

async function typesOf(stage: Stage, catalog: ReturnType<typeof smallCatalog>): Promise<readonly string[]> {
  const registered = await mockEngine();
  await stageProgram({ stage, release: releaseOf(catalog) })();
  await settled();
  const types = registered.filter(({ custom }) => custom).map(({ type }) => type);
  return [...new Set(types)].filter((type) => !type.startsWith("pulumi:"));
}

describe("the offline provider", function () {
  this.timeout(60_000);
  for (const name of STAGES) {
    it(`has every type that ${name} declares`, async () => {
      assert.deepEqual(
        (await typesOf(stageOf(name), smallCatalog())).filter((type) => !rows.has(type)),
        [],
      );
    });
  }

  it("has every type that the real catalog needs on production", async () => {
    const { catalog } = parseCatalog(REAL_FILES);
    assert.ok(catalog !== null);
    assert.deepEqual(
      (await typesOf(stageOf("production"), catalog)).filter((type) => !rows.has(type)),
      [],
    );
  });

  it("has every type that a stage's file can ask for", async () => {
    assert.deepEqual(
      (await typesOf(everything(), smallCatalog())).filter((type) => !rows.has(type)),
      [],
    );
  });

  it("has every type that what calls functions needs", async () => {
    assert.deepEqual(
      (await typesOf(stageOf("production"), eventCatalog())).filter((type) => !rows.has(type)),
      [],
    );
  });

  it("has an example of every type, which its contract is tried on", () => {
    const examples = [
      alarmExamples,
      bucketExamples,
      dataExamples,
      functionExamples,
      gatewayExamples,
      identityExamples,
      messageExamples,
    ].flat() as readonly { readonly token: string }[];
    const tried = new Set(examples.map(({ token }) => token));
    assert.deepEqual(
      [...rows.keys()].filter((token) => !tried.has(token)),
      [],
    );
  });
});
