import { strict as assert } from "node:assert";
import { notificationOf, slackText, subjectOf, textOf, type Notification } from "../../../../automation/notify/message";

const NEWS: Notification = {
  news: "succeeded",
  stage: "dev",
  release: 1_704_067_200,
  commit: "0123456789abcdef",
  who: "arn:aws:sts::100000000001:assumed-role/deployer/ann",
  api: "https://dev.api.listbackup.ai",
  run: null,
};

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
      api: null,
      run: "https://ci/7",
      commit: null,
    } as const;
    assert.equal(
      textOf(failed),
      [
        "dev: deployment FAILED (release 1704067200)",
        "No commit, by ann: GATE_FAILED",
        "Run: https://ci/7",
        "What went wrong: bin/deploy events dev --failed --release 1704067200",
        "Back: bin/deploy rollback dev",
      ].join("\n"),
    );
  });

  it("is, while it waits, of no release yet", () => {
    assert.equal(subjectOf({ ...NEWS, news: "waiting", release: null }), "dev: deployment waits for approval");
  });

  it("means nothing else in Slack than it says", () => {
    assert.match(slackText({ ...NEWS, who: "<!channel>&co" }), /by &lt;!channel&gt;&amp;co/);
  });

  it("is nothing of a phase", () => {
    const detail = { stage: "dev", release: 1, commit: null, who: "x" };
    assert.equal(notificationOf({ kind: "phase", at: 1, detail }, { api: null, run: null }), null);
  });
});
