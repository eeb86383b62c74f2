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

describe("the status of stages", () => {
  it("fits 80 columns with the longest of names", () => {
    const health = "unhealthy";
    for (const line of statusLines([{ ...PRODUCTION, health, pending: 3 }], NOW, COLORS))
      if (!line.includes(": ")) assert.ok(line.length <= 80, line);
  });

  it("says what is live in a line, and nothing besides where all is well", () => {
    const said = lines();
    assert.match(said, /disaster-recovery\s+deployed\s+1796113230\s+2 h\s+01234567\*\s+151\s+healthy/);
    assert.equal(said.split("\n").length, 3);
  });

  it("says of a stage that does not answer what its records have", () => {
    const release = { id: NOW - 7_200, commit: "0123456789abcdef", dirty: false, who: "arn:x:user/ann", reason: "Fix" };
    const freeze = { schema: 1, until: NOW + 60, reason: "Holidays", who: "bob", at: NOW } as const;
    const said = statusLines(
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
    assert.match(said, /^dev\s+unreachable\s+1796113230\s+2 h\s+01234567$/m);
    assert.match(said, /^dev: no answer within 15 s$/m);
    assert.match(said, /^dev: deployed \S+ \S+.* by ann: Fix$/m);
    assert.match(said, /^dev: frozen until .* by bob: Holidays$/m);
  });

  it("says that traffic was left on its way, and what to do", () => {
    const unfinished = { ...INTERRUPTED, shifting: 2 } as const;
    const said = lines({ unfinished });
    assert.match(said, /interrupted/);
    assert.match(said, /its traffic was on its way to new versions, and nobody watches them now/);
    assert.match(said, /`bin\/deploy up disaster-recovery` finishes it/);
  });

  it("is not that nothing is deployed where a release is live and the state is gone", () => {
    const status = { stage: "dev", kind: "state-missing", release: PRODUCTION.release } as StageStatus;
    const said = statusLines([status], NOW, COLORS).join("\n");
    assert.match(said, /dev\s+state missing\s+1796113230/);
    assert.match(said, /`bin\/deploy restore-state dev` restores it/);
  });

  it("names the release to go back to", () => {
    const said = lines({ unfinished: INTERRUPTED });
    assert.match(said, /`bin\/deploy rollback disaster-recovery --to 1796113230` goes back/);
  });

  it("has an interrupted rollback finished by its own target", () => {
    const returnTo = { id: NOW - 9_000, services: ["users", "tags"] };
    const said = lines({ unfinished: { ...INTERRUPTED, kind: "rollback", returnTo } });
    assert.match(said, /; `bin\/deploy rollback disaster-recovery --to 1796111430 --service users,tags` finishes it/);
    assert.doesNotMatch(said, /bin\/deploy up/);
  });

  it("says of a first deployment whose checks failed that it serves, and names no way back", () => {
    const failed = { outcome: "failed", serves: true, error: "VERIFICATION", returnTo: null } as const;
    const remark = lines({ unfinished: { ...INTERRUPTED, ...failed } })
      .split("\n")
      .at(-1);
    assert.equal(
      remark,
      `disaster-recovery: release ${String(NOW - 60)} of ann is deployed and serves, and its deployment failed (VERIFICATION); \`bin/deploy up disaster-recovery\` finishes it`,
    );
  });

  it("says nothing of traffic where none moved", () => {
    const unfinished = { ...INTERRUPTED, outcome: "failed" } as const;
    assert.doesNotMatch(lines({ unfinished }), /traffic/);
  });

  it("says whether it is AWS", () => {
    const event = { service: "LAMBDA", code: "AWS_LAMBDA_OPERATIONAL_ISSUE", region: "us-west-2", since: null };
    const said = lines({ health: "unhealthy", aws: { kind: "told", events: [event] } });
    assert.match(said, /AWS reports trouble of its own: LAMBDA in us-west-2/);
  });

  it("says whether it is AWS also of a stage that does not answer", () => {
    const unreachable = { stage: "dev", kind: "unreachable", reason: "no answer within 15 s" } as const;
    const said = statusLines([{ ...unreachable, aws: { kind: "told", events: [] } }], NOW, COLORS);
    assert.deepEqual(said.slice(-2), [
      "dev: no answer within 15 s",
      "dev: AWS reports no trouble of its own: it is likely this stage",
    ]);
  });

  it("says once what is the same for several stages", () => {
    const reason = "No valid AWS credentials.";
    const stages = (["dev", "staging"] as const).map((stage) => {
      return { stage, kind: "unreachable", reason, remedy: "Sign in.", aws: null } as const;
    });
    assert.deepEqual(statusLines(stages, NOW, COLORS).slice(-1), [`dev, staging: ${reason}\n→ Sign in.`]);
  });

  it("shows a stage that cannot be reached beside the others", () => {
    const said = statusLines(
      [{ stage: "dev", kind: "unreachable", reason: "No credentials.", aws: null }, PRODUCTION],
      NOW,
      COLORS,
    ).join("\n");
    assert.match(said, /dev\s+unreachable/);
    assert.match(said, /dev: No credentials\./);
    assert.match(said, /disaster-recovery\s+deployed/);
  });
});
