import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { deleteLease, readLease, writeLease, type StoredLease } from "../../../automation/aws/buckets/lease";
import type { AwsTarget } from "../../../automation/aws/target";
import { takeLease } from "../../../automation/lock/lease";
import { PULUMI_PROJECT } from "../../../automation/engine/state/project";
import { LEASE_RENEWAL_MS, type Lease } from "../../../model/lock/lease";
import { ownerName } from "../../../model/lock/leaseOwner";
import { contentsOf, type Contents } from "../../support/emulator/contents";
import { enlarge } from "../../support/project/enlargement";
import { preparedProject } from "../../support/project/prepared";
import {
  killWithChildren,
  type InterruptAction,
  type CommandResult,
  type TestProject,
} from "../../support/project/project";
import { rounds, printSeed, SEED } from "../../support/property";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const UP = ["up", "dev", "--rehearsal", "--yes"] as const;
const CANCEL = ["cancel", "dev", "--rehearsal"] as const;

/** Which processes are suspended, and when. A running engine that is suspended too cannot be halted when both resume. */
const PAUSES = [
  { process: "the driver", when: "before a change", output: /Preview:/, group: 1 },
  { process: "the driver", when: "in a phase", output: /User services: started/, group: 1 },
  { process: "the driver", when: "after a phase", output: /User services: done/, group: 1 },
  { process: "the driver with all its children", when: "before a change", output: /Preview:/, group: -1 },
] as const;

/** Functions are being changed. */
const IN_A_PHASE = /User services: started/;

/*
 * Two drivers and one stage. Each test leaves the stage deployed and unlocked.
 */
