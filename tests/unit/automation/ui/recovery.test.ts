import { strict as assert } from "node:assert";
import type { Interrupted } from "../../../../automation/engine/recovery/recoveryPlan";
import { describeRecovery } from "../../../../automation/ui/recovery";

function one(name: string, fate: Interrupted["fate"]): Interrupted {
  return { operation: "creating", urn: `urn:pulumi:dev::p::t::${name}`, type: "aws:sqs/queue:Queue", fate };
}

describe("what is said of an interruption", () => {
  it("names what was interrupted and counts what became of it", () => {
    const interrupted = [one("a", "adopted"), one("b", "adopted"), one("c", "adopted"), one("d", "again")];
    assert.deepEqual(describeRecovery({ interrupted, vanished: new Set(["urn:pulumi:dev::p::t::c"]) }), [
      "Interrupted earlier: creating a, creating b, creating c, creating d: 2 are there and were adopted, 2 are not",
    ]);
  });

  it("names eight and counts the others", () => {
    const interrupted = [..."abcdefghij"].map((name) => one(name, "again"));
    assert.match(describeRecovery({ interrupted, vanished: new Set() })[0] ?? "", /creating h, 2 more: 10 are not$/);
  });

  it("asks for a look at what cannot be looked for", () => {
    assert.deepEqual(describeRecovery({ interrupted: [one("a", "unknown")], vanished: new Set() }).slice(1), [
      "Nobody knows how to look for a (aws:sqs/queue:Queue): see whether AWS has it, for the next up makes it again",
    ]);
  });
});
