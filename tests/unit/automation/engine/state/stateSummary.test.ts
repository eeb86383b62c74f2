import { strict as assert } from "node:assert";
import type { ExportedState, ResourceState } from "../../../../../automation/engine/state/exportedState";
import { outputsInState, summarizeState } from "../../../../../automation/engine/state/stateSummary";

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:a:b" };

function stateWith(outputs: object, ...others: readonly string[]): ExportedState {
  const resources = [
    { urn: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev", type: "pulumi:pulumi:Stack", outputs },
    ...others.map((type, n) => ({ urn: `urn:pulumi:dev::p::${type}::${String(n)}`, type, id: String(n) })),
  ] as unknown as readonly ResourceState[];
  return { version: 3, deployment: { resources } };
}

describe("a state that is read without the engine", () => {
  it("has the stack's outputs", () => {
    const outputs = outputsInState(stateWith({ url: "https://api.example.com", versions: { "users/get": "3" } }));
    assert.deepEqual(outputs, {
      url: { value: "https://api.example.com", secret: false },
      versions: { value: { "users/get": "3" }, secret: false },
    });
  });

  it("marks an output with a secret in it", () => {
    const outputs = outputsInState(stateWith({ keys: { active: ["a", SECRET] }, token: SECRET, open: [] }));
    assert.deepEqual(
      Object.entries(outputs).map(([name, { secret }]) => [name, secret]),
      [
        ["keys", true],
        ["token", true],
        ["open", false],
      ],
    );
  });

  it("counts AWS's resources, and everything", () => {
    const state = stateWith({}, "aws:s3/bucket:Bucket", "listbackup:index:Phase", "pulumi:providers:aws");
    assert.deepEqual(summarizeState(state), { resources: 1, entries: 4, pending: [] });
  });

  it("is empty where nothing was deployed", () => {
    assert.deepEqual([outputsInState(null), summarizeState(null).entries], [{}, 0]);
  });
});
