import { strict as assert } from "node:assert";
import { notificationOf, slackText, subjectOf, textOf, type Notification } from "../../../../automation/notify/message";

const NEWS: Notification = {
  news: "succeeded",
  stage: "dev",
  release: 1_704_067_200,
  commit: "0123456789abcdef",
  who: "arn:aws:sts::100000000001:assumed-role/deployer/ann",
  origin: { kind: "build" },
  reason: null,
  links: { api: "https://dev.api.listbackup.ai", run: null, alarms: null, logs: null, back: null, rehearsal: false },
};
const LINKS = {
  api: null,
  run: "https://ci/7",
  alarms: "https://console/alarms",
  logs: "https://console/logs",
  back: "bin/deploy rollback dev --to 1704000000",
  rehearsal: false,
};
const BACK = { kind: "rollback", to: 1_704_000_000, automatic: false } as const;
const AUTOMATIC = { ...BACK, automatic: true } as const;

describe("what people are told of a deployment", () => {
  it("is how it ended, of what, by whom, and where it is", () => {
    assert.equal(
      textOf(NEWS),
      "dev: deployment succeeded (release 1704067200)\nCommit 01234567, by ann\nAPI: https://dev.api.listbackup.ai",
    );
  });

  it("is, where it failed, why, and what to do", () => {
    const failed = {
      ...NEWS,
      news: "failed",
      error: "GATE_FAILED",
      links: LINKS,
      reason: "Invoices,\nat last",
      commit: null,
    } as const;
    assert.equal(
      textOf(failed),
      [
        "dev: deployment FAILED (release 1704067200)",
        "No commit, by ann: GATE_FAILED",
        "Why: Invoices, at last",
        "Run: https://ci/7",
        "Alarms: https://console/alarms",
        "Logs: https://console/logs",
        "What went wrong: `bin/deploy events dev --failed --release 1704067200`",
        "What is there: `bin/deploy status dev`",
        "Back: `bin/deploy rollback dev --to 1704000000`",
      ].join("\n"),
    );
  });

  const titles = (more: Partial<Notification>): readonly string[] =>
    textOf({ ...NEWS, links: LINKS, ...more })
      .split("\n")
      .slice(2)
      .map((line) => line.split(":")[0] ?? "");
  const WRONG = "What went wrong";
  const LEFT = "What is there";
  for (const [news, origin, next] of [
    ["started", { kind: "build" }, []],
    ["waiting", { kind: "build" }, []],
    ["succeeded", BACK, []],
    ["failed", BACK, ["Logs", WRONG, LEFT]],
    ["rolled-back", { kind: "build" }, ["Logs", WRONG]],
    ["cancelled", { kind: "build" }, [LEFT, "Back"]],
    ["cancelled", BACK, [LEFT]],
  ] as const)
    it(`says what to do next where a ${origin.kind} is ${news}`, () => {
      assert.deepEqual(titles({ news, origin }), ["Run", "Alarms", ...next]);
    });

  for (const [origin, deed] of [
    [{ kind: "build" }, "deployment"],
    [{ kind: "promotion", stage: "staging", id: 1 }, "promotion from staging"],
    [BACK, "rollback to 1704000000"],
    [AUTOMATIC, "automatic rollback to 1704000000"],
  ] as const)
    it(`calls it ${deed}`, () => {
      assert.equal(subjectOf({ ...NEWS, news: "started", origin }), `dev: ${deed} began (release 1704067200)`);
    });

  it("fits a subject with the longest of names", () => {
    const longest = { ...NEWS, news: "rolled-back", stage: "disaster-recovery", origin: AUTOMATIC } as const;
    assert.match(subjectOf(longest), /ROLLED BACK/);
    assert.ok(subjectOf(longest).length <= 100);
  });

  it("is, while it waits, of no release yet", () => {
    assert.equal(subjectOf({ ...NEWS, news: "waiting", release: null }), "dev: deployment waits for approval");
  });

  it("means nothing else in Slack than it says", () => {
    assert.match(slackText({ ...NEWS, who: "<!channel>&co" }), /by &lt;!channel&gt;&amp;co/);
  });

  it("is nothing of a phase", () => {
    const detail = { stage: "dev", release: 1, commit: null, who: "x", origin: BACK, reason: null };
    assert.equal(notificationOf({ kind: "phase", at: 1, detail }, LINKS), null);
  });

  it("is nothing of the way back that a failed deployment takes: its own end tells that", () => {
    const detail = { stage: "dev", release: 1, commit: null, who: "x", origin: AUTOMATIC, reason: "Release 7 failed" };
    assert.deepEqual(
      (["started", "succeeded", "failed"] as const).map((kind) => notificationOf({ kind, at: 1, detail }, LINKS)),
      [null, null, null],
    );
  });

  it("is where it came from and why, of what somebody takes back", () => {
    const detail = { stage: "dev", release: 1, commit: null, who: "x", origin: BACK, reason: "Bad prices" };
    const told = notificationOf({ kind: "started", at: 1, detail }, LINKS);
    assert.deepEqual([told?.origin, told?.reason, told?.links], [BACK, "Bad prices", LINKS]);
  });
});
