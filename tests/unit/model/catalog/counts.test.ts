import { strict as assert } from "node:assert";
import { countsLine, countsOf } from "../../../../model/catalog/counts";
import { realCatalog, smallCatalog } from "../../../support/release";

describe("what there is in a catalog", () => {
  it("is counted by kind, a queue with its dead-letter queue", () => {
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

  it("is told in a line, one of a kind in the singular", () => {
    assert.equal(
      countsLine(smallCatalog()),
      "4 services, 6 functions, 4 routes, 2 tables, 2 queues, 1 bucket, 1 event bus, 1 rule, 1 topic",
    );
  });

  it("is told with none of a kind in the plural", () => {
    const catalog = smallCatalog();
    const line = countsLine({ ...catalog, events: { ...catalog.events, buses: {} } });
    assert.equal(line.split(", ")[6], "0 event buses");
  });

  it("is the whole backend of ListBackup.ai", async () => {
    assert.equal(
      countsLine(await realCatalog()),
      "18 services, 151 functions, 168 routes, 42 tables, 12 queues, 2 buckets, 1 event bus, 6 rules, 2 topics",
    );
  });
});
