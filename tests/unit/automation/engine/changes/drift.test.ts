import { strict as assert } from "node:assert";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { driftOf, mergeDrifts, type Drift } from "../../../../../automation/engine/changes/drift";

const TYPE = "aws:lambda/function:Function";
const URN = `urn:pulumi:dev::p::listbackup:stage:StageStack$listbackup:phase:UserServices$${TYPE}::users-get`;

interface Step {
  readonly op: string;
  readonly type?: string;
  readonly diffs?: readonly string[];
  readonly old?: object;
  readonly new?: object;
}

const read = ({ op, type = TYPE, diffs = [], old = {}, new: found = {} }: Step): EngineEvent =>
  ({
    sequence: 0,
    timestamp: 0,
    resOutputsEvent: {
      metadata: {
        op,
        type,
        urn: URN,
        detailedDiff: Object.fromEntries(diffs.map((path) => [path, { kind: "update" }])),
        old: { inputs: old },
        new: { inputs: found },
      },
    },
  }) as never;

const one = (step: Step): Drift | undefined => driftOf([read(step)]).drifts[0];
const properties = (step: Step): unknown => {
  const drift = one(step);
  return drift?.kind === "changed" ? drift.properties : drift;
};

describe("drift", () => {
  it("is a property with its expected and its actual value", () => {
    assert.deepEqual(properties({ op: "update", diffs: ["timeout"], old: { timeout: 6 }, new: { timeout: 60 } }), [
      { path: "timeout", expected: "6", found: "60" },
    ]);
  });

  it("is detected in blocks, lists and names with dots", () => {
    const paths = ["environment.variables.STAGE", "rules[1].days", 'tags["a.b"]'];
    const inputs = (value: string) => ({
      environment: { variables: { STAGE: value } },
      rules: [{}, { days: value }],
      tags: { "a.b": value },
    });
    assert.deepEqual(
      properties({ op: "update", diffs: paths, old: inputs("old"), new: inputs("new") }),
      paths.map((path) => ({ path, expected: "old", found: "new" })),
    );
  });

  it("of a removed property has no actual value", () => {
    assert.deepEqual(properties({ op: "update", diffs: ["timeout"], old: { timeout: 6 } }), [
      { path: "timeout", expected: "6", found: null },
    ]);
  });

  it("contains no secret", () => {
    const sealed = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "x" };
    assert.deepEqual(
      properties({ op: "update", diffs: ["token", "env.KEY"], old: { token: sealed, env: sealed }, new: {} }),
      [
        { path: "token", expected: "[secret]", found: null },
        { path: "env.KEY", expected: "[secret]", found: null },
      ],
    );
  });

  it("truncates long values", () => {
    const drift = properties({ op: "update", diffs: ["body"], old: { body: "x".repeat(500) }, new: {} });
    assert.equal((drift as readonly { readonly expected: string }[])[0]?.expected.length, 60);
  });

  it("is a resource that does not exist", () => {
    assert.deepEqual(one({ op: "delete" }), {
      kind: "vanished",
      urn: URN,
      type: TYPE,
      name: "users-get",
      phase: "users",
    });
  });

  it("is empty where only computed values differ", () => {
    assert.equal(one({ op: "update" }), undefined);
  });

  it("counts the resources that were read, without components", () => {
    const events = [read({ op: "same" }), read({ op: "same", type: "listbackup:phase:UserServices" })];
    assert.deepEqual(driftOf(events), { drifts: [], checked: 1 });
  });
});

describe("drift from two sources", () => {
  const found = { urn: URN, type: TYPE, name: "users-get", phase: null };
  const changed = (path: string): Drift => ({
    ...found,
    kind: "changed",
    properties: [{ path, expected: "a", found: "b" }],
  });
  const vanished: Drift = { ...found, kind: "vanished" };

  it("is one entry with the properties of both", () => {
    const [drift, ...others] = mergeDrifts([changed("timeout"), changed("code")]);
    const paths = drift?.kind === "changed" ? drift.properties.map(({ path }) => path) : [];
    assert.deepEqual([paths, others], [["timeout", "code"], []]);
  });

  it("is vanished where one source reports it as vanished", () => {
    assert.deepEqual(mergeDrifts([vanished, changed("code")]), [vanished]);
  });
});
