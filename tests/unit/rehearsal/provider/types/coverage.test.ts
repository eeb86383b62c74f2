import { strict as assert } from "node:assert";
import { parseCatalog } from "../../../../../model/catalog/parse/parseCatalog";
import { STAGES } from "../../../../../model/stage/name";
import { rows } from "../../../../../rehearsal/provider/types/table";
import { accountExamples } from "../../../../engine/provider/examples/account";
import { alarmExamples } from "../../../../engine/provider/examples/alarms";
import { bucketExamples } from "../../../../engine/provider/examples/buckets";
import { dataExamples } from "../../../../engine/provider/examples/data";
import { functionExamples } from "../../../../engine/provider/examples/functions";
import { gatewayExamples } from "../../../../engine/provider/examples/gateway";
import { identityExamples } from "../../../../engine/provider/examples/identity";
import { messageExamples } from "../../../../engine/provider/examples/messages";
import { eventCatalog } from "../../../../support/eventCatalog";
import { smallCatalog, stageOf } from "../../../../support/release";
import { declaredTypes, stageWithAllOptions } from "../../../components/declaredTypes";
import { REAL_FILES } from "../../../model/catalog/realCatalog";

async function typesWithoutRow(...args: Parameters<typeof declaredTypes>): Promise<readonly string[]> {
  return (await declaredTypes(...args)).filter((type) => !rows.has(type));
}

describe("the offline provider", function () {
  this.timeout(60_000);
  for (const name of STAGES) {
    it(`has every type that ${name} declares`, async () => {
      assert.deepEqual(await typesWithoutRow(stageOf(name), smallCatalog()), []);
    });
  }

  it("has every type that the real catalog needs on production", async () => {
    const { catalog } = parseCatalog(REAL_FILES);
    assert.ok(catalog !== null);
    assert.deepEqual(await typesWithoutRow(stageOf("production"), catalog), []);
  });

  it("has every type that a stage's file can ask for", async () => {
    assert.deepEqual(await typesWithoutRow(stageWithAllOptions(), smallCatalog()), []);
  });

  it("has every type that what calls functions needs", async () => {
    assert.deepEqual(await typesWithoutRow(stageOf("production"), eventCatalog()), []);
  });

  it("has an example of every type, which its contract is tried on", () => {
    const examples = [
      accountExamples,
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
