import { strict as assert } from "node:assert";
import { dataTable } from "../../../../components/data/table";
import { tableSchema } from "../../../../model/catalog/schema/catalog";
import type { StageName } from "../../../../model/stage/name";
import { stageOf } from "../../../support/release";
import { resourcesOf, type Registered } from "../mocks";

const EVERYTHING = {
  purpose: "Everything a table may have",
  hash: "accountId",
  range: "createdAt number",
  ttl: "expires",
  stream: "keys-only",
  indexes: {
    StatusIndex: { hash: "status", range: "createdAt number", projection: "keys-only" },
    AccountIndex: { hash: "accountId" },
  },
};

async function tableOn(stage: StageName, spec: object): Promise<Registered | undefined> {
  const made = await resourcesOf((parent) => dataTable(stageOf(stage), "things", tableSchema.parse(spec), parent));
  return made[0];
}

describe("a table", () => {
  it("has on dev what the catalog says, and no protection", async () => {
    const table = await tableOn("dev", { purpose: "Things", hash: "thingId" });
    assert.deepEqual(
      { inputs: table?.inputs, protect: table?.protect },
      {
        inputs: {
          name: "listbackup-dev-things",
          billingMode: "PAY_PER_REQUEST",
          attributes: [{ name: "thingId", type: "S" }],
          hashKey: "thingId",
          globalSecondaryIndexes: [],
          pointInTimeRecovery: { enabled: false },
          deletionProtectionEnabled: false,
          serverSideEncryption: { enabled: false },
        },
        protect: false,
      },
    );
  });

  it("is protected on production in every way there is", async () => {
    const table = await tableOn("production", { purpose: "Things", hash: "thingId" });
    assert.deepEqual(
      { inputs: table?.inputs, protect: table?.protect },
      {
        inputs: {
          name: "listbackup-prod-things",
          billingMode: "PAY_PER_REQUEST",
          attributes: [{ name: "thingId", type: "S" }],
          hashKey: "thingId",
          globalSecondaryIndexes: [],
          pointInTimeRecovery: { enabled: true },
          deletionProtectionEnabled: true,
          serverSideEncryption: { enabled: true },
        },
        protect: true,
      },
    );
  });

  it("declares each attribute of its keys and indexes once, in order of name", async () => {
    const table = await tableOn("dev", EVERYTHING);
    assert.deepEqual(table?.inputs["attributes"], [
      { name: "accountId", type: "S" },
      { name: "createdAt", type: "N" },
      { name: "status", type: "S" },
    ]);
  });

  it("says that TTL is off, as leaving it out turns nothing off", async () => {
    const table = await tableOn("dev", { purpose: "Things", hash: "thingId", ttl: "expires off" });
    assert.deepEqual(table?.inputs["ttl"], { attributeName: "expires", enabled: false });
  });

  it("has the sort key, expiry, stream and indexes that the catalog gives it", async () => {
    const inputs = (await tableOn("dev", EVERYTHING))?.inputs ?? {};
    const { rangeKey, ttl, streamEnabled, streamViewType, globalSecondaryIndexes } = inputs;
    assert.deepEqual(
      { rangeKey, ttl, streamEnabled, streamViewType, globalSecondaryIndexes },
      {
        rangeKey: "createdAt",
        ttl: { attributeName: "expires", enabled: true },
        streamEnabled: true,
        streamViewType: "KEYS_ONLY",
        globalSecondaryIndexes: [
          { name: "StatusIndex", hashKey: "status", rangeKey: "createdAt", projectionType: "KEYS_ONLY" },
          { name: "AccountIndex", hashKey: "accountId", projectionType: "ALL" },
        ],
      },
    );
  });
});
