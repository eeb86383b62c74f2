import type { DriftCheck } from "../../model/release/driftCheck";
import type { AnalysisEvent } from "../../model/release/event";
import { deploymentReport } from "../../model/report/deploymentReport";
import { deploymentPage } from "../../automation/report/page/deploymentPage";
import { stagesPage } from "../../automation/report/page/stagesPage";
import { eventsOf, operation } from "../support/deploymentEvents";
import { recordOf } from "../support/records";
import { realCatalog, releaseOf } from "../support/release";

const ID = 1_795_871_730;

/** A name and a message that are markup, where they are not escaped. */
const MARKUP = `<img src=x onerror="document.title='run'">`;

/** A new version that gets worse than its limit. @param from Unix ms */
function analyses(from: number): readonly AnalysisEvent[] {
  return [0, 2, 3, 5, 40].map((errors, n) => ({
    kind: "analysis",
    at: from + n * 6_000,
    percent: 10,
    verdict: n === 0 ? "inconclusive" : errors > 20 ? "breached" : "healthy",
    current: { invocations: 120 * n, errors, failedResponses: 0, p95: n === 0 ? null : 90 + 20 * n },
    baseline: { invocations: 1_100 * n, errors: 2 * n, failedResponses: n, p95: n === 0 ? null : 85 },
    errorLimit: 1,
    breaches:
      errors > 20 ? [`listbackup-dev-users-${MARKUP}, version 2: 40 of 480 invocations failed; the limit is 1 %`] : [],
  }));
}

const DRIFT: DriftCheck = {
  schema: 1,
  at: ID + 3_600,
  release: ID,
  checked: 467,
  drifted: 102,
  drifts: [
    {
      kind: "changed",
      urn: "urn:pulumi:dev::listbackup::aws:sqs/queue:Queue::queue-sync",
      type: "aws:sqs/queue:Queue",
      name: "queue-sync",
      phase: "core",
      properties: [{ path: "visibilityTimeoutSeconds", expected: "60", found: MARKUP }],
    },
    {
      kind: "vanished",
      urn: "urn:pulumi:dev::listbackup::aws:sqs/queue:Queue::queue-old",
      type: "aws:sqs/queue:Queue",
      name: "queue-old",
      phase: "core",
    },
  ],
  taken: true,
};

/** The report of a first deployment of the whole backend in which everything happened that a report shows. */
export async function failedDeploymentPage(): Promise<string> {
  const catalog = await realCatalog();
  const release = releaseOf(catalog);
  const end = ID * 1_000 + 90_000;
  const failing = {
    type: "aws:lambda/function:Function",
    name: `users-${MARKUP}`,
    phase: "users",
    at: end - 900,
  } as const;
  const events = [
    ...eventsOf(catalog, ID),
    { kind: "phase", at: end - 2_000, phase: "core", resources: 82, ms: 4_000 } as const,
    { kind: "traffic", at: end - 30_000, percent: 10, functions: 151 } as const,
    ...analyses(end - 29_000),
    { kind: "traffic", at: end - 1_000, percent: 0, functions: 151 } as const,
    ...operation(failing, 200, "failed"),
    {
      kind: "diagnostic",
      at: end - 700,
      severity: "error",
      resource: { type: failing.type, name: failing.name, phase: "users" },
      message: MARKUP,
    } as const,
    { kind: "rolled-back", at: end, ms: 90_000, code: "UP_FAILED", message: "A function was not created" } as const,
  ];
  const record = recordOf(ID, {
    outcome: "rolled-back",
    endedAt: ID + 90,
    release,
    replaced: ID - 1_000,
    reason: MARKUP,
    steps: ["preflight", "build", "preview", "up", "verify"].map((step, n) => ({ step, milliseconds: 1_000 * n })),
    checks: ["passed", "failed", "inconclusive"].map((verdict) => ({ id: `check-${verdict}`, verdict })),
    error: { code: "UP_FAILED", what: "A function was not created" },
  });
  const data = deploymentReport({
    record,
    replaced: recordOf(ID - 1_000),
    events,
    deployed: [],
    dependencies: new Map(),
    drift: DRIFT,
    url: "https://api.example.com",
  });
  return deploymentPage({ ...data, cost: 0 });
}

/** The page of all stages, each in another state. */
export function stagesExamplePage(): string {
  const release = { id: ID, commit: "0123456789abcdef", dirty: false };
  const deployed = {
    kind: "deployed",
    resources: 467,
    entries: 500,
    functions: 151,
    url: "https://api.example.com",
    pending: 0,
    release,
    aws: null,
    lease: null,
    freeze: null,
    unfinished: null,
  } as const;
  return stagesPage(
    [
      {
        status: { ...deployed, stage: "dev", health: "healthy" },
        recent: [recordOf(ID), recordOf(ID - 500)],
        drift: DRIFT,
      },
      {
        status: { ...deployed, stage: "staging", health: "no answer" },
        recent: [recordOf(ID, { outcome: "failed", reason: MARKUP })],
        drift: { ...DRIFT, drifted: 0, drifts: [], taken: false },
      },
      { status: { stage: "production", kind: "unreachable", reason: MARKUP, aws: null }, recent: [], drift: null },
      { status: { stage: "disaster-recovery", kind: "empty", bootstrapped: false }, recent: [], drift: null },
    ],
    (ID + 3_600) * 1_000,
  );
}
