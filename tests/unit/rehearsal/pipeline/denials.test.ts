import { strict as assert } from "node:assert";
import { denialLines, denialsSince } from "../../../../rehearsal/pipeline/denials";
import { MISSING_TABLE } from "../../../../rehearsal/pipeline/releaseVariant";
import { rehearsalExit } from "../../../../rehearsal/pipeline/violations";
import { EXIT } from "../../../../model/errors";

const DENIAL = { role: "listbackup-dev-jobs-us-west-2", action: "sqs:SendMessage", resource: "arn:q", count: 2 };

describe("requests without a permission", () => {
  it("are listed with role, action and resource", () => {
    assert.deepEqual(denialLines([DENIAL]).slice(0, 2), [
      "Requests that roles have no permission for: 2",
      "  listbackup-dev-jobs-us-west-2: sqs:SendMessage on arn:q, 2 times",
    ]);
  });

  it("fail the rehearsal", () => {
    assert.deepEqual([rehearsalExit(null, [DENIAL]), rehearsalExit(null, [])], [EXIT.failed, EXIT.done]);
  });

  it("from before the rehearsal are not counted, nor those of its unhealthy release", () => {
    const intended = { ...DENIAL, resource: `arn:aws:dynamodb:us-west-2:1:table/${MISSING_TABLE}` };
    const now = { seconds: 0, used: [], denials: [{ ...DENIAL, count: 5 }, intended] };
    assert.deepEqual(denialsSince({ seconds: 0, used: [], denials: [DENIAL] }, now), [{ ...DENIAL, count: 3 }]);
  });
});
