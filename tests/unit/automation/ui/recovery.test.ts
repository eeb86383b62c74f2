import { strict as assert } from "node:assert";
import type { InterruptedOperation } from "../../../../automation/engine/recovery/recoveryPlan";
import { describeRecovery } from "../../../../automation/ui/recovery";

function one(name: string, result: InterruptedOperation["result"]): InterruptedOperation {
  return { operation: "creating", urn: `urn:pulumi:dev::p::t::${name}`, type: "aws:sqs/queue:Queue", result };
}

describe("describeRecovery", () => {
  it("names the interrupted operations and counts their results", () => {
    const interrupted = [one("a", "adopted"), one("b", "adopted"), one("c", "adopted"), one("d", "again")];
    assert.deepEqual(describeRecovery({ interrupted, vanished: new Set(["urn:pulumi:dev::p::t::c"]) }), [
      "Interrupted earlier: creating a, creating b, creating c, creating d: 2 exist and were adopted, 2 do not exist",
    ]);
  });

  it("names eight and counts the others", () => {
    const interrupted = [..."abcdefghij"].map((name) => one(name, "again"));
    assert.match(
      describeRecovery({ interrupted, vanished: new Set() })[0] ?? "",
      /creating h, 2 more: 10 do not exist$/,
    );
  });

  it("asks to check resources that cannot be looked up", () => {
    assert.deepEqual(describeRecovery({ interrupted: [one("a", "unknown")], vanished: new Set() }).slice(1), [
      "a (aws:sqs/queue:Queue) cannot be looked up: check whether it exists in AWS, because the next up creates it again",
    ]);
  });
});
