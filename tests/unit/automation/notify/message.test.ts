import { strict as assert } from "node:assert";
import { notificationOf, slackText, subjectOf, textOf, type Notification } from "../../../../automation/notify/message";

const NOTIFICATION: Notification = {
  kind: "succeeded",
  stage: "dev",
  release: 1_704_067_200,
  commit: "0123456789abcdef",
  who: "arn:aws:sts::100000000001:assumed-role/deployer/ann",
  origin: { kind: "build" },
  reason: null,
  links: {
    api: "https://dev.api.listbackup.ai",
    run: null,
    alarms: null,
    logs: null,
    rollbackCommand: null,
    rehearsal: false,
  },
};
const LINKS = {
  api: null,
  run: "https://ci/7",
  alarms: "https://console/alarms",
  logs: "https://console/logs",
  rollbackCommand: "bin/deploy rollback dev --to 1704000000",
  rehearsal: false,
};
const BACK = { kind: "rollback", to: 1_704_000_000, automatic: false } as const;
const AUTOMATIC = { ...BACK, automatic: true } as const;

describe("the text of a notification", () => {
  it("has outcome, release, commit, user and URL", () => {
    assert.equal(
      textOf(NOTIFICATION),
      "dev: deployment succeeded (release 1704067200)\nCommit 01234567, by ann\nAPI: https://dev.api.listbackup.ai",
    );
  });

  it("has, after a failure, the cause and the next commands", () => {
    const failed = {
      ...NOTIFICATION,
      kind: "failed",
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
        "Reason: Invoices, at last",
        "Run: https://ci/7",
        "Alarms: https://console/alarms",
        "Logs: https://console/logs",
        "Cause: `bin/deploy events dev --failed --release 1704067200`",
        "Status: `bin/deploy status dev`",
        "Roll back: `bin/deploy rollback dev --to 1704000000`",
      ].join("\n"),
    );
  });

  const titles = (more: Partial<Notification>): readonly string[] =>
    textOf({ ...NOTIFICATION, links: LINKS, ...more })
      .split("\n")
      .slice(2)
      .map((line) => line.split(":")[0] ?? "");
  const CAUSE = "Cause";
  const STATUS = "Status";
  for (const [kind, origin, next] of [
    ["started", { kind: "build" }, []],
    ["waiting", { kind: "build" }, []],
    ["succeeded", BACK, []],
    ["failed", BACK, ["Logs", CAUSE, STATUS]],
    ["rolled-back", { kind: "build" }, ["Logs", CAUSE]],
    ["cancelled", { kind: "build" }, [STATUS, "Roll back"]],
    ["cancelled", BACK, [STATUS]],
  ] as const)
    it(`has the next commands where a ${origin.kind} is ${kind}`, () => {
      assert.deepEqual(titles({ kind, origin }), ["Run", "Alarms", ...next]);
    });

  for (const [origin, name] of [
    [{ kind: "build" }, "deployment"],
    [{ kind: "promotion", stage: "staging", id: 1 }, "promotion from staging"],
    [BACK, "rollback to 1704000000"],
    [AUTOMATIC, "automatic rollback to 1704000000"],
  ] as const)
    it(`calls it ${name}`, () => {
      assert.equal(
        subjectOf({ ...NOTIFICATION, kind: "started", origin }),
        `dev: ${name} started (release 1704067200)`,
      );
    });

  it("fits into a subject with the longest names", () => {
    const longest = { ...NOTIFICATION, kind: "rolled-back", stage: "disaster-recovery", origin: AUTOMATIC } as const;
    assert.match(subjectOf(longest), /ROLLED BACK/);
    assert.ok(subjectOf(longest).length <= 100);
  });

  it("has no release while it waits for approval", () => {
    assert.equal(subjectOf({ ...NOTIFICATION, kind: "waiting", release: null }), "dev: deployment waits for approval");
  });

  it("is escaped for Slack", () => {
    assert.match(slackText({ ...NOTIFICATION, who: "<!channel>&co" }), /by &lt;!channel&gt;&amp;co/);
  });

  it("does not exist for a phase", () => {
    const detail = { stage: "dev", release: 1, commit: null, who: "x", origin: BACK, reason: null };
    assert.equal(notificationOf({ kind: "phase", at: 1, detail }, LINKS), null);
  });

  it("does not exist for an automatic rollback: the failed deployment reports it", () => {
    const detail = { stage: "dev", release: 1, commit: null, who: "x", origin: AUTOMATIC, reason: "Release 7 failed" };
    assert.deepEqual(
      (["started", "succeeded", "failed"] as const).map((kind) => notificationOf({ kind, at: 1, detail }, LINKS)),
      [null, null, null],
    );
  });

  it("has origin and reason of a rollback", () => {
    const detail = { stage: "dev", release: 1, commit: null, who: "x", origin: BACK, reason: "Bad prices" };
    const notification = notificationOf({ kind: "started", at: 1, detail }, LINKS);
    assert.deepEqual([notification?.origin, notification?.reason, notification?.links], [BACK, "Bad prices", LINKS]);
  });
});
