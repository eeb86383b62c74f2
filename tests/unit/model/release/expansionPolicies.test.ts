import { strict as assert } from "node:assert";
import type { Release } from "../../../../model/release/release";
import { expansion } from "../../../../model/release/expansion";
import { assertPoliciesFit } from "../../../../model/release/expansionPolicies";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const STAGE = stageOf("production");

/** A release whose service users may write so many objects of its own. */
function releaseWith(prefix: string, count: number): Release {
  const { services, ...rest } = smallCatalog();
  const resources = Array.from(
    { length: count },
    (_, index) => `arn:aws:kms:*:*:key/${prefix}${"x".repeat(60)}${String(index)}`,
  );
  const statements = [{ reason: "Keys of customers", actions: ["kms:Decrypt"], resources }];
  const users = services["users"];
  if (users === undefined) throw new TypeError("no users");
  return releaseOf({ ...rest, services: { ...services, users: { ...users, statements } } });
}

describe("assertPoliciesFit", () => {
  it("refuses two releases whose grants fit alone and not together", () => {
    const [old, next] = [releaseWith("a", 70), releaseWith("b", 70)];
    for (const release of [old, next]) assertPoliciesFit({ stage: STAGE, release });
    const wide = expansion({ stage: STAGE, release: old }, { stage: STAGE, release: next });
    assert.throws(
      () => {
        assertPoliciesFit(wide);
      },
      { code: "CATALOG_INVALID" },
    );
  });
});
