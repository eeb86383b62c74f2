import { strict as assert } from "node:assert";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ENGINE_PROCESS, killProcessTree } from "../../../../../automation/engine/run/engineProcess";

/** `S`: it sleeps for want of work; `T`: it was stopped; null: it is not there. */
function stateOf(pid: number): string | null {
  try {
    const state =
      readFileSync(`/proc/${String(pid)}/stat`, "utf8")
        .split(") ")
        .at(-1)?.[0] ?? "";
    return state === "Z" ? null : state;
  } catch {
    return null;
  }
}

async function becomes(pid: number, state: string | null): Promise<void> {
  for (let tries = 0; stateOf(pid) !== state; tries++) {
    assert.ok(tries < 200, `${String(pid)} is ${String(stateOf(pid))}, not ${String(state)}`);
    await sleep(10);
  }
}

describe("the engine's process", () => {
  let folder = "";
  let engine: ChildProcess;
  let other: ChildProcess;
  /** What the engine has started: a provider of its own. */
  let child = 0;

  before(async function () {
    if (!existsSync("/proc/self/stat")) this.skip();
    folder = await mkdtemp(join(tmpdir(), "listbackup-kill-"));
    // An engine, as far as one can see from outside.
    await symlink("/bin/sh", join(folder, "pulumi"));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    engine = spawn(join(folder, "pulumi"), ["-c", "sleep 60 & echo $!; wait"], { stdio: ["ignore", "pipe", "ignore"] });
    other = spawn("sleep", ["60"]);
    const [said] = (await once(engine.stdout as NonNullable<ChildProcess["stdout"]>, "data")) as [Buffer];
    child = Number(said.toString());
    // On a busy machine they are still about to start.
    for (const pid of [child, other.pid ?? 0]) await becomes(pid, "S");
  });
  afterEach(() => {
    killProcessTree(engine.pid ?? 0);
    other.kill("SIGKILL");
  });

  it("is ended with what it started, and nothing else is", async () => {
    ENGINE_PROCESS.kill();
    await becomes(engine.pid ?? 0, null);
    await becomes(child, null);
    await becomes(other.pid ?? 0, "S");
  });

  it("does nothing until it may go on", async () => {
    ENGINE_PROCESS.suspend();
    await becomes(engine.pid ?? 0, "T");
    await becomes(other.pid ?? 0, "S");
    ENGINE_PROCESS.resume();
    await becomes(engine.pid ?? 0, "S");
  });

  it("is woken with all who work for it", async () => {
    const all = [engine.pid ?? 0, child, other.pid ?? 0];
    for (const pid of all) process.kill(pid, "SIGSTOP");
    for (const pid of all) await becomes(pid, "T");
    ENGINE_PROCESS.resumeAll();
    for (const pid of all) await becomes(pid, "S");
  });

  it("may be gone already", () => {
    killProcessTree(engine.pid ?? 0);
    assert.doesNotThrow(() => {
      ENGINE_PROCESS.kill();
    });
  });
});
