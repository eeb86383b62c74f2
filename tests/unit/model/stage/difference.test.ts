import { strict as assert } from "node:assert";
import { stageDifferences } from "../../../../model/stage/difference";
import { STAGES, type StageName } from "../../../../model/stage/name";
import { stageOf } from "../../../support/release";

const keysOf = (...names: readonly StageName[]): readonly string[] =>
  stageDifferences(names.map(stageOf)).map(({ key }) => key);

/** Keys of a canary that `allAtOnce` does not have. */
const ROLLOUT = [
  "rollout.percent",
  "rollout.bakeMinutes",
  "rollout.limits.errorPercent",
  "rollout.limits.aboveOldPercent",
  "rollout.limits.slowerPercent",
  "rollout.limits.leastInvocations",
];

describe("what differs between stages", () => {
  it("is nothing between a stage and itself", () => {
    assert.deepEqual(stageDifferences([stageOf("dev"), { ...stageOf("dev"), name: "staging" }]), []);
  });

  it("is a key with the value of each", () => {
    const staging = stageOf("staging");
    const other = { ...stageOf("staging"), name: "production" as const, protected: !staging.protected };
    assert.deepEqual(stageDifferences([staging, other]), [
      { key: "protected", values: { staging: String(staging.protected), production: String(other.protected) } },
    ]);
  });

  it("includes keys that one of them does not have", () => {
    const [dev, production] = [stageOf("dev"), stageOf("production")];
    const percent = stageDifferences([dev, production]).find(({ key }) => key === "rollout.percent");
    assert.deepEqual(percent?.values, { dev: null, production: "10" });
  });

  /*
   * Recovery is production in another region. What else differs is listed here, so that a change of one that forgets the
   * other is seen.
   */
  it("of production and recovery is region, names, rollout, their recovery stages, failover, accepted promotions and checklist", () => {
    assert.deepEqual(keysOf("production", "disaster-recovery"), [
      "domains.api",
      "domains.app",
      "api.corsOrigins",
      "identity.callbackUrls",
      "identity.logoutUrls",
      "rollout.kind",
      ...ROLLOUT,
      "recovery.into",
      "failover.kind",
      "failover.switch",
      "failover.healthCheck.path",
      "failover.healthCheck.intervalSeconds",
      "failover.healthCheck.failures",
      "accepts.promotionsFrom",
      "checklist.required",
      "settings.frontend-url",
      "settings.oauth-redirect-url",
      "settings.oauth-success-url",
      "settings.oauth-error-url",
      "region",
      "failover.of",
      "failover.domain",
    ]);
  });

  /* Staging has to be like production, or what passes there proves little. */
  it("of staging and production is size, bake times and addresses, and what only production must keep", () => {
    assert.deepEqual(keysOf("staging", "production"), [
      "account",
      "domains.api",
      "domains.app",
      "data.encryption",
      "functions.logRetentionDays",
      "api.throttle.ratePerSecond",
      "api.throttle.burst",
      "api.corsOrigins",
      "api.accessLogRetentionDays",
      "identity.callbackUrls",
      "identity.logoutUrls",
      "alarms.errors",
      "alarms.api5xxPercent",
      "alarms.apiLatencyMs",
      "rollout.kind",
      "retention.releases",
      "retention.days",
      "recovery.kind",
      "failover.kind",
      "accepts.branches",
      "accepts.promotionsFrom",
      "budget.monthlyUsd",
      "checklist.required",
      "settings.frontend-url",
      "settings.oauth-redirect-url",
      "settings.oauth-success-url",
      "settings.oauth-error-url",
      ...ROLLOUT,
      "recovery.into",
      "recovery.objectives.recoveryTimeMinutes",
      "recovery.objectives.recoveryPointMinutes",
      "recovery.retentionDays",
      "recovery.nightlyHourUtc",
      "recovery.parameters.kind",
      "failover.switch",
      "failover.healthCheck.path",
      "failover.healthCheck.intervalSeconds",
      "failover.healthCheck.failures",
    ]);
  });

  for (const name of STAGES) {
    it(`distinguishes ${name} from every other stage`, () => {
      const others = STAGES.filter((other) => other !== name);
      assert.deepEqual(
        others.filter((other) => keysOf(name, other).length === 0),
        [],
      );
    });
  }
});
