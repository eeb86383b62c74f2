import { strict as assert } from "node:assert";
import { countsLine, countsOf } from "../../../../model/catalog/counts";
import { realCatalog, smallCatalog } from "../../../support/release";

describe("the counts of a catalog", () => {
  it("are by kind, with dead-letter queues", () => {
    assert.deepEqual(countsOf(smallCatalog()), {
      services: 4,
      functions: 6,
      routes: 4,
      tables: 2,
      queues: 2,
      buckets: 1,
      buses: 1,
      rules: 1,
      topics: 1,
    });
  });

  it("use the singular for one", () => {
    assert.equal(
      countsLine(smallCatalog()),
      "4 services, 6 functions, 4 routes, 2 tables, 2 queues, 1 bucket, 1 event bus, 1 rule, 1 topic",
    );
  });

  it("use the plural for none", () => {
    const catalog = smallCatalog();
    const line = countsLine({ ...catalog, events: { ...catalog.events, buses: {} } });
    assert.equal(line.split(", ")[6], "0 event buses");
  });

  it("are those of the ListBackup.ai backend", async () => {
    assert.equal(
      countsLine(await realCatalog()),
      "18 services, 151 functions, 168 routes, 42 tables, 12 queues, 2 buckets, 1 event bus, 6 rules, 2 topics",
    );
  });
});
