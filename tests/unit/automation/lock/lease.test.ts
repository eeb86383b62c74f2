import { strict as assert } from "node:assert";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { takeLease, type HeldLease, type LeaseRequest } from "../../../../automation/lock/lease";
import { processIdentity } from "../../../../automation/processIdentity";
import { DeployError, type ErrorCode } from "../../../../model/errors";
import { LEASE_RENEWAL_MS, leaseSchema, type Lease } from "../../../../model/lock/lease";
import { conditionalStore, type ConditionalStore } from "../../../support/fakes/conditionalStore";
import { printSeed, propertyParameters } from "../../../support/property";
import { stageOf } from "../../../support/release";

const SESSION = {
  stage: stageOf("dev"),
  target: { kind: "aws", region: "us-west-2", account: "100000000001" },
} as const;
const KEY = "leases/dev.json";
const ELSEWHERE = { host: "ci-17", pid: 4242, started: "1", boot: "another" };

describe("a stage's lease", () => {
  const s3 = mockClient(S3Client);
  const clock = { now: Date.now, ahead: 0 };
  let store: ConditionalStore;
  let held: HeldLease[];
  let notices: string[];
  let done: string[];

  before(() => {
    printSeed();
    Date.now = () => clock.now() + clock.ahead;
  });
  after(() => {
    Date.now = clock.now;
    s3.restore();
  });
  beforeEach(() => {
    s3.reset();
    store = conditionalStore(s3);
    [held, notices, done] = [[], [], []];
  });
  afterEach(async () => {
    for (const lease of held) await lease.release();
  });

  const take = async (changes: Partial<LeaseRequest> = {}): Promise<HeldLease> => {
    const lease = await takeLease(SESSION, {
      command: "up dev",
      who: "arn:aws:iam::100000000001:user/other",
      reason: "a try",
      note: (line) => notices.push(line),
      engine: {
        kill: () => done.push("kill"),
        suspend: () => done.push("halt"),
        resume: () => done.push("go on"),
        resumeAll: () => done.push("keep awake"),
      },
      ...changes,
    });
    held.push(lease);
    return lease;
  };
  const inStore = (): Lease => leaseSchema.parse(JSON.parse(store.objects.get(KEY) ?? "null"));
  const rewrite = (changes: Partial<Lease>): void => {
    store.objects.set(KEY, JSON.stringify({ ...inStore(), ...changes }));
  };
  /** As if nothing had been confirmed of the bucket for longer than a heartbeat. */
  const later = (): void => {
    clock.ahead += LEASE_RENEWAL_MS + 1_000;
  };

  it("names owner, host, start and reason", async () => {
    const { token } = await take();
    const { startedAt, renewedAt, ...rest } = inStore();
    assert.equal(startedAt, renewedAt);
    assert.deepEqual(rest, {
      schema: 1,
      token,
      command: "up dev",
      who: "arn:aws:iam::100000000001:user/other",
      place: processIdentity(),
      run: null,
      reason: "a try",
      cancel: null,
    });
  });

  it("is deleted on release", async () => {
    await (await take()).release();
    assert.equal(store.objects.has(KEY), false);
  });

  it("costs one request to take and one to release", async () => {
    await (await take()).release();
    assert.equal(s3.calls().length, 2);
  });

  it("of another owner is refused with owner and remedy, and kept", async () => {
    await take();
    rewrite({ place: ELSEWHERE, run: "https://github.com/o/r/actions/runs/7" });
    const other = store.objects.get(KEY);
    const error = await refusal(take());
    assert.deepEqual([error.code, error.exitCode, store.objects.get(KEY)], ["LEASE_HELD", 9, other]);
    for (const part of ["up dev", "other", "ci-17:4242", "last renewed", "actions/runs/7"])
      assert.ok(error.what.includes(part), `no "${part}" in ${error.what}`);
    assert.match(error.remedy, /bin\/deploy cancel dev`.*bin\/deploy cancel dev --force ci-17:4242/);
  });

  it("of an exited process of this machine is taken over, with a notice", async () => {
    await take();
    rewrite({ place: { ...processIdentity(), started: "1" }, token: "0".repeat(32) });
    const { token } = await take();
    assert.deepEqual([inStore().token, notices.length], [token, 1]);
  });

  it("without renewals is not taken over", async () => {
    await take();
    rewrite({ place: ELSEWHERE, startedAt: 1, renewedAt: 1 });
    assert.equal((await refusal(take())).code, "LEASE_HELD");
  });

  it("that is unreadable is not taken over", async () => {
    store.objects.set(KEY, "not JSON");
    const error = await refusal(take());
    assert.deepEqual([error.code, store.objects.get(KEY)], ["LEASE_HELD", "not JSON"]);
    assert.match(error.remedy, /--force unreadable/);
  });

  it("is held if the answer to its own write was lost", async () => {
    store.after = (request) => {
      if (request !== "put") return;
      store.after = () => undefined;
      // What the SDK sees when it asks a second time.
      throw Object.assign(new Error("there is one"), { name: "PreconditionFailed" });
    };
    const { token } = await take();
    assert.equal(inStore().token, token);
  });

  it("is not renewed before changes while it is fresh", async () => {
    const lease = await take();
    await lease.confirm();
    assert.equal(s3.calls().length, 1);
  });

  it("is renewed before a change after silence", async () => {
    const lease = await take();
    const { startedAt, renewedAt } = inStore();
    later();
    await lease.confirm();
    assert.deepEqual([inStore().startedAt, inStore().renewedAt > renewedAt + LEASE_RENEWAL_MS], [startedAt, true]);
  });

  const losses: readonly (readonly [how: string, lose: () => void])[] = [
    ["was broken", () => store.objects.delete(KEY)],
    ["is another's", () => rewrite({ token: "f".repeat(32), place: ELSEWHERE })],
    ["is no lease now", () => store.objects.set(KEY, "{}")],
  ];
  for (const [how, lose] of losses) {
    it(`that ${how} is noticed before a change: the engine is killed, and the lease is left alone`, async () => {
      const lease = await take();
      lose();
      const other = store.objects.get(KEY);
      later();
      const error = await refusal(lease.confirm());
      await lease.release();
      assert.deepEqual(
        [error.code, error.exitCode, lease.signal.aborted, lease.end, done, store.objects.get(KEY)],
        ["LEASE_LOST", 9, true, { kind: "lost" }, ["kill"], other],
      );
      assert.equal((await refusal(lease.confirm())).code, "LEASE_LOST");
    });
  }

  it("halts the engine after sleep until it is confirmed", async () => {
    const lease = await take();
    clock.ahead += 3 * LEASE_RENEWAL_MS;
    store.before = () => done.push("asked");
    await lease.confirm();
    assert.deepEqual(done, ["halt", "asked", "go on"]);
  });

  it("is checked after SIGCONT", async () => {
    const lease = await take();
    store.objects.delete(KEY);
    process.emit("SIGCONT");
    await new Promise((resolve) => lease.signal.addEventListener("abort", resolve));
    assert.deepEqual([lease.end, done], [{ kind: "lost" }, ["kill"]]);
  });

  it("blocks suspension while it is held", async () => {
    const lease = await take();
    process.emit("SIGTSTP");
    await lease.release();
    assert.deepEqual([done, notices.length, process.listenerCount("SIGTSTP")], [["keep awake"], 1, 0]);
  });

  it("blocks changes while the bucket is unreachable, and is not lost", async () => {
    const lease = await take();
    later();
    store.before = () => {
      throw Object.assign(new Error("no network"), { code: "ECONNREFUSED" });
    };
    const error = await refusal(lease.confirm());
    store.before = () => undefined;
    await lease.confirm();
    assert.deepEqual([error.code, lease.end], ["AWS", null]);
  });

  it("carries a cancellation to its owner, which ends with 8", async () => {
    const lease = await take();
    rewrite({ cancel: { by: "a colleague", how: "finish" } });
    later();
    const error = await refusal(lease.confirm());
    assert.deepEqual([error.code, error.exitCode, lease.signal.aborted, done], ["CANCELLED", 8, true, []]);
    assert.match(error.what, /a colleague/);
  });

  it("carries a second cancellation, which kills the engine", async () => {
    const lease = await take();
    rewrite({ cancel: { by: "a colleague", how: "kill" } });
    later();
    await refusal(lease.confirm());
    assert.deepEqual(done, ["kill"]);
  });

  it("is released with an unseen cancellation in it", async () => {
    const lease = await take();
    rewrite({ cancel: { by: "a colleague", how: "finish" } });
    await lease.release();
    assert.equal(store.objects.has(KEY), false);
  });

  it("of another owner is not released by one that lost it", async () => {
    const lease = await take();
    rewrite({ token: "f".repeat(32), place: ELSEWHERE });
    await lease.release();
    assert.equal(inStore().token, "f".repeat(32));
  });

  it("has one winner of two concurrent writers", async () => {
    for (let round = 0; round < 2 * (propertyParameters(25).numRuns ?? 0); round++) {
      const racers = await Promise.allSettled([take(), take()]);
      const won = racers.flatMap((racer) => (racer.status === "fulfilled" ? [racer.value] : []));
      const lost = racers.flatMap((racer) => (racer.status === "rejected" ? [codeOf(racer.reason)] : []));
      assert.deepEqual([won.map(({ token }) => token), lost], [[inStore().token], ["LEASE_HELD"]]);
      await won[0]?.release();
    }
  });

  it("of an exited owner has one winner of two takeovers", async () => {
    const exited = JSON.stringify({ ...(await taken()), place: { ...processIdentity(), started: "1" } });
    for (let round = 0; round < 2 * (propertyParameters(25).numRuns ?? 0); round++) {
      store.objects.set(KEY, exited);
      const racers = await Promise.allSettled([take(), take()]);
      const won = racers.flatMap((racer) => (racer.status === "fulfilled" ? [racer.value.token] : []));
      assert.deepEqual(won, [inStore().token]);
      store.objects.delete(KEY);
    }
  });

  async function taken(): Promise<Lease> {
    await take();
    return inStore();
  }
});

async function refusal(promise: Promise<unknown>): Promise<DeployError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof DeployError, String(error));
  return error;
}

function codeOf(error: unknown): ErrorCode | null {
  return error instanceof DeployError ? error.code : null;
}
