import { strict as assert } from "node:assert";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ENGINE_PROCESS, killProcessTree } from "../../../../../automation/engine/run/engineProcess";

/** `S`: sleeping; `T`: stopped; null: no such process. */
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
  /** The engine's child process, as its provider is. */
  let child = 0;

  before(async function () {
    if (!existsSync("/proc/self/stat")) this.skip();
    folder = await mkdtemp(join(tmpdir(), "listbackup-kill-"));
    // Looks like an engine from outside.
    await symlink("/bin/sh", join(folder, "pulumi"));
  });
  after(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    engine = spawn(join(folder, "pulumi"), ["-c", "sleep 60 & echo $!; wait"], { stdio: ["ignore", "pipe", "ignore"] });
    other = spawn("sleep", ["60"]);
    const [output] = (await once(engine.stdout as NonNullable<ChildProcess["stdout"]>, "data")) as [Buffer];
    child = Number(output.toString());
    // On a busy machine they may not have started yet.
    for (const pid of [child, other.pid ?? 0]) await becomes(pid, "S");
  });
  afterEach(() => {
    killProcessTree(engine.pid ?? 0);
    other.kill("SIGKILL");
  });

  it("is ended with its child processes, and no other process is", async () => {
    ENGINE_PROCESS.kill();
    await becomes(engine.pid ?? 0, null);
    await becomes(child, null);
    await becomes(other.pid ?? 0, "S");
  });

  it("is suspended until it is resumed", async () => {
    ENGINE_PROCESS.suspend();
    await becomes(engine.pid ?? 0, "T");
    await becomes(other.pid ?? 0, "S");
    ENGINE_PROCESS.resume();
    await becomes(engine.pid ?? 0, "S");
  });

  it("is resumed with its child processes", async () => {
    const all = [engine.pid ?? 0, child, other.pid ?? 0];
    for (const pid of all) process.kill(pid, "SIGSTOP");
    for (const pid of all) await becomes(pid, "T");
    ENGINE_PROCESS.resumeAll();
    for (const pid of all) await becomes(pid, "S");
  });

  it("may have ended already", () => {
    killProcessTree(engine.pid ?? 0);
    assert.doesNotThrow(() => {
      ENGINE_PROCESS.kill();
    });
  });
});
