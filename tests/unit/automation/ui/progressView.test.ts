import { strict as assert } from "node:assert";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { mock } from "node:test";
import picocolors from "picocolors";
import type { Change } from "../../../../automation/engine/changes/change";
import { advance, initialProgress } from "../../../../automation/ui/progress";
import { phaseLine, showProgress } from "../../../../automation/ui/progressView";
import type { Terminal } from "../../../../automation/ui/terminal";

const urnOf = (name: string): string =>
  `urn:pulumi:dev::p::listbackup:stage:StageStack$listbackup:phase:CoreInfrastructure$aws:sqs/queue:Queue::${name}`;
const change = (name: string): Change => ({
  kind: "create",
  urn: urnOf(name),
  type: "aws:sqs/queue:Queue",
  name,
  phase: "core",
  properties: [],
  losses: [],
});
const event = (
  kind: "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent",
  name: string,
  op = "create",
): EngineEvent => ({
  sequence: 0,
  timestamp: 0,
  [kind]: { metadata: { op, urn: urnOf(name), type: "aws:sqs/queue:Queue" } },
});

function terminal(live: boolean): {
  readonly terminal: Terminal;
  readonly notes: string[];
  readonly drawn: string[][];
} {
  const notes: string[] = [];
  const drawn: string[][] = [];
  return {
    notes,
    drawn,
    terminal: {
      print: () => undefined,
      printText: () => undefined,
      note: (text) => notes.push(text),
      warn: () => undefined,
      detail: () => undefined,
      draw: (lines) => drawn.push([...lines]),
      settle: () => undefined,
      live,
      interactive: false,
      columns: 80,
      colors: picocolors.createColors(false),
      confirm: () => Promise.resolve(false),
    },
  };
}

describe("showProgress", () => {
  it("prints a line when a phase begins and when it ends, where nothing can be redrawn", () => {
    const { terminal: plain, notes } = terminal(false);
    let now = 0;
    const view = showProgress(plain, [change("a"), change("b")], { clock: () => now });
    view.event(event("resourcePreEvent", "a"));
    view.event(event("resOutputsEvent", "a"));
    view.event(event("resourcePreEvent", "b"));
    now = 2_000;
    view.event(event("resOutputsEvent", "b"));
    view.close();
    assert.deepEqual(notes, [
      "2/7 Core infrastructure: started, 2 to change",
      "2/7 Core infrastructure: done, 2 changed in 2.0 s",
    ]);
  });

  it("prints counts, rate and time left every 30 s, where nothing can be redrawn", () => {
    const { terminal: plain, notes } = terminal(false);
    mock.timers.enable({ apis: ["setInterval", "Date"] });
    try {
      const earlier = [{ phase: "core", resources: 2, milliseconds: 120_000 }] as const;
      const view = showProgress(plain, [change("a"), change("b")], { earlier });
      view.event(event("resourcePreEvent", "a"));
      view.event(event("resOutputsEvent", "a"));
      view.event(event("resourcePreEvent", "b"));
      mock.timers.tick(30_000);
      view.close();
    } finally {
      mock.timers.reset();
    }
    assert.deepEqual(notes.slice(1), ["… 30 s: 1/2, 2.0/min, about 60 s left; Core infrastructure 1/2"]);
  });

  it("reports a failed phase", () => {
    const { terminal: plain, notes } = terminal(false);
    const view = showProgress(plain, [change("a"), change("b")], { clock: () => 0 });
    view.event(event("resourcePreEvent", "a"));
    view.event(event("resOpFailedEvent", "a"));
    view.close();
    assert.deepEqual(notes.at(-1), "2/7 Core infrastructure: failed after 0 of 2 in 0.0 s");
  });

  it("draws a line for each phase, and one for all, in place on a terminal", () => {
    const { terminal: live, drawn } = terminal(true);
    showProgress(live, [change("a")], { clock: () => 0 }).close();
    assert.deepEqual(drawn.at(-1)?.length, 8);
  });

  it("counts a replacement, which is three steps, once", () => {
    const { terminal: plain, notes } = terminal(false);
    const view = showProgress(plain, [change("a"), change("b")], { clock: () => 0 });
    for (const [op, name] of [
      ["create-replacement", "a"],
      ["replace", "a"],
      ["create", "b"],
      ["delete-replaced", "a"],
    ] as const) {
      view.event(event("resourcePreEvent", name, op));
      view.event(event("resOutputsEvent", name, op));
    }
    view.close();
    assert.deepEqual(notes, [
      "2/7 Core infrastructure: started, 2 to change",
      "2/7 Core infrastructure: done, 2 changed in 0.0 s",
    ]);
  });

  it("counts to its total, also where the engine changes resources that the preview did not have", () => {
    const after = ["a", "b"].reduce(
      (progress, name) =>
        advance(advance(progress, event("resourcePreEvent", name), 0), event("resOutputsEvent", name), 0),
      initialProgress([change("a")]),
    );
    assert.match(phaseLine(after[1] as never, picocolors.createColors(false), 80, 0), / 2\/2 /);
  });

  it("never wraps", () => {
    const long = "x".repeat(200);
    const progress = advance(initialProgress([change(long)]), event("resourcePreEvent", long), 0);
    const lines = progress.map((phase) => phaseLine(phase, picocolors.createColors(false), 80, 0));
    assert.deepEqual(
      lines.filter((line) => line.length >= 80),
      [],
    );
  });

  it("names a resource that is changing", () => {
    const progress = advance(initialProgress([change("queue-a")]), event("resourcePreEvent", "queue-a"), 0);
    assert.match(phaseLine(progress[1] as never, picocolors.createColors(false), 80, 0), /0\/1 .*queue-a$/);
  });
});
