import { strict as assert } from "node:assert";
import { SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { AwsTarget } from "../../../../../automation/aws/target";
import { prepareRotation, rotatableEntry } from "../../../../../automation/secrets/rotation/prepare";
import type { PreparedRotation, RotationRequest } from "../../../../../automation/secrets/rotation/rotation";
import { catalogSchema } from "../../../../../model/catalog/schema/catalog";
import { ParameterStore } from "../../../../support/fakes/parameterStore";
import { smallCatalog } from "../../../../support/release";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const STAGE = { name: "dev" } as const;
const JWT = "/listbackup/jwt";
const PREVIOUS = "/listbackup/jwt-previous";
const STRIPE = "/listbackup/stripe";
const NOW = new Date("2026-11-28T10:00:00Z");
const HOUR_MS = 3_600_000;
const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * HOUR_MS);

const CATALOG = catalogSchema.parse({
  ...smallCatalog(),
  parameters: {
    [JWT]: { purpose: "Signs", kind: "required", type: "SecureString", from: { random: 32 }, previous: PREVIOUS },
    [PREVIOUS]: { purpose: "Verifies", kind: "optional", type: "SecureString", from: "rotation" },
    [STRIPE]: { purpose: "Money", kind: "optional", type: "SecureString", from: "person", prefixes: ["sk_"] },
    "/listbackup/{stage}/platforms/*": { purpose: "OAuth", kind: "optional", type: "SecureString", from: "person" },
    "/listbackup/url": { purpose: "For clients", kind: "generated", type: "String", from: "api:url" },
  },
});

