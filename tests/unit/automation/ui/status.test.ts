import { strict as assert } from "node:assert";
import picocolors from "picocolors";
import type { StageStatus } from "../../../../automation/status/stageStatus";
import { statusLines } from "../../../../automation/ui/status";

type Deployed = Extract<StageStatus, { readonly kind: "deployed" }>;

const NOW = 1_796_120_430;
const COLORS = picocolors.createColors(false);
const PRODUCTION: Deployed = {
  stage: "disaster-recovery",
  kind: "deployed",
  resources: 490,
  entries: 540,
  functions: 151,
  url: "https://api.dr.listbackup.ai",
  health: "healthy",
  pending: 0,
  release: { id: NOW - 7_200, commit: "0123456789abcdef", dirty: true },
  aws: null,
  lease: null,
  freeze: null,
  unfinished: null,
};
const lines = (more: Partial<Deployed> = {}): string =>
  statusLines([{ ...PRODUCTION, ...more }], NOW, COLORS).join("\n");

const INTERRUPTED = {
  id: NOW - 60,
  outcome: "deploying",
  who: "ann",
  kind: "deployment",
  returnTo: { id: NOW - 7_200, services: [] },
  shifting: 0,
  serves: false,
  error: null,
} as const;

describe("statusLines", () => {
  it("fits 80 columns with the longest names", () => {
    const health = "unhealthy";
    for (const line of statusLines([{ ...PRODUCTION, health, pending: 3 }], NOW, COLORS))
      if (!line.includes(": ")) assert.ok(line.length <= 80, line);
  });

  it("prints one line and no remarks for a healthy stage", () => {
    const text = lines();
    assert.match(text, /disaster-recovery\s+deployed\s+1796113230\s+2 h\s+01234567\*\s+151\s+healthy/);
    assert.equal(text.split("\n").length, 3);
  });

  it("prints the records of a stage that does not respond", () => {
    const release = { id: NOW - 7_200, commit: "0123456789abcdef", dirty: false, who: "arn:x:user/ann", reason: "Fix" };
    const freeze = { schema: 1, until: NOW + 60, reason: "Holidays", who: "bob", at: NOW } as const;
    const text = statusLines(
      [
        {
          stage: "dev",
          kind: "unreachable",
          reason: "no answer within 15 s",
          aws: null,
          recorded: { release, unfinished: null, lease: null, freeze },
        },
      ],
      NOW,
      COLORS,
    ).join("\n");
    assert.match(text, /^dev\s+unreachable\s+1796113230\s+2 h\s+01234567$/m);
    assert.match(text, /^dev: no answer within 15 s$/m);
    assert.match(text, /^dev: deployed \S+ \S+.* by ann: Fix$/m);
    assert.match(text, /^dev: frozen until .* by bob: Holidays$/m);
  });

  it("reports an interrupted traffic shift, and what to do", () => {
    const unfinished = { ...INTERRUPTED, shifting: 2 } as const;
    const text = lines({ unfinished });
    assert.match(text, /interrupted/);
    assert.match(text, /its traffic was being shifted to new versions, which are no longer monitored/);
    assert.match(text, /`bin\/deploy up disaster-recovery` finishes it/);
  });

  it("reports a missing state where a release is live", () => {
    const status = { stage: "dev", kind: "state-missing", release: PRODUCTION.release } as StageStatus;
    const text = statusLines([status], NOW, COLORS).join("\n");
    assert.match(text, /dev\s+state missing\s+1796113230/);
    assert.match(text, /`bin\/deploy restore-state dev` restores it/);
  });

  it("names the release to roll back to", () => {
    const text = lines({ unfinished: INTERRUPTED });
    assert.match(text, /`bin\/deploy rollback disaster-recovery --to 1796113230` rolls back/);
  });

  it("suggests the target of an interrupted rollback", () => {
    const returnTo = { id: NOW - 9_000, services: ["users", "tags"] };
    const text = lines({ unfinished: { ...INTERRUPTED, kind: "rollback", returnTo } });
    assert.match(text, /; `bin\/deploy rollback disaster-recovery --to 1796111430 --service users,tags` finishes it/);
    assert.doesNotMatch(text, /bin\/deploy up/);
  });

  it("reports a first deployment with failed checks as live, and suggests no rollback", () => {
    const failed = { outcome: "failed", serves: true, error: "VERIFICATION", returnTo: null } as const;
    const remark = lines({ unfinished: { ...INTERRUPTED, ...failed } })
      .split("\n")
      .at(-1);
    assert.equal(
      remark,
      `disaster-recovery: release ${String(NOW - 60)} of ann is live, but its deployment failed (VERIFICATION); \`bin/deploy up disaster-recovery\` finishes it`,
    );
  });

  it("does not mention traffic where none was shifted", () => {
    const unfinished = { ...INTERRUPTED, outcome: "failed" } as const;
    assert.doesNotMatch(lines({ unfinished }), /traffic/);
  });

  it("reports the health of AWS for an unhealthy stage", () => {
    const event = { service: "LAMBDA", code: "AWS_LAMBDA_OPERATIONAL_ISSUE", region: "us-west-2", since: null };
    const text = lines({ health: "unhealthy", aws: { kind: "told", events: [event] } });
    assert.match(text, /AWS reports open issues: LAMBDA in us-west-2/);
  });

  it("reports the health of AWS for a stage that does not respond", () => {
    const unreachable = { stage: "dev", kind: "unreachable", reason: "no answer within 15 s" } as const;
    const text = statusLines([{ ...unreachable, aws: { kind: "told", events: [] } }], NOW, COLORS);
    assert.deepEqual(text.slice(-2), [
      "dev: no answer within 15 s",
      "dev: AWS reports no open issues: the cause is probably in this stage",
    ]);
  });

  it("prints a reason that several stages share once", () => {
    const reason = "No valid AWS credentials.";
    const stages = (["dev", "staging"] as const).map((stage) => {
      return { stage, kind: "unreachable", reason, remedy: "Sign in.", aws: null } as const;
    });
    assert.deepEqual(statusLines(stages, NOW, COLORS).slice(-1), [`dev, staging: ${reason}\n→ Sign in.`]);
  });

  it("prints an unreachable stage with the others", () => {
    const text = statusLines(
      [{ stage: "dev", kind: "unreachable", reason: "No credentials.", aws: null }, PRODUCTION],
      NOW,
      COLORS,
    ).join("\n");
    assert.match(text, /dev\s+unreachable/);
    assert.match(text, /dev: No credentials\./);
    assert.match(text, /disaster-recovery\s+deployed/);
  });
});