describe("the lease of a stage with two drivers", function () {
  this.timeout(14_400_000);
  let project: TestProject;
  let target: AwsTarget;
  let slow = "";
  const peaceful: { small: Contents; large: Contents } = { small: {}, large: {} };
  /** What the last test left deployed. The next one deploys the other. */
  let deployed: "small" | "large" = "large";

  before(async () => {
    printSeed();
    const prepared = await preparedProject();
    project = prepared;
    target = { kind: "rehearsal", account: DEV.account, region: DEV.region, endpoint: prepared.endpoint };
    slow = join(project.root, "slow.json");
    const functions = { type: "aws:lambda/function:Function", latencyMs: 1_500 };
    await writeFile(slow, JSON.stringify(["create", "update"].map((operation) => ({ ...functions, operation }))));
    await enlarge(project, false);
    await done(UP);
    peaceful.small = await contents();
    await enlarge(project, true);
    await done(UP);
    peaceful.large = await contents();
    assert.notDeepEqual(peaceful.small, peaceful.large);
  });
  after(async () => {
    await project.remove();
  });
  afterEach(async () => {
    assert.equal(await readLease(target, DEV), null);
  });

  const delays = fc.sample(fc.integer({ min: 0, max: 1_000 }), {
    seed: SEED,
    numRuns: rounds({ sample: 1, full: 2 }),
  });
  for (const delay of delays) {
    it(`has one winner when the second comes ${String(delay)} ms after the first`, async () => {
      await ready();
      const racers = await Promise.all(
        [UP, UP].map(async (command, index) => {
          await sleep(index * delay);
          return project.deploy(command, { LISTBACKUP_FAULTS: slow });
        }),
      );
      assert.deepEqual(racers.map(({ exit }) => exit).sort(), [0, 9], describeRuns(racers));
      const loser = racers.find(({ exit }) => exit === 9);
      assert.equal(loser?.json.error?.code, "LEASE_HELD");
      assert.match(loser.json.error.what, /up dev --rehearsal, by arn:aws:.* on .*:\d+\n {2}since .*, last renewed/);
      await assertDeployed();
    });
  }

  it("has one winner of two who ask the bucket at once, fifty times", async () => {
    const nothing = (): void => undefined;
    const engine = { kill: nothing, suspend: nothing, resume: nothing, resumeAll: nothing };
    const request = { command: "up dev", who: "alice", reason: null, note: nothing, engine };
    for (let round = 0; round < 50; round++) {
      const racers = await Promise.allSettled([1, 2].map(() => takeLease({ stage: DEV, target }, request)));
      const won = racers.flatMap((racer) => (racer.status === "fulfilled" ? [racer.value] : []));
      const stored = await readLease(target, DEV);
      assert.deepEqual(
        won.map(({ token }) => token),
        [stored?.lease?.token],
      );
      await won[0]?.release();
    }
  });

  const pause = fc.noBias(fc.constantFrom(...PAUSES));
  const pauses = fc.sample(pause, { seed: SEED, numRuns: rounds({ sample: 1, full: 2 }) });
  for (const { process: paused, when, output, group } of pauses) {
    it(`is left alone by one that slept, ${paused}, ${when}, and wakes when another has deployed`, async () => {
      await ready();
      const snapshot: { before?: unknown } = {};
      const sleeper = await project.interrupted(UP, { LISTBACKUP_FAULTS: slow }, output, async (run) => {
        const pid = group * (run.pid ?? 0);
        process.kill(pid, "SIGSTOP");
        // What the engine can finish without its driver it may: it started while this driver had the lease.
        await sleep(LEASE_RENEWAL_MS);
        await broken();
        await enlarge(project, deployed === "large");
        await done(UP);
        snapshot.before = await everything();
        process.kill(pid, "SIGCONT");
      });
      assert.deepEqual([sleeper.exit, sleeper.json.error?.code], [9, "LEASE_LOST"], describeRuns([sleeper]));
      assert.deepEqual(await everything(), snapshot.before, describeRuns([sleeper]));
      assert.deepEqual(await contents(), peaceful[deployed]);
      const drift = await project.deploy(["refresh", "dev", "--rehearsal", "--check"]);
      assert.deepEqual([drift.exit, drift.json.drift], [0, []], drift.stdout);
      const again = await done([...UP, "--full"]);
      assert.equal(again.json.outcome, "unchanged");
    });
  }

  it("has nothing to cancel without a deployment", async () => {
    const { exit, json } = await project.deploy(CANCEL);
    assert.deepEqual([exit, json.outcome], [0, "idle"]);
  });

  it("is given back by one who is asked to stop: what is in flight is finished, and the next goes on", async () => {
    await ready();
    const cancelling: { ran?: CommandResult } = {};
    // Still in flight when the owner sees that it is asked to stop.
    const inFlight = join(project.root, "in-flight.json");
    const update = { type: "aws:lambda/function:Function", operation: "update", latencyMs: 2 * LEASE_RENEWAL_MS };
    await writeFile(inFlight, JSON.stringify([update]));
    const owner = await project.interrupted(UP, { LISTBACKUP_FAULTS: inFlight }, IN_A_PHASE, async () => {
      cancelling.ran = await project.deploy(CANCEL);
    });
    assert.deepEqual([owner.exit, owner.json.error?.code], [8, "CANCELLED"], describeRuns([owner]));
    assert.deepEqual([cancelling.ran?.exit, cancelling.ran?.json.outcome], [0, "stopped"], cancelling.ran?.stdout);
    assert.match(owner.json.error?.remedy ?? "", /bin\/deploy up dev/);
    await done(UP);
    await assertDeployed();
  });

  it("of an owner of another machine is cleared only by its name", async () => {
    const foreignLease = await elsewhere();
    const refused = await project.deploy(UP);
    assert.deepEqual([refused.exit, refused.json.error?.code], [9, "LEASE_HELD"]);
    const wrong = await project.deploy([...CANCEL, "--force", "other-host:1"]);
    assert.deepEqual([wrong.exit, (await readLease(target, DEV))?.lease], [9, foreignLease]);
    const right = await project.deploy([...CANCEL, "--force", ownerName(foreignLease)]);
    assert.deepEqual([right.exit, right.json.outcome], [0, "cleared"], right.stdout);
  });

  const signals = [
    ["SIGINT", 1],
    ["SIGTERM", 2],
  ] as const;
  for (const [signal, times] of signals) {
    it(`is given back after ${String(times)} ${signal} with exit code 8, and the next goes on`, async () => {
      await ready();
      const stopped = await project.interrupted(UP, { LISTBACKUP_FAULTS: slow }, IN_A_PHASE, signalled(signal, times));
      assert.deepEqual([stopped.exit, stopped.json.error?.code], [8, "CANCELLED"], describeRuns([stopped]));
      assert.match(stopped.json.error?.remedy ?? "", /bin\/deploy up dev/);
      assert.equal(await readLease(target, DEV), null);
      await done(UP);
      await assertDeployed();
    });
  }

  describe("while an operation does not end", () => {
    let stuck = "";
    before(async () => {
      stuck = join(project.root, "stuck.json");
      const functions = { type: "aws:lambda/function:Function", operation: "update", latencyMs: 120_000 };
      await writeFile(stuck, JSON.stringify([functions]));
    });

    /** What one does to a deployment that hangs, and how long that took. ms */
    async function hanging(deed: InterruptAction): Promise<{ readonly owner: CommandResult; readonly took: number }> {
      await ready();
      const times = { begun: 0 };
      const owner = await project.interrupted(UP, { LISTBACKUP_FAULTS: stuck }, IN_A_PHASE, async (run) => {
        await sleep(500);
        times.begun = Date.now();
        await deed(run);
      });
      return { owner, took: Date.now() - times.begun };
    }

    async function assertFinished(): Promise<void> {
      assert.equal(await readLease(target, DEV), null);
      await done(UP);
      await assertDeployed();
    }

    it("is given back within CI's grace after a SIGTERM", async () => {
      const { owner, took } = await hanging((run) => void run.kill("SIGTERM"));
      assert.deepEqual([owner.exit, took < 10_000], [8, true], describeRuns([owner]));
      await assertFinished();
    });

    it("is given back at once by one who is asked twice", async () => {
      const asking: { first?: Promise<CommandResult>; second?: CommandResult } = {};
      const { owner } = await hanging(async () => {
        asking.first = project.deploy(CANCEL);
        await sleep(LEASE_RENEWAL_MS + 2_000);
        asking.second = await project.deploy(CANCEL);
      });
      const { exit, json } = asking.second ?? {};
      assert.deepEqual([owner.exit, exit, json?.outcome], [8, 0, "stopped"], describeRuns([owner]));
      assert.equal((await asking.first)?.exit, 0);
      await assertFinished();
    });

    it("is cleared where its owner was killed, and the engine's lock with it", async () => {
      const { owner } = await hanging(killWithChildren);
      const cleared = await project.deploy(CANCEL);
      assert.deepEqual([owner.exit, cleared.exit, cleared.json.outcome], [-1, 0, "cleared"], cleared.stdout);
      await assertFinished();
    });

    it("is taken by force from an owner of this machine, who is ended", async () => {
      const forcing: { ran?: CommandResult } = {};
      const { owner } = await hanging(async () => {
        const stored = await readLease(target, DEV);
        assert.ok(stored?.lease);
        forcing.ran = await project.deploy([...CANCEL, "--force", ownerName(stored.lease)]);
      });
      assert.deepEqual([owner.exit, forcing.ran?.exit], [-1, 0], forcing.ran?.stdout);
      await assertFinished();
    });
  });

  /** Leaves the other size to be deployed. */
  async function ready(): Promise<void> {
    if (!isDeepStrictEqual(await contents(), peaceful[deployed])) {
      // A test that failed may have left anything.
      await enlarge(project, deployed === "large");
      await done(UP);
      assert.deepEqual(await contents(), peaceful[deployed]);
    }
    await enlarge(project, deployed === "small");
  }

  /** What `ready` left to be deployed is there. */
  async function assertDeployed(): Promise<void> {
    deployed = deployed === "large" ? "small" : "large";
    assert.deepEqual(await contents(), peaceful[deployed]);
  }

  function signalled(signal: NodeJS.Signals, times: number): InterruptAction {
    return async (run) => {
      for (let time = 0; time < times; time++) {
        await sleep(500);
        run.kill(signal);
      }
    };
  }

  /** As `cancel --force` does on another machine, from which the owner cannot be ended. */
  async function broken(): Promise<void> {
    const stored = await readLease(target, DEV);
    assert.ok(stored !== null);
    assert.ok(await deleteLease(target, DEV, stored));
    await rm(join(stateFolder(), ".pulumi", "locks", "organization", PULUMI_PROJECT, "dev"), {
      recursive: true,
      force: true,
    });
  }

  /** A lease of a process on another machine. */
  async function elsewhere(): Promise<Lease> {
    const now = Date.now();
    const foreignLease: Lease = {
      schema: 1,
      token: "0".repeat(32),
      command: "up dev",
      who: "arn:aws:iam::100000000001:role/ci",
      place: { host: "ci-17", pid: 4242, started: "1", boot: "another" },
      run: null,
      reason: null,
      startedAt: now - 3_600_000,
      renewedAt: now - 1_800_000,
      cancel: null,
    };
    const none: StoredLease | null = null;
    assert.ok((await writeLease(target, DEV, foreignLease, none)) !== null);
    return foreignLease;
  }

  /** What AWS has, the state, and the releases: bytes and names. */
  async function everything(): Promise<unknown> {
    const state = await readFile(join(stateFolder(), ".pulumi", "stacks", PULUMI_PROJECT, "dev.json"));
    const { stdout } = await done(["releases", "list", "dev", "--rehearsal"]);
    const releases = (
      JSON.parse(stdout) as { readonly releases: readonly { readonly id: number; readonly outcome: string }[] }
    ).releases;
    return {
      contents: await contents(),
      state: createHash("sha256").update(state).digest("hex"),
      releases: releases.map(({ id, outcome }) => `${String(id)} ${outcome}`),
    };
  }

  function stateFolder(): string {
    return join(project.root, ".rehearsal", "state", `${DEV.account}-${DEV.region}`);
  }

  function contents(): Promise<Contents> {
    return contentsOf(project.root, DEV.account, DEV.region);
  }

  async function done(command: readonly string[]): Promise<CommandResult> {
    const ran = await project.deploy(command);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    return ran;
  }
});

function describeRuns(runs: readonly CommandResult[]): string {
  return runs.map(({ exit, stdout, stderr }) => `exit ${String(exit)}\n${stdout}\n${stderr}`).join("\n---\n");
}