describe("a rotation of a parameter", () => {
  const ssm = mockClient(SSMClient);
  let store: ParameterStore;
  beforeEach(() => {
    ssm.reset();
    store = new ParameterStore(ssm as never, () => NOW);
    store.put(JWT, "first", hoursAgo(500));
    store.put(STRIPE, "sk_first", hoursAgo(500));
  });
  after(() => {
    ssm.restore();
  });

  const prepare = (name: string, more: Partial<RotationRequest> = {}): Promise<PreparedRotation> =>
    prepareRotation({
      target: TARGET,
      stage: "dev",
      action: "rotate",
      ...rotatableEntry(STAGE, CATALOG, name),
      value: "second",
      unfinished: null,
      overlap: "kept",
      now: NOW,
      ...more,
    });

  it("knows all versions before it writes anything", async () => {
    const { from, to, versions, overlapUntil, isWritten } = await prepare(JWT);
    assert.deepEqual(
      [from, to, versions, overlapUntil, isWritten, store.writes],
      ["1", "2", { [JWT]: "2", [PREVIOUS]: "1" }, new Date("2026-11-29T10:00:00Z"), false, []],
    );
  });

  it("keeps the old value before it writes the new one", async () => {
    await (await prepare(JWT)).write();
    assert.deepEqual(store.writes, [`${PREVIOUS}=first`, `${JWT}=second`]);
  });

  it("keeps the KMS key of the parameter, for its previous value too", async () => {
    store.keys.set(JWT, "alias/own");
    await (await prepare(JWT)).write();
    assert.deepEqual(
      [...store.keys],
      [
        [JWT, "alias/own"],
        [PREVIOUS, "alias/own"],
      ],
    );
  });

  it("writes only the value where no previous one is declared", async () => {
    const rotation = await prepare(STRIPE, { value: "sk_second" });
    await rotation.write();
    assert.deepEqual([store.writes, rotation.overlapUntil], [[`${STRIPE}=sk_second`], null]);
  });

  it("loses nothing where it is killed between its writes, and is continued", async () => {
    store.failAt = 2;
    await assert.rejects((await prepare(JWT)).write());
    store.failAt = null;
    const again = await prepare(JWT, { value: "third", unfinished: { action: "rotate", from: "1", to: "2" } });
    await again.write();
    assert.deepEqual(store.writes, [`${PREVIOUS}=first`, `${JWT}=third`]);
  });

  it("only deploys where it was killed after its writes", async () => {
    await (await prepare(JWT)).write();
    const again = await prepare(JWT, { value: null, unfinished: { action: "rotate", from: "1", to: "2" } });
    await again.write();
    assert.deepEqual([again.isWritten, again.from, again.to, store.writes.length], [true, "1", "2", 2]);
  });

  it("is refused while the value before the current one is accepted", async () => {
    store.put(PREVIOUS, "zeroth", hoursAgo(23));
    await assert.rejects(prepare(JWT), { code: "SECRETS_OVERLAP" });
  });

  it("is done within the overlap where that is overridden", async () => {
    store.put(PREVIOUS, "zeroth", hoursAgo(23));
    await (await prepare(JWT, { overlap: "overridden" })).write();
    assert.deepEqual(store.writes, [`${PREVIOUS}=first`, `${JWT}=second`]);
  });

  it("is done after the overlap", async () => {
    store.put(PREVIOUS, "zeroth", hoursAgo(25));
    await (await prepare(JWT)).write();
    assert.equal(store.value(PREVIOUS), "first");
  });

  it("is undone with the value before, and the undone value is accepted too", async () => {
    await (await prepare(JWT)).write();
    await (await prepare(JWT, { action: "undo", value: null })).write();
    assert.deepEqual([store.value(JWT), store.value(PREVIOUS)], ["first", "second"]);
  });

  it("finishes an undo that was killed between its writes", async () => {
    await (await prepare(JWT)).write();
    store.failAt = 4;
    await assert.rejects((await prepare(JWT, { action: "undo", value: null })).write());
    store.failAt = null;
    const unfinished = { action: "undo", from: "2", to: "3" } as const;
    await (await prepare(JWT, { action: "undo", value: null, unfinished })).write();
    assert.deepEqual([store.value(JWT), store.value(PREVIOUS)], ["first", "second"]);
  });

  it("that wrote nothing is not undone: the version before is not what it replaced", async () => {
    store.put(JWT, "current", hoursAgo(100));
    const unfinished = { action: "rotate", from: "2", to: "3" } as const;
    await assert.rejects(prepare(JWT, { action: "undo", value: null, unfinished }), { code: "SECRETS_INPUT" });
  });

  it("is not undone without a version before", async () => {
    await assert.rejects(prepare(STRIPE, { action: "undo", value: null }), { code: "SECRETS_INPUT" });
  });

  it("is reverted by a failed deployment, and the new value is accepted too", async () => {
    const rotation = await prepare(JWT);
    await rotation.write();
    assert.equal(await rotation.revert(), true);
    assert.deepEqual([store.value(JWT), store.value(PREVIOUS)], ["first", "second"]);
  });

  it("reverts nothing before it wrote the value, or after another caller did", async () => {
    const rotation = await prepare(JWT);
    const before = await rotation.revert();
    await rotation.write();
    store.put(JWT, "of another caller", NOW);
    assert.deepEqual([before, await rotation.revert(), store.value(JWT)], [false, false, "of another caller"]);
  });

  it("writes nothing where another caller has written since it was prepared", async () => {
    const rotation = await prepare(JWT);
    store.put(JWT, "of another caller", NOW);
    await assert.rejects(rotation.write(), { code: "ROTATION_CONFLICT" });
    assert.deepEqual(store.writes, []);
  });

  const REFUSED: readonly (readonly [what: string, change: Partial<RotationRequest>])[] = [
    ["the current value", { value: "sk_first" }],
    ["a malformed value", { value: "pk_second" }],
    ["an empty value", { value: "" }],
    ["a value of several lines", { value: "sk_a\nb" }],
    ["a value with blanks around it", { value: " sk_a " }],
    ["a value above 4 KB", { value: `sk_${"x".repeat(4_096)}` }],
  ];
  for (const [what, change] of REFUSED)
    it(`refuses ${what}, without quoting it`, async () => {
      await assert.rejects(prepare(STRIPE, change), (error: Error & { readonly code?: string }) => {
        assert.equal(error.code, "SECRETS_INPUT");
        const { value } = change;
        if (typeof value === "string" && value !== "") assert.equal(String(error.stack).includes(value), false);
        return true;
      });
    });

  it("refuses a parameter of another type", async () => {
    store.put(STRIPE, "sk_plain", NOW, "String");
    await assert.rejects(prepare(STRIPE, { value: "sk_second" }), { code: "SECRETS_INPUT", what: /is a String/ });
  });

  it("refuses a parameter that does not exist", async () => {
    ssm.reset();
    store = new ParameterStore(ssm as never, () => NOW);
    await assert.rejects(prepare(STRIPE, { value: "sk_second" }), { code: "SECRETS_INPUT", what: /does not exist/ });
  });
});

describe("rotatableEntry", () => {
  const REFUSED = {
    "a generated parameter": "/listbackup/url",
    "a previous value": PREVIOUS,
    "a pattern": "/listbackup/{stage}/platforms/*",
    "a name that matches a pattern": "/listbackup/dev/platforms/hubspot",
    "an unknown name": "/listbackup/jwtt",
    "a name of another stage": "/listbackup/production/platforms/hubspot",
  };
  for (const [what, name] of Object.entries(REFUSED))
    it(`refuses ${what}`, () => {
      assert.throws(() => rotatableEntry(STAGE, CATALOG, name), { code: "USAGE" });
    });
});
