import { strict as assert } from "node:assert";
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { SQS } from "@aws-sdk/client-sqs";
import type { DeploymentEvent } from "../../../model/release/event";
import type { DeploymentGraph } from "../../../model/report/deploymentGraph";
import { preparedProject } from "../../support/project/prepared";
import { killWithChildren, type CommandResult, type TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const UP = ["up", "dev", "--rehearsal", "--yes"] as const;
const EVENTS = ["events", "dev", "--rehearsal"] as const;
const FOLLOW = [...EVENTS, "--follow"] as const;
/** What an `up` says when it has begun to change the users' functions. */
const CHANGING = /User services: started/;
const DENIED = "not authorized to perform lambda:UpdateFunctionConfiguration";

interface EventsOutput {
  readonly release: number;
  readonly outcome: string;
  readonly events: readonly DeploymentEvent[];
}

/** A message of EventBridge, as a queue gets it. */
interface BusMessage {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: {
    readonly stage: string;
    readonly release: number;
    readonly phase?: string;
    readonly error?: string;
  };
}

/*
 * One stage, and others who look at what is done to it, or want nothing done. The tests build on each other.
 */
describe("events and freezes of a stage", function () {
  this.timeout(600_000);
  let project: TestProject;
  let sqs: SQS;
  let queue = "";
  let slow = "";
  let refusing = "";
  let memory = 128;

  before(async () => {
    const prepared = await preparedProject();
    const { endpoint } = prepared;
    assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    project = prepared;
    await listen(endpoint);
    const functions = { type: "aws:lambda/function:Function", operation: "update" };
    const denied = { ...functions, name: "notes-list", error: { code: "AccessDenied", message: DENIED }, times: 9 };
    slow = await faults("slow", [{ ...functions, latencyMs: 4_000 }]);
    refusing = await faults("refusing", [denied]);
  });
  after(async () => {
    await project.remove();
  });

  it("lists the events of the first deployment by resource and phase", async () => {
    const { outcome, events } = await eventsOutput(EVENTS);
    assert.deepEqual(
      [outcome, events.flatMap((event) => (event.kind === "phase" ? [event.phase] : [])), landmarks(events)],
      ["succeeded", ["certificates", "core", "identity", "gateway", "auth", "users", "business"], ["up", "verify"]],
    );
    const states = events.flatMap((event) => (event.kind === "resource" ? [event.state] : []));
    const count = (state: string): number => states.filter((one) => one === state).length;
    assert.deepEqual([count("failed"), count("began") - count("done")], [0, 0]);
    assert.ok(count("done") > 50);
  });

  it("has a report with all phases and resources, in a file for the user alone", async () => {
    const file = join(project.root, "report.html");
    await done(["report", "dev", "--rehearsal", "--output", file]);
    const html = await readFile(file, "utf8");
    const { events } = await eventsOutput(EVENTS);
    const names = events.flatMap((event) => (event.kind === "resource" ? [event.name] : []));
    assert.deepEqual(
      names.filter((name) => !html.includes(`<td>${name}</td>`)),
      [],
    );
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    await rm(file);
  });

  it("has a graph of its phases and its critical path, as it was", async () => {
    const { release, events } = await eventsOutput(EVENTS);
    const { json } = await project.deploy(["graph", "dev", "--release", String(release), "--json", "--rehearsal"]);
    const { ms, phases, path } = json as unknown as Pick<DeploymentGraph, "ms" | "phases" | "path">;
    assert.deepEqual(
      phases.map(({ phase }) => phase),
      ["certificates", "core", "identity", "gateway", "auth", "users", "business"],
    );
    const changed = events.filter((event) => event.kind === "resource" && event.state === "done").length;
    assert.deepEqual([path.at(-1)?.to, phases.reduce((sum, phase) => sum + phase.changed, 0) <= changed], [ms, true]);
  });

  it("has a graph of what a deployment of its catalog takes on AWS, without AWS", async () => {
    const { exit, json } = await project.deploy(["graph", "dev", "--scenario", "functions"]);
    const { phases } = json as unknown as Pick<DeploymentGraph, "phases">;
    assert.deepEqual([exit, phases.map(({ phase }) => phase)], [0, ["gateway", "auth", "users", "business"]]);
  });

  it("is followed from another terminal until the deployment ends", async () => {
    await change();
    const following: { ran?: Promise<CommandResult> } = {};
    const deployed = await project.interrupted(UP, { LISTBACKUP_FAULTS: slow }, CHANGING, () => {
      following.ran = project.deploy(FOLLOW);
    });
    const followed = await following.ran;
    assert.deepEqual([deployed.exit, followed?.exit], [0, 0], followed?.stderr);
    const events = linesOf(followed);
    assert.deepEqual(
      events.flatMap((event) => (event.kind === "resource" ? [`${event.name} ${event.state}`] : [])).slice(0, 2),
      ["users-usersGetMe began", "users-usersGetMe done"],
    );
    assert.equal(events.at(-1)?.kind, "succeeded");
  });

  it("continues when --follow is stopped", async () => {
    await change();
    const followed: { ran?: CommandResult } = {};
    const deployed = await project.interrupted(UP, { LISTBACKUP_FAULTS: slow }, CHANGING, async () => {
      followed.ran = await project.killedAfter(FOLLOW, 2_500, (run) => {
        run.kill("SIGINT");
      });
    });
    assert.deepEqual([followed.ran?.exit, deployed.exit], [8, 0], followed.ran?.stderr);
  });

  it("records no events where nothing changes", async () => {
    const before = await eventsOutput(EVENTS);
    await done(UP);
    assert.deepEqual(await eventsOutput(EVENTS), before);
  });

  it("reports a failure and the rollback, to followers and on the bus", async () => {
    await receivedMessages();
    await change();
    const following: { ran?: Promise<CommandResult> } = {};
    const deployed = await project.interrupted(UP, { LISTBACKUP_FAULTS: refusing }, CHANGING, () => {
      following.ran = project.deploy(FOLLOW);
    });
    const followed = await following.ran;
    assert.deepEqual([deployed.exit, followed?.exit], [4, 1], deployed.stderr);
    const events = linesOf(followed);
    assert.deepEqual(landmarks(events), ["up", "roll-back", "record", "up", "verify"]);
    assert.equal(events.at(-1)?.kind, "rolled-back");
    const messages = await receivedMessages();
    // How many phases the rollback changes depends on what began beside the failure.
    const types = (release: number | undefined): readonly string[] => [
      ...new Set(
        messages.flatMap(({ detail, ...message }) => (detail.release === release ? [message["detail-type"]] : [])),
      ),
    ];
    const releases = [...new Set(messages.map(({ detail }) => detail.release))].sort();
    assert.deepEqual(
      [types(releases[0]).toSorted(), types(releases[1]).toSorted()],
      [
        ["Deployment Phase Done", "Deployment Rolled Back", "Deployment Started"],
        ["Deployment Phase Done", "Deployment Started", "Deployment Succeeded"],
      ],
    );
  });

  it("prints only failures on request: the resource and the message of AWS", async () => {
    await change();
    const stopped = await project.deploy([...UP, "--no-rollback"], { LISTBACKUP_FAULTS: refusing });
    assert.equal(stopped.exit, 1);
    const { outcome, events } = await eventsOutput([...EVENTS, "--failed"]);
    const summaries = events.map((event) =>
      event.kind === "resource"
        ? `${event.operation} of ${event.name} ${event.state}`
        : event.kind === "diagnostic"
          ? `${event.resource?.name ?? ""}: ${String(event.message.includes(DENIED))}`
          : event.kind,
    );
    assert.deepEqual(
      [outcome, summaries.toSorted()],
      ["failed", ["failed", "notes-list: true", "update of notes-list failed"]],
    );
    await done(UP);
  });

  it("is reported as interrupted if the deployment was killed, without waiting", async () => {
    await change();
    await project.interrupted(UP, { LISTBACKUP_FAULTS: slow }, CHANGING, async (run) => {
      // So long its events may lie before they are written.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      return killWithChildren(run);
    });
    assert.equal((await eventsOutput(EVENTS)).outcome, "interrupted");
    const followed = await project.deploy(FOLLOW);
    assert.equal(followed.exit, 1, followed.stderr);
    await done(UP);
  });

  it("reports an unknown release", async () => {
    const { exit, json } = await project.deploy([...EVENTS, "--release", "1704067200"]);
    assert.deepEqual([exit, json.error?.code], [3, "RELEASE_UNKNOWN"]);
  });

  it("is not frozen without an end and a reason", async () => {
    const runs = [
      await project.deploy(["freeze", "dev", "--rehearsal", "--until", "+8h"]),
      await project.deploy(["freeze", "dev", "--rehearsal", "--reason", "Holidays"]),
      await project.deploy(["freeze", "dev", "--rehearsal", "--until", "+61d", "--reason", "Holidays"]),
    ];
    assert.deepEqual(
      runs.map(({ exit, json }) => [exit, json.error?.code]),
      runs.map(() => [2, "USAGE"]),
    );
  });

  it("rejects changes while it is frozen, with end, user and reason", async () => {
    await change();
    await done(["freeze", "dev", "--rehearsal", "--until", "+8h", "--reason", "Holidays"]);
    const before = await eventsOutput(EVENTS);
    const refused = [
      await project.deploy(UP),
      await project.deploy(["rollback", "dev", "--rehearsal", "--yes"]),
      await project.deploy(["refresh", "dev", "--rehearsal"]),
      await project.deploy(["destroy", "dev", "--rehearsal", "--confirm", "dev"]),
    ];
    assert.deepEqual(
      refused.map(({ exit, json }) => [exit, json.error?.code]),
      refused.map(() => [6, "FROZEN"]),
    );
    assert.match(refused[0]?.json.error?.what ?? "", /^dev is frozen until \d{4}-.*Z by arn:aws:.*: Holidays\./);
    assert.deepEqual(await eventsOutput(EVENTS), before);
  });

  it("allows preview and refresh --check while it is frozen", async () => {
    const runs = [
      await project.deploy(["preview", "dev", "--rehearsal"]),
      await project.deploy(["refresh", "dev", "--rehearsal", "--check"]),
    ];
    assert.deepEqual(
      runs.map(({ exit }) => exit),
      [0, 0],
      runs.map(({ stdout }) => stdout).join("\n"),
    );
  });

  it("accepts a deployment with --override freeze and a reason, and records it", async () => {
    const { stderr } = await done([...UP, "--override", "freeze", "--reason", "Outage"]);
    assert.match(stderr, /Overridden and recorded: dev is frozen until .*: Holidays/);
    const { stdout } = await done(["releases", "show", "dev", "--rehearsal"]);
    const { release } = JSON.parse(stdout) as { readonly release: { readonly overrides: readonly string[] } };
    assert.deepEqual(release.overrides, ["freeze"]);
  });

  it("accepts deployments after unfreeze", async () => {
    await done(["unfreeze", "dev", "--rehearsal"]);
    await change();
    await done(UP);
  });

  /** Lets an `up` change two functions, of the sixth and of the seventh phase. */
  async function change(): Promise<void> {
    memory += 64;
    for (const service of ["users", "notes"])
      await project.edit(`catalog/services/${service}.yaml`, (text) =>
        text.replace(/memory: \d+/, `memory: ${String(memory)}`),
      );
  }

  async function faults(name: string, rules: readonly object[]): Promise<string> {
    const file = join(project.root, `${name}.json`);
    await writeFile(file, JSON.stringify(rules));
    return file;
  }

  async function done(command: readonly string[]): Promise<CommandResult> {
    const ran = await project.deploy(command);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    return ran;
  }

  async function eventsOutput(command: readonly string[]): Promise<EventsOutput> {
    return JSON.parse((await done(command)).stdout) as EventsOutput;
  }

  /** A rule for events of deployments, with a queue as its target. */
  async function listen(endpoint: string): Promise<void> {
    const settings = {
      endpoint,
      region: DEV.region,
      credentials: { accessKeyId: DEV.account, secretAccessKey: "test" },
    };
    sqs = new SQS(settings);
    const bus = new EventBridge(settings);
    queue = (await sqs.createQueue({ QueueName: "listener" })).QueueUrl ?? "";
    const Arn = `arn:aws:sqs:${DEV.region}:${DEV.account}:listener`;
    await bus.putRule({ Name: "listener", EventPattern: JSON.stringify({ source: ["listbackup.deployments"] }) });
    await bus.putTargets({ Rule: "listener", Targets: [{ Id: "queue", Arn }] });
  }

  /** Messages received since the last call. */
  async function receivedMessages(): Promise<readonly BusMessage[]> {
    const all: BusMessage[] = [];
    for (;;) {
      const { Messages = [] } = await sqs.receiveMessage({ QueueUrl: queue, MaxNumberOfMessages: 10 });
      if (Messages.length === 0) return all;
      for (const { Body = "", ReceiptHandle } of Messages) {
        all.push(JSON.parse(Body) as BusMessage);
        await sqs.deleteMessage({ QueueUrl: queue, ReceiptHandle });
      }
    }
  }
});

/** The steps between which a release comes, and goes. */
function landmarks(events: readonly DeploymentEvent[]): readonly string[] {
  const steps = events.flatMap((event) => (event.kind === "step" ? [event.step] : []));
  return steps.filter((step) => ["record", "up", "verify", "roll-back"].includes(step));
}

/** The events that `--follow --json` printed, a line each. */
function linesOf(ran: CommandResult | undefined): readonly DeploymentEvent[] {
  const lines = (ran?.stdout ?? "").split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as DeploymentEvent);
}
