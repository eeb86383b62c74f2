import { strict as assert } from "node:assert";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { runChecks } from "../../../../../automation/verification/check";
import { planChecks } from "../../../../../automation/verification/plan";
import type { Subject } from "../../../../../automation/verification/subject";
import type { Verdict } from "../../../../../automation/verification/verdict";
import { runMonitoringCheck } from "../../../../../automation/verification/monitoring/monitoring";
import { checksSchema } from "../../../../../model/catalog/schema/checks";
import { NAMES } from "../../../../../model/names";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

const CHECKS = checksSchema.parse({ checks: { logs: { kind: "logs", purpose: "No panic", group: "logs" } } });
const STAGE = stageOf("production");

describe("a monitoring check", () => {
  const logs = useMock(() => mockClient(CloudWatchLogsClient));

  async function verdict(): Promise<Verdict | undefined> {
    const release = releaseOf({ ...smallCatalog(), checks: CHECKS });
    const target = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
    const subject = { release, stage: STAGE, target, since: 0, versions: {} } as unknown as Subject;
    const { signal } = new AbortController();
    const { checks } = planChecks(subject, { kind: "deployment" }, signal);
    return (await runChecks(checks, signal))[0]?.verdict;
  }

  const TROUBLES: readonly (readonly [name: string, reason: RegExp])[] = [
    ["AccessDeniedException", /^the logs could not be read: AWS denied access while reading the logs .*: no$/],
    ["ThrottlingException", /^the logs could not be read: AWS limits the rate of calls/],
    ["ECONNRESET", /^the logs could not be read: AWS cannot be reached/],
    ["AbortError", /^the logs could not be read: /],
  ];
  for (const [name, reason] of TROUBLES) {
    it(`is inconclusive where AWS returns ${name}`, async () => {
      logs()
        .on(FilterLogEventsCommand)
        .rejects(Object.assign(new Error("no"), { name }));
      const { kind, reason: actual } = (await verdict()) as Extract<Verdict, { readonly kind: "inconclusive" }>;
      assert.equal(kind, "inconclusive");
      assert.match(actual, reason);
    });
  }

  it("is inconclusive where log groups are missing, and names them", async () => {
    logs().on(FilterLogEventsCommand).resolves({});
    logs()
      .on(FilterLogEventsCommand, { logGroupName: NAMES.logGroup.of(STAGE, "users") })
      .rejects(Object.assign(new Error("gone"), { name: "ResourceNotFoundException" }));
    assert.deepEqual(await verdict(), {
      kind: "inconclusive",
      reason: `the logs could not be read: log groups not found: ${NAMES.logGroup.of(STAGE, "users")}`,
    });
  });

  it("fails for other log groups, though one is missing", async () => {
    logs()
      .on(FilterLogEventsCommand)
      .resolves({ events: [{ message: "panic: oh", timestamp: 1 }] });
    logs()
      .on(FilterLogEventsCommand, { logGroupName: NAMES.logGroup.of(STAGE, "users") })
      .rejects(Object.assign(new Error("gone"), { name: "ResourceNotFoundException" }));
    assert.equal((await verdict())?.kind, "failed");
  });

  it("fails for a failure in the logs", async () => {
    logs()
      .on(FilterLogEventsCommand)
      .resolves({ events: [{ message: "panic: oh", timestamp: 1 }] });
    assert.equal((await verdict())?.kind, "failed");
  });

  it("fails for an unexpected error", async () => {
    await assert.rejects(
      runMonitoringCheck("logs", () => Promise.reject(new TypeError("no such thing"))),
      TypeError,
    );
  });
});
