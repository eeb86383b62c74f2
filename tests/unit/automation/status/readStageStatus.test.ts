import { strict as assert } from "node:assert";
import type { Context } from "../../../../automation/commands/command";
import { readStageStatus, type StatusPorts } from "../../../../automation/status/readStageStatus";
import type { StageStatus } from "../../../../automation/status/stageStatus";
import type { FailoverRecord } from "../../../../model/failover/record";
import { DeployError, type ErrorCode } from "../../../../model/errors";
import { stageOf } from "../../../support/release";

const EMPTY: StageStatus = { stage: "dev", kind: "empty", bootstrapped: true };
const WELL = { kind: "told", events: [] } as const;
const never = (): Promise<never> => new Promise(() => undefined);
const failing = (code: ErrorCode) => (): Promise<never> => Promise.reject(new DeployError(code, `It is ${code}.`, ""));

describe("the status of one stage", () => {
  let stop: AbortController;
  let regions: string[];
  beforeEach(() => {
    stop = new AbortController();
    regions = [];
  });

  function look(ports: Partial<StatusPorts> = {}): Promise<StageStatus> {
    const context = { signal: stop.signal, options: { rehearsal: false } } as unknown as Context;
    const stage = stageOf("dev");
    const target = { kind: "aws", region: stage.region, account: stage.account } as const;
    return readStageStatus(context, "dev", {
      open: () => Promise.resolve({ stage, target }),
      account: () => Promise.resolve(),
      look: () => Promise.resolve(EMPTY),
      recorded: () => Promise.reject(new Error("no records")),
      failover: () => Promise.resolve(null),
      health: ({ region }) => {
        regions.push(region);
        return Promise.resolve(WELL);
      },
      limit: 40,
      ...ports,
    });
  }
  const unreachable = (reason: string, aws: typeof WELL | null): StageStatus => ({
    stage: "dev",
    kind: "unreachable",
    reason,
    aws,
  });

  it("reports a deployed stage", async () => {
    assert.deepEqual([await look(), regions], [EMPTY, []]);
  });

  for (const port of ["account", "look"] as const)
    it(`limits the wait for ${port}, and asks AWS Health`, async () => {
      assert.deepEqual(await look({ [port]: never }), unreachable("no answer within 0.04 s", WELL));
    });

  it("reports the records if Pulumi does not answer", async () => {
    const recorded = { release: { id: 17, commit: null, dirty: false }, unfinished: null, lease: null, freeze: null };
    const status = await look({ look: never, recorded: () => Promise.resolve({ records: [], status: recorded }) });
    assert.deepEqual(status, { ...unreachable("no answer within 0.04 s", WELL), recorded });
  });

  it("reports that an unreachable stage is failed over", async () => {
    const failover = { stage: "dev", to: "disaster-recovery" } as unknown as FailoverRecord;
    const status = await look({ look: never, failover: () => Promise.resolve(failover) });
    assert.deepEqual(status, { ...unreachable("no answer within 0.04 s", WELL), failover });
  });

  it("does without the recovery region", async () => {
    assert.deepEqual(await look({ failover: failing("AWS") }), EMPTY);
  });

  it("aborts pending work at the limit", async () => {
    let given: AbortSignal | undefined;
    await look({
      look: (_context, _session, _recorded, signal) => {
        given = signal;
        return never();
      },
    });
    assert.equal(given?.aborted, true);
  });

  for (const code of ["AWS", "STATE_UNREADABLE", "RELEASE_INVALID"] as const)
    it(`reports the error and AWS Health: ${code}`, async () => {
      assert.deepEqual(await look({ look: failing(code) }), unreachable(`It is ${code}.`, WELL));
    });

  it("has a remedy", async () => {
    const denied = (): Promise<never> => Promise.reject(new DeployError("AWS", "Denied.", "Sign in."));
    assert.deepEqual(await look({ look: denied }), { ...unreachable("Denied.", WELL), remedy: "Sign in." });
  });

  it("reports an unexpected error", async () => {
    const broken = (): Promise<never> => Promise.reject(new TypeError("x is not a function"));
    assert.deepEqual(await look({ look: broken }), unreachable("x is not a function", WELL));
  });

  for (const [what, ports] of [
    ["whose file is wrong", { open: failing("CONFIG_INVALID") }],
    ["without an identity", { account: failing("IDENTITY_UNKNOWN") }],
    ["of another account", { account: failing("IDENTITY_MISMATCH") }],
  ] as const)
    it(`does not ask AWS Health of a stage ${what}`, async () => {
      const status = await look(ports);
      assert.deepEqual([status.kind, regions], ["unreachable", []]);
    });

  it("needs the emulator", async () => {
    await assert.rejects(look({ open: failing("EMULATOR_NOT_RUNNING") }), { code: "EMULATOR_NOT_RUNNING" });
  });

  it("reports that AWS Health does not answer", async () => {
    const status = await look({ look: never, health: () => Promise.reject(new Error("no credentials")) });
    assert.deepEqual(status.kind === "unreachable" && status.aws?.kind, "silent");
  });

  for (const port of ["account", "look"] as const)
    it(`stops at Ctrl-C while it waits for ${port}`, async () => {
      const waiting = look({ [port]: never, limit: 60_000 });
      setImmediate(() => {
        stop.abort(Symbol("the terminal"));
      });
      await assert.rejects(waiting, { code: "CANCELLED", exitCode: 8 });
    });

  it("stops at Ctrl-C while it asks AWS Health", async () => {
    const health = (): Promise<never> => {
      setImmediate(() => {
        stop.abort();
      });
      return never();
    };
    await assert.rejects(look({ look: failing("AWS"), health }), { code: "CANCELLED" });
  });
});
