import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { GetAliasCommand, GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import type { DeploymentEvent } from "../../../model/release/event";
import type { ReleaseRecord } from "../../../model/release/record";
import { NAMES } from "../../../model/names";
import { preparedProject } from "../../support/project/prepared";
import {
  killWithChildren,
  type InterruptAction,
  type CommandResult,
  type TestProject,
} from "../../support/project/project";
import { stageOf } from "../../support/release";
import { installExample, type Example } from "../../support/project/example";

const USERS = "catalog/services/users.yaml";
const DEV = stageOf("dev");
const FUNCTION = NAMES.function.of(DEV, "users", "usersGetMe");
const SHARED = /Traffic: 10 % on the new versions/;

type Shown = Pick<ReleaseRecord, "outcome" | "steps" | "shifting" | "traffic" | "error">;

/* One stage whose traffic goes over share by share. The emulator keeps an alias's weights and does not honour them: the tests check where AWS is configured to send traffic. */
describe("traffic that moves share by share", function () {
  this.timeout(600_000);
  let project: TestProject;
  let endpoint: string;

  before(async () => {
    const prepared = await preparedProject();
    [project, endpoint] = [prepared, prepared.endpoint];
    await bakeFor(3);
  });
  after(() => project.remove());

  const bakeFor = (minutes: number): Promise<void> =>
    project.edit("Pulumi.dev.yaml", (text) =>
      text.replace(
        /listbackup:rollout:.*(\n {4}.*)*/,
        `listbackup:rollout: { kind: canary, percent: 10, bakeMinutes: ${String(minutes)}, limits: { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 20 } }`,
      ),
    );
  const giveMemory = (amount: number): Promise<void> =>
    project.edit(USERS, (text) => text.replace(/memory: \d+/, `memory: ${String(amount)}`));
  const settings = () => ({
    region: DEV.region,
    endpoint,
    credentials: { accessKeyId: DEV.account, secretAccessKey: "test" },
  });
  const up = (): Promise<CommandResult> => project.deploy(["up", "dev", "--rehearsal", "--yes"]);
  const upUntil = (at: RegExp, deed: InterruptAction): Promise<CommandResult> =>
    project.interrupted(["up", "dev", "--rehearsal", "--yes"], {}, at, deed);

  async function alias(): Promise<{ readonly version: number; readonly weights: Readonly<Record<string, number>> }> {
    const command = new GetAliasCommand({ FunctionName: FUNCTION, Name: "live" });
    const { FunctionVersion, RoutingConfig } = await new LambdaClient(settings()).send(command);
    return { version: Number(FunctionVersion), weights: RoutingConfig?.AdditionalVersionWeights ?? {} };
  }

  async function memory(): Promise<number | undefined> {
    const command = new GetFunctionConfigurationCommand({ FunctionName: FUNCTION, Qualifier: "live" });
    return (await new LambdaClient(settings()).send(command)).MemorySize;
  }

  async function newest(): Promise<Shown> {
    const list = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    const [{ id } = { id: 0 }] = (list.json as unknown as { readonly releases: readonly { readonly id: number }[] })
      .releases;
    const { json } = await project.deploy(["releases", "show", "dev", String(id), "--rehearsal"]);
    return (json as unknown as { readonly release: Shown }).release;
  }

  /** Events of the last canary that was rolled back. */
  async function eventsOfCanary(): Promise<readonly DeploymentEvent[]> {
    const list = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    const { releases } = list.json as unknown as { readonly releases: readonly { id: number; outcome: string }[] };
    const canary = releases.find(({ outcome }) => outcome === "rolled-back");
    const { json } = await project.deploy(["events", "dev", "--release", String(canary?.id), "--rehearsal"]);
    return (json as unknown as { readonly events: readonly DeploymentEvent[] }).events;
  }

  /** Per cent that the new versions had, one after the other. */
  async function shares(): Promise<readonly number[]> {
    return (await eventsOfCanary()).flatMap((event) => (event.kind === "traffic" ? [event.percent] : []));
  }

  /** What Lambda would count of a version behind its alias. */
  async function count(version: number, invocations: number, errors: number): Promise<void> {
    const Dimensions = [
      { Name: "FunctionName", Value: FUNCTION },
      { Name: "Resource", Value: `${FUNCTION}:live` },
      { Name: "ExecutedVersion", Value: String(version) },
    ];
    const datum = (MetricName: string, Value: number) => ({ MetricName, Value, Dimensions, Timestamp: new Date() });
    const MetricData = [datum("Invocations", invocations), datum("Errors", errors)];
    await new CloudWatchClient(settings()).send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData }));
  }

  /** What API Gateway and Lambda would log of requests that the handler answered with 500, having caught its error. */
  async function answer500(version: number, times: number): Promise<void> {
    const logs = new CloudWatchLogsClient(settings());
    const put = async (logGroupName: string, logStreamName: string, lines: readonly object[]): Promise<void> => {
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      const logEvents = lines.map((line) => ({ timestamp: Date.now(), message: JSON.stringify(line) }));
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
    };
    const ids = Array.from({ length: times }, () => randomUUID());
    const started = (requestId: string) => ({
      type: "platform.start",
      record: { requestId, version: String(version) },
    });
    await put(NAMES.logGroup.of(DEV, "users"), `2026/11/26/${FUNCTION}[${String(version)}]0123`, ids.map(started));
    await put(
      NAMES.accessLogs.of(DEV, "api"),
      "api",
      ids.map((invocation) => ({ route: "GET /users/me", status: "500", invocation })),
    );
  }

  function assertDone({ exit, stdout, stderr }: CommandResult): void {
    assert.equal(exit, 0, stdout + stderr);
  }

  it("goes over when the new version does well, and leaves nothing for the engine to find", async () => {
    const before = await alias();
    await giveMemory(256);
    let shared: Awaited<ReturnType<typeof alias>> | undefined;
    const ran = await upUntil(SHARED, async () => {
      shared = await alias();
      await count(before.version + 1, 100, 0);
    });
    assertDone(ran);
    assert.deepEqual(shared, { version: before.version, weights: { [before.version + 1]: 0.1 } });
    assert.deepEqual(await alias(), { version: before.version + 1, weights: {} });
    assert.equal(await memory(), 256);
    assert.doesNotMatch(ran.stderr, /without a verdict/);
    const { outcome, steps, shifting } = await newest();
    const gradual = ["expand", "probe", "shift", "contract", "up"];
    assert.deepEqual(
      [outcome, shifting, steps.map(({ step }) => step).filter((step) => gradual.includes(step))],
      ["succeeded", {}, gradual],
    );
    const drift = await project.deploy(["refresh", "dev", "--check", "--rehearsal"]);
    assert.deepEqual([drift.exit, drift.json.drift], [0, []], drift.stdout + drift.stderr);
  });

  it("is in the report, with the error rates and the drift check", async () => {
    const file = join(project.root, "report.html");
    assertDone(await project.deploy(["report", "dev", "--rehearsal", "--output", file]));
    const html = await readFile(file, "utf8");
    assert.match(html, /new versions: 0\.0 %, healthy/);
    assert.match(html, /none: \d+ resources match the state/);
  });

  it("says that it had no verdict where there was no traffic, and goes on where the stage takes that", async () => {
    await giveMemory(320);
    const ran = await up();
    assertDone(ran);
    assert.match(ran.stderr, /Shifted without a verdict, too little traffic: 1 function/);
    assert.equal(await memory(), 320);
  });

  it("changes nothing share by share where no code changes", async () => {
    await project.edit("Pulumi.dev.yaml", (text) =>
      text.replace("accessLogRetentionDays: 7", "accessLogRetentionDays: 14"),
    );
    const ran = await up();
    assertDone(ran);
    assert.doesNotMatch(ran.stderr, /Traffic: |Expand/);
  });

  it("returns all traffic when the new version fails, and rolls back", async () => {
    const before = await alias();
    await giveMemory(384);
    await bakeFor(60);
    const ran = await upUntil(SHARED, async () => {
      await count(before.version + 1, 40, 8);
      const began = performance.now();
      while (Object.keys((await alias()).weights).length > 0 && performance.now() - began < 30_000) await sleep(50);
      console.log(
        `      all traffic back ${((performance.now() - began) / 1_000).toFixed(1)} s after the bad numbers came`,
      );
    });
    assert.deepEqual([ran.exit, ran.json.error?.code], [4, "ROLLED_BACK"], ran.stdout + ran.stderr);
    assert.match(ran.json.error?.what ?? "", /At 10 % of the traffic.*8 of 40 invocations failed/s);
    assert.match(ran.json.error?.what ?? "", /All traffic is back on the old versions/);
    const [last] = (await eventsOfCanary()).flatMap((event) => (event.kind === "analysis" ? [event] : [])).slice(-1);
    assert.deepEqual(
      [last?.verdict, last?.percent, last?.current.invocations, last?.current.errors, last?.errorLimit],
      ["breached", 10, 40, 8, 1],
    );
    assert.deepEqual(await shares(), [10, 0]);
    assert.deepEqual([(await alias()).weights, await memory()], [{}, 320]);
  });

  it("returns all traffic when the new version answers 500, though none of its invocations fails", async () => {
    const before = await alias();
    await giveMemory(400);
    const ran = await upUntil(SHARED, async () => {
      await count(before.version + 1, 40, 0);
      await answer500(before.version + 1, 6);
    });
    assert.deepEqual([ran.exit, ran.json.error?.code], [4, "ROLLED_BACK"], ran.stdout + ran.stderr);
    assert.match(ran.json.error?.what ?? "", /At 10 % of the traffic.*6 of 40 responses were 5xx/s);
    assert.deepEqual([(await alias()).weights, await memory()], [{}, 320]);
    await giveMemory(384);
  });

  it("finishes an interrupted rollout, with all traffic on the old version until then", async () => {
    const ran = await upUntil(SHARED, killWithChildren);
    assert.notEqual(ran.exit, 0);
    const { version, weights } = await alias();
    assert.deepEqual(Object.values(weights), [0.1]);
    assert.deepEqual((await newest()).shifting, { "users/usersGetMe": String(version) });
    await bakeFor(3);
    const next = await up();
    assertDone(next);
    assert.match(next.stderr, /was interrupted while its traffic shifted: 1 function back on the old version/);
    assert.deepEqual([(await alias()).weights, await memory()], [{}, 384]);
  });

  it("reverts an interrupted rollout with a rollback", async () => {
    await giveMemory(448);
    await bakeFor(60);
    await upUntil(SHARED, killWithChildren);
    assertDone(await project.deploy(["rollback", "dev", "--rehearsal", "--yes"]));
    assert.deepEqual([(await alias()).weights, await memory()], [{}, 384]);
    const drift = await project.deploy(["refresh", "dev", "--check", "--rehearsal"]);
    assert.deepEqual([drift.exit, drift.json.drift], [0, []], drift.stdout + drift.stderr);
  });

  for (const [when, at] of [
    ["before the new version has traffic", /Rollout: canary/],
    ["while it bakes", SHARED],
  ] as const)
    it(`returns all traffic when it is cancelled, ${when}`, async () => {
      const ran = await upUntil(at, ({ pid }) => {
        if (pid !== undefined) process.kill(pid, "SIGINT");
      });
      assert.deepEqual([ran.exit, ran.json.error?.code], [8, "CANCELLED"], ran.stdout + ran.stderr);
      assert.deepEqual([(await alias()).weights, await memory()], [{}, 384]);
    });

  describe("by the example of the library", () => {
    let example: Example;
    before(async () => {
      example = await installExample("pipeline");
      await bakeFor(3);
    });
    after(() => example.remove());

    it("shifts traffic while its check passes, and rolls back when its smoke test fails", async () => {
      await giveMemory(512);
      const { exit, stdout, stderr } = await example.run(project, { SMOKE_PATH: "/nothing" });
      assert.equal(exit, 1, stdout + stderr);
      const lines = stdout.split("\n").map((line) => line.replace(/\d{10}/, "ID").replace(/http\S+/, "URL"));
      const shares = lines.filter((line) => line.startsWith("traffic "));
      const outcomes = lines.filter((line) => /^(release|rolled back)/.test(line));
      assert.deepEqual(
        [shares, outcomes],
        [
          ["traffic 10 %", "traffic 100 %"],
          ["release ID on URL", "rolled back to ID: /nothing answered 404"],
        ],
        stdout + stderr,
      );
      assert.equal(await memory(), 384);
    });

    it("returns all traffic when its check fails, and ends with the error of the deployment", async () => {
      const { exit, stdout, stderr } = await example.run(project, { CANARY_PATH: "/nothing" });
      assert.equal(exit, 4, stdout + stderr);
      assert.match(stderr, /^ROLLED_BACK: .*custom check: \/nothing answered 404 at 10 %/ms);
      assert.deepEqual([(await alias()).weights, await memory()], [{}, 384]);
    });
  });
});
