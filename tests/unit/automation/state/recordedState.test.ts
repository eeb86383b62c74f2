import { strict as assert } from "node:assert";
import { compareState } from "../../../../automation/state/recordedState";
import { lineageOf } from "../../../../automation/engine/state/lineage";
import type { ExportedState, ResourceState } from "../../../../automation/engine/state/exportedState";
import { recordOf } from "../../../support/records";

const QUEUE: ResourceState = { urn: "urn:q", type: "aws:sqs/queue:Queue", custom: true, id: "q" };
const STACK: ResourceState = { urn: "urn:s", type: "pulumi:pulumi:Stack" };

function stateOf(resources: readonly ResourceState[], secrets: object = { salt: "v1:one" }): ExportedState {
  return { version: 3, deployment: { resources, secrets_providers: { type: "x", state: secrets } } };
}

const OTHER_KEY = { encryptedkey: "AQIC" };
const fn = (name: string, version: string): ResourceState => ({
  urn: `urn:pulumi:dev::p::aws:lambda/function:Function::${name}`,
  type: "aws:lambda/function:Function",
  custom: true,
  id: name,
  outputs: { version },
});

describe("the state that a live release was deployed with", () => {
  const state = stateOf([STACK, QUEUE]);
  const live = recordOf(100, { lineage: lineageOf(state) });
  const versioned = recordOf(100, { lineage: lineageOf(state), versions: { "users/get": "3" } });
  const CASES: readonly (readonly [what: string, state: ExportedState | null, live: typeof live | null, string])[] = [
    ["is the one that its record names", state, live, "fits"],
    ["is missing where there is none", null, live, "missing"],
    ["is missing where it has nothing of AWS", stateOf([STACK]), live, "missing"],
    ["is another one where its key is another", stateOf([QUEUE], { salt: "v1:two" }), live, "other"],
    ["is the same one under another key", stateOf([fn("users-get", "3")], OTHER_KEY), versioned, "fits"],
    ["is another one where a function is missing", stateOf([fn("users-put", "3")], OTHER_KEY), versioned, "other"],
    ["is another one where a function is older", stateOf([fn("users-get", "2")], OTHER_KEY), versioned, "other"],
    ["is taken where the record is from before there were lineages", state, recordOf(100), "fits"],
    ["may be any where nothing is live", null, null, "fits"],
  ];
  for (const [what, found, record, expected] of CASES) {
    it(what, () => {
      assert.equal(compareState(found, record).kind, expected);
    });
  }
});

describe("a state's lineage", () => {
  it("does not show the key", () => {
    assert.match(lineageOf(stateOf([])) ?? "", /^[0-9a-f]{16}$/);
  });

  it("is derived from the key that KMS encrypted", () => {
    assert.notEqual(lineageOf(stateOf([], { url: "awskms://x", encryptedkey: "AQIC" })), null);
  });

  it("is unknown without a key", () => {
    assert.equal(lineageOf({ version: 3, deployment: {} }), null);
  });
});
