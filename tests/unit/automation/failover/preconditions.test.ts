import { strict as assert } from "node:assert";
import { readinessProblems, type ReadinessFacts } from "../../../../automation/failover/preconditions";
import type { NameRecord } from "../../../../model/failover/answer";
import { recordOf } from "../../../support/records";
import { stageOf } from "../../../support/release";

const STAGES = {
  source: { stage: stageOf("production") },
  recovery: { stage: stageOf("disaster-recovery") },
  domain: "api.listbackup.ai",
};
const record = (failover: "PRIMARY" | "SECONDARY"): NameRecord => ({
  type: "A",
  failover,
  setIdentifier: failover,
  target: "d-2.example.com",
  ttl: null,
  healthCheckId: failover === "PRIMARY" ? "check" : null,
});
const CERTIFICATE = { arn: "arn", status: "ISSUED", names: ["api.listbackup.ai"], expiresAt: null };
const PAIR = { primary: record("PRIMARY"), secondary: record("SECONDARY") };
const READY: ReadinessFacts = {
  names: { ...PAIR, all: Object.values(PAIR) },
  healthCheck: { id: "check", disabled: true, inverted: false },
  served: { target: "d-2.example.com", apiId: "api", certificate: CERTIFICATE },
  releases: [recordOf(1_704_067_200)],
};

/** What is missing, and what stops a failover then. */
const CASES: readonly (readonly [what: string, facts: Partial<ReadinessFacts>, codes: readonly string[]])[] = [
  ["is ready with all of it", {}, []],
  ["needs a release", { releases: [] }, ["RECOVERY_NOT_READY"]],
  ["needs a verified release", { releases: [recordOf(1_704_067_200, { checks: [] })] }, ["RECOVERY_NOT_READY"]],
  [
    "needs a release whose deployment has ended",
    { releases: [recordOf(1_704_067_300, { outcome: "deploying" }), recordOf(1_704_067_200)] },
    ["RECOVERY_NOT_READY"],
  ],
  ["needs a primary record", { names: { ...PAIR, primary: null, all: [] } }, ["FAILOVER_NOT_DEPLOYED"]],
  ["needs a secondary record", { names: { ...PAIR, secondary: null, all: [] } }, ["FAILOVER_NOT_DEPLOYED"]],
  ["needs a health check", { healthCheck: null }, ["FAILOVER_NOT_DEPLOYED"]],
  ["needs a hosted zone", { names: null }, ["FAILOVER_NOT_DEPLOYED"]],
  ["needs the custom domain", { served: null }, ["CERTIFICATE_NOT_READY"]],
  [
    "needs an issued certificate",
    {
      served: {
        target: "d-2.example.com",
        apiId: "api",
        certificate: { ...CERTIFICATE, status: "PENDING_VALIDATION" },
      },
    },
    ["CERTIFICATE_NOT_READY"],
  ],
  [
    "needs a mapping to the API",
    { served: { target: "d-2.example.com", apiId: null, certificate: CERTIFICATE } },
    ["CERTIFICATE_NOT_READY"],
  ],
  [
    "needs a secondary record that leads to the domain",
    { served: { target: "d-9.example.com", apiId: "api", certificate: CERTIFICATE } },
    ["CERTIFICATE_NOT_READY"],
  ],
  [
    "reports everything that is missing",
    { names: null, served: null, releases: [] },
    ["FAILOVER_NOT_DEPLOYED", "CERTIFICATE_NOT_READY", "RECOVERY_NOT_READY"],
  ],
];

describe("a recovery stage, before a failover", () => {
  for (const [what, facts, codes] of CASES)
    it(what, () => {
      assert.deepEqual(
        readinessProblems(STAGES, { ...READY, ...facts }).map(({ code }) => code),
        codes,
      );
    });
});
