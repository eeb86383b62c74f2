import { strict as assert } from "node:assert";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DeployError } from "../../../model/errors";
import { resetEmulator, startEmulator, stopEmulator } from "../../../rehearsal/ministack/emulator";
import { emulatorStatus } from "../../../rehearsal/ministack/runningEmulator";
import type { StartedEmulator } from "../../../rehearsal/ministack/emulator";
import { isRunning, processOf } from "../../../rehearsal/ministack/process";
import { removeHome, ROOT, temporaryHome } from "../../support/emulator/emulator";

const report = { line: () => undefined };

describe("the local AWS", function () {
  this.timeout(180_000);
  let home: string;
  beforeEach(async () => void (home = await temporaryHome()));
  afterEach(() => removeHome(home));

  const start = (port?: number): Promise<StartedEmulator> =>
    startEmulator({ root: ROOT, home, report, ...(port === undefined ? {} : { port }) });

  it("starts, listens on loopback and answers for the account that the key names", async () => {
    const emulator = await start(0);
    await createQueue(emulator.endpoint, "111111111111", "jobs");
    assert.deepEqual(await queues(emulator.endpoint, "222222222222"), []);
    assert.deepEqual(await queues(emulator.endpoint, "111111111111"), ["jobs"]);
    assert.equal(emulator.endpoint, `http://127.0.0.1:${emulator.port}`);
  });

  it("is found when it runs already", async () => {
    const first = await start(0);
    const second = await start();
    assert.deepEqual({ pid: second.pid, origin: second.origin }, { pid: first.pid, origin: "found" });
  });

  it("is its own where another rehearsal starts at the same time, whichever port both choose", async () => {
    const otherHome = await temporaryHome();
    const started = await Promise.allSettled([start(), startEmulator({ root: ROOT, home: otherHome, report })]);
    const [one, other] = started.map((result) => (result.status === "fulfilled" ? result.value : null));
    await createQueue(one?.endpoint ?? "", "111111111111", "jobs");
    const found = await queues(other?.endpoint ?? "", "111111111111");
    await removeHome(otherHome);
    assert.deepEqual([found, one?.port === other?.port], [[], false]);
  });

  it("is started once by two at the same time", async () => {
    const [one, other] = await Promise.all([start(), start()]);
    assert.equal(one.pid, other.pid);
  });

  it("has the same port and data after a stop", async () => {
    const first = await start(0);
    await createQueue(first.endpoint, "111111111111", "jobs");
    await stopEmulator(home);
    const second = await start();
    assert.deepEqual({ origin: second.origin, port: second.port }, { origin: "resumed", port: first.port });
    assert.deepEqual(await queues(second.endpoint, "111111111111"), ["jobs"]);
  });

  it("says that it recovered, and has its data, after it was killed", async () => {
    const first = await start(0);
    await createQueue(first.endpoint, "111111111111", "jobs");
    await sleep(4000);
    process.kill(first.pid, "SIGKILL");
    await waitForExit(first.pid);
    assert.equal(await emulatorStatus(home), null);
    const second = await start();
    assert.equal(second.origin, "recovered");
    assert.deepEqual(await queues(second.endpoint, "111111111111"), ["jobs"]);
  });

  it("ends with its process", async () => {
    const { pid } = await start(0);
    assert.equal(await stopEmulator(home), true);
    assert.equal(await processOf(pid), null);
  });

  it("holds nothing after a reset", async () => {
    const first = await start(0);
    await createQueue(first.endpoint, "111111111111", "jobs");
    await resetEmulator(home);
    const second = await start(0);
    assert.equal(second.origin, "fresh");
    assert.deepEqual(await queues(second.endpoint, "111111111111"), []);
  });

  it("refuses a port that another has", async () => {
    const { port } = await start(0);
    const other = await temporaryHome();
    try {
      await assert.rejects(
        startEmulator({ root: ROOT, home: other, port, report }),
        (error) => error instanceof DeployError && error.code === "PORT_TAKEN",
      );
    } finally {
      await rm(other, { recursive: true });
    }
  });

  it("never ends a process that merely has the number of its own", async () => {
    const own = await processOf(process.pid);
    assert.ok(own);
    const record = { kind: "running", pid: process.pid, started: "another life", port: 1 };
    await writeFile(join(home, "emulator.json"), JSON.stringify(record));
    assert.equal(await stopEmulator(home), false);
    assert.equal(await isRunning(own), true);
  });
});

function client(endpoint: string, account: string): SQSClient {
  return new SQSClient({ endpoint, region: "us-west-2", credentials: { accessKeyId: account, secretAccessKey: "x" } });
}

async function createQueue(endpoint: string, account: string, name: string): Promise<void> {
  await client(endpoint, account).send(new CreateQueueCommand({ QueueName: name }));
}

async function queues(endpoint: string, account: string): Promise<readonly string[]> {
  const { QueueUrls = [] } = await client(endpoint, account).send(new ListQueuesCommand({}));
  return QueueUrls.map((url) => url.slice(url.lastIndexOf("/") + 1));
}

async function waitForExit(pid: number): Promise<void> {
  while ((await processOf(pid)) !== null) await sleep(20);
}

describe("a test run that is stopped", () => {
  it("stops its emulator, and removes what it had", async function () {
    this.timeout(120_000);
    const mocha = join(ROOT, "node_modules", "mocha", "bin", "mocha.js");
    const file = join("tests", "fixtures", "stopped", "emulator.test.ts");
    const child = spawn(process.execPath, [mocha, "--timeout", "90000", file], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [, home = "", endpoint = ""] = await outputMatch(child, /EMULATOR (\S+) (\S+)/);
    assert.equal((await fetch(`${endpoint}/_ministack/health`)).status, 200);
    child.kill("SIGTERM");
    await once(child, "close");
    assert.equal(existsSync(home), false);
    await assert.rejects(fetch(`${endpoint}/_ministack/health`));
  });
});

function outputMatch(child: ChildProcess, form: RegExp): Promise<RegExpExecArray> {
  let text = "";
  return new Promise((resolve, reject) => {
    child.once("close", () => {
      reject(new Error(`it ended before it printed ${String(form)}: ${text}`));
    });
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const found = form.exec(text);
      if (found !== null) resolve(found);
    });
  });
}
