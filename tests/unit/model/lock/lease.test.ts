import { strict as assert } from "node:assert";
import { leaseSchema, type Lease, type ProcessIdentity } from "../../../../model/lock/lease";
import { ownerName, presenceOf } from "../../../../model/lock/leaseOwner";

const HERE: ProcessIdentity = { host: "ci-17", pid: 1, started: "10", boot: "b1" };
const OWNER: ProcessIdentity = { host: "ci-17", pid: 4242, started: "77", boot: "b1" };

const LEASE: Lease = {
  schema: 1,
  token: "0123456789abcdef0123456789abcdef",
  command: "up dev",
  who: "arn:aws:iam::100000000001:user/alice",
  place: OWNER,
  run: null,
  reason: null,
  startedAt: 1_795_485_644_086,
  renewedAt: 1_795_485_649_086,
  cancel: null,
};

describe("the presence of a lease owner", () => {
  const cases: readonly (readonly [
    what: string,
    place: Partial<ProcessIdentity>,
    started: string | null | undefined,
    verdict: ReturnType<typeof presenceOf>,
  ])[] = [
    ["a process of this machine that runs", {}, "77", "there"],
    ["a process of this machine that is not there", {}, null, "gone"],
    ["a number that another process has by now", {}, "78", "gone"],
    ["a machine that does not tell of its processes", {}, undefined, "unknown"],
    ["another machine", { host: "ci-18" }, null, "unknown"],
    ["another start, or container, of a machine of this name", { boot: "b2" }, null, "unknown"],
    ["an owner that did not know its machine's start", { boot: null }, null, "unknown"],
    ["an owner that did not know its own start", { started: null }, "77", "unknown"],
  ];
  for (const [what, place, started, verdict] of cases) {
    it(`is "${verdict}" for ${what}`, () => {
      assert.equal(
        presenceOf({ ...OWNER, ...place }, HERE, () => started),
        verdict,
      );
    });
  }

  it("is determined by the pid", () => {
    const pids: number[] = [];
    presenceOf(OWNER, HERE, (pid) => {
      pids.push(pid);
      return null;
    });
    assert.deepEqual(pids, [4242]);
  });
});

describe("a lease", () => {
  it("is read as it was written", () => {
    assert.deepEqual(leaseSchema.parse(JSON.parse(JSON.stringify(LEASE))), LEASE);
  });

  const wrong: readonly (readonly [what: string, lease: object])[] = [
    ["of a newer schema", { ...LEASE, schema: 2 }],
    ["with an unknown key", { ...LEASE, more: 1 }],
    ["without a token", { ...LEASE, token: "" }],
    ["with an unknown way to cancel", { ...LEASE, cancel: { by: "me", how: "softly" } }],
  ];
  for (const [what, lease] of wrong) {
    it(`${what} is none`, () => {
      assert.equal(leaseSchema.safeParse(lease).success, false);
    });
  }

  it("is named by its owner's host and process", () => {
    assert.equal(ownerName(LEASE), "ci-17:4242");
  });
});
