import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { Milestone } from "../../../../automation/aws/eventBridge";
import { BucketJournal, type JournalPorts, type Subject } from "../../../../automation/records/journal";
import { eventsSchema, type DeploymentEvent } from "../../../../model/release/event";

const SUBJECT: Subject = {
  id: 1_704_067_200,
  who: "arn:aws:iam::1:user/a",
  origin: { kind: "promotion", stage: "dev", id: 1_704_000_000 },
  reason: "Invoices",
  commit: "0123456789abcdef",
  back: null,
};
const QUICK = { flush: 20, telling: 40, end: 60 };
const ERROR = { code: "ENGINE", what: "AccessDenied" } as const;
const queue = (name: string): EngineEvent => ({
  sequence: 1,
  timestamp: 0,
  resourcePreEvent: {
    metadata: {
      op: "create",
      urn: `urn:pulumi:dev::p::listbackup:phase:CoreInfrastructure$aws:sqs/queue:Queue::${name}`,
      type: "aws:sqs/queue:Queue",
    },
  } as NonNullable<EngineEvent["resourcePreEvent"]>,
});

describe("a deployment's journal", () => {
  let batches: Map<number, readonly DeploymentEvent[]>;
  let milestones: Milestone[];
  let warned: string[];
  let ports: JournalPorts;

  beforeEach(() => {
    batches = new Map();
    milestones = [];
    warned = [];
    ports = {
      write: (n, events) => {
        batches.set(n, eventsSchema.parse({ schema: 1, events }).events);
        return Promise.resolve();
      },
      announce: (notified) => {
        milestones.push(...notified);
        return Promise.resolve();
      },
      notify: () => Promise.resolve(),
    };
  });

  const open = (changes: Partial<JournalPorts> = {}): BucketJournal =>
    new BucketJournal("dev", SUBJECT, { ...ports, ...changes }, (line) => void warned.push(line), QUICK);
  const written = (): readonly DeploymentEvent[] => [...batches.keys()].sort().flatMap((n) => batches.get(n) ?? []);
  const kinds = (): readonly string[] => written().map(({ kind }) => kind);

  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await sleep(5);
  };

  it("is written while the deployment runs", async () => {
    const journal = open();
    journal.engineEvent(queue("a"));
    await until(() => batches.size === 1);
    assert.deepEqual(kinds(), ["started", "resource"]);
    await journal.close({ outcome: "succeeded" });
  });

  it("is written in batches, and never blocks the engine", async () => {
    const journal = open();
    journal.engineEvent(queue("a"));
    assert.equal(batches.size, 0);
    await journal.close({ outcome: "succeeded" });
  });

  it("keeps the order across batches", async () => {
    const journal = open();
    await until(() => batches.size === 1);
    journal.step("up");
    journal.engineEvent(queue("a"));
    await until(() => batches.size === 2);
    journal.phaseDone("core", 1);
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(
      [[...batches.keys()], kinds()],
      [
        [1, 2, 3],
        ["started", "step", "resource", "phase", "succeeded"],
      ],
    );
  });

  it("writes nothing without events", async () => {
    const journal = open();
    await sleep(120);
    assert.equal(batches.size, 1);
    await journal.close({ outcome: "succeeded" });
  });

  const endings = [
    [{ outcome: "succeeded" }, "succeeded"],
    [{ outcome: "failed", error: ERROR }, "failed"],
    [{ outcome: "rolled-back", error: ERROR }, "rolled-back"],
    [{ outcome: "failed", error: { code: "CANCELLED", what: "By hand" } }, "cancelled"],
  ] as const;
  for (const [ending, kind] of endings) {
    it(`ends with ${kind}, in the bucket and on the event bus`, async () => {
      await open().close(ending);
      assert.deepEqual([kinds().at(-1), milestones.at(-1)?.kind], [kind, kind]);
    });
  }

  it("ends with the first outcome only", async () => {
    const journal = open();
    await journal.close({ outcome: "succeeded" });
    await journal.close({ outcome: "failed", error: ERROR });
    assert.deepEqual(kinds(), ["started", "succeeded"]);
  });

  it("publishes start, phases and end to the event bus", async () => {
    const journal = open();
    journal.engineEvent(queue("a"));
    journal.phaseDone("core", 1);
    await journal.close({ outcome: "failed", error: ERROR });
    const { id: release, ...subject } = SUBJECT;
    const detail = { stage: "dev", release, ...subject };
    assert.deepEqual(
      milestones.map((milestone) => milestone.detail),
      [detail, { ...detail, phase: "core" }, { ...detail, outcome: "failed", error: "ENGINE" }],
    );
  });

  it("publishes no phase without changes", async () => {
    const journal = open();
    journal.phaseDone("core", 0);
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual([kinds(), milestones.length], [["started", "succeeded"], 2]);
  });

  it("warns once if it cannot be written", async () => {
    let attempts = 0;
    const journal = open({
      write: () => {
        attempts += 1;
        return Promise.reject(new Error("AccessDenied"));
      },
    });
    for (const n of [1, 2, 3]) {
      journal.engineEvent(queue("a"));
      await until(() => attempts === n);
    }
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(warned, [
      "The events of this deployment cannot be recorded; the deployment continues: AccessDenied",
    ]);
  });

  it("retries a failed batch unchanged", async () => {
    const attempts: [number, readonly string[]][] = [];
    const journal = open({
      write: (n, events, signal) => {
        attempts.push([n, events.map(({ kind }) => kind)]);
        return attempts.length === 1 ? Promise.reject(new Error("reset")) : ports.write(n, events, signal);
      },
    });
    await until(() => attempts.length === 1);
    journal.step("up");
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(attempts, [
      [1, ["started"]],
      [1, ["started"]],
      [2, ["step", "succeeded"]],
    ]);
  });

  it("warns once if the event bus refuses, and is still written", async () => {
    const journal = open({ announce: () => Promise.reject(new Error("AccessDenied")) });
    await until(() => warned.length === 1);
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(
      [kinds(), warned],
      [["started", "succeeded"], ["The notification of EventBridge failed; the deployment continues: AccessDenied"]],
    );
  });

  it("warns once if a notification of people fails, and still notifies programs", async () => {
    const journal = open({ notify: () => Promise.reject(new Error("Slack returned 404")) });
    await until(() => warned.length === 1);
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(
      [milestones.map(({ kind }) => kind), warned],
      [["started", "succeeded"], ["A notification failed; the deployment continues: Slack returned 404"]],
    );
  });

  /** Receives, and never answers. */
  const silent = (): Promise<void> => new Promise(() => undefined);

  it("is written, and programs are notified, while people time out", async () => {
    const journal = open({ notify: silent });
    await until(() => batches.size === 1);
    journal.phaseDone("core", 1);
    await until(() => batches.size === 2);
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(
      [kinds(), milestones.map(({ kind }) => kind), warned],
      [
        ["started", "phase", "succeeded"],
        ["started", "phase", "succeeded"],
        ["A notification failed; the deployment continues: no answer within 0.04 s"],
      ],
    );
  });

  it("notifies people while programs time out", async () => {
    const notified: string[] = [];
    const notify: JournalPorts["notify"] = (news) =>
      Promise.resolve(void notified.push(...news.map(({ kind }) => kind)));
    const journal = open({ announce: silent, notify });
    await until(() => notified.length === 1);
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(
      [kinds(), notified],
      [
        ["started", "succeeded"],
        ["started", "succeeded"],
      ],
    );
  });

  it("notifies people of the end while the start is pending", async () => {
    const notified: (readonly string[])[] = [];
    const journal = open({
      notify: (news) => {
        notified.push(news.map(({ kind }) => kind));
        return notified.length === 1 ? silent() : Promise.resolve();
      },
    });
    await until(() => notified.length === 1);
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(notified, [["started"], ["succeeded"]]);
  });

  it("notifies of the end if nothing can be written", async () => {
    const journal = open({ write: silent });
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(
      milestones.map(({ kind }) => kind),
      ["started", "succeeded"],
    );
  });

  it("abandons pending listeners at the end", async () => {
    const given: AbortSignal[] = [];
    const journal = open({ notify: (_news, signal) => (given.push(signal), silent()) });
    await journal.close({ outcome: "succeeded" });
    assert.deepEqual(
      given.map(({ aborted }) => aborted),
      [true],
    );
  });

  it("does not delay the end of a deployment without answers", async () => {
    const journal = open({ write: () => new Promise(() => undefined) });
    await journal.close({ outcome: "succeeded" });
    assert.match(warned.join("\n"), /not recorded/);
  });
});
