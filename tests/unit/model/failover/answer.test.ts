import { strict as assert } from "node:assert";
import {
  answerOf,
  FORCED_UNHEALTHY,
  healthOf,
  recordsLeftBehind,
  type NameRecord,
} from "../../../../model/failover/answer";

const record = (failover: NameRecord["failover"], type = "A"): NameRecord => ({
  type,
  failover,
  setIdentifier: failover,
  target: `${String(failover)}.example.com`,
  ttl: null,
  healthCheckId: null,
});
const records = { primary: record("PRIMARY"), secondary: record("SECONDARY") };

describe("what Route 53 answers", () => {
  it("is the secondary record after a manual failover, whatever the health of the primary", () => {
    assert.equal(answerOf(records, healthOf(FORCED_UNHEALTHY)), records.secondary);
  });

  it("is the primary record where the check is disabled", () => {
    assert.equal(answerOf(records, healthOf({ disabled: true, inverted: false })), records.primary);
  });

  it("depends on the checkers where the check is enabled", () => {
    assert.equal(answerOf(records, healthOf({ disabled: false, inverted: false })), "checked");
  });

  it("is the primary record without a secondary one", () => {
    assert.equal(answerOf({ ...records, secondary: null }, "unhealthy"), records.primary);
  });

  it("leaves behind records by which clients reach the old region", () => {
    const ipv6 = record(null, "AAAA");
    const all = [records.primary, records.secondary, ipv6, record(null, "TXT"), record("SECONDARY", "AAAA")];
    assert.deepEqual(recordsLeftBehind(all), [ipv6]);
  });
});
