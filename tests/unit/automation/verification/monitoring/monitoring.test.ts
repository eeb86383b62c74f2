import { strict as assert } from "node:assert";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { runChecks } from "../../../../../automation/verification/check";
import { planChecks } from "../../../../../automation/verification/plan";
import type { Subject } from "../../../../../automation/verification/subject";
import type { Verdict } from "../../../../../automation/verification/verdict";
import { watched } from "../../../../../automation/verification/monitoring/monitoring";
import { checksSchema } from "../../../../../model/catalog/schema/checks";
import { NAMES } from "../../../../../model/names";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const CHECKS = checksSchema.parse({ checks: { logs: { kind: "logs", purpose: "No panic", group: "logs" } } });
const STAGE = stageOf("production");

describe("a check that only watches", () => {
  let logs: ReturnType<typeof mockLogs>;
  const mockLogs = () => mockClient(CloudWatchLogsClient);
  before(() => {
    logs = mockLogs();
  });
  afterEach(() => {
    logs.reset();
  });
  after(() => {
    logs.restore();
  });

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
    it(`has no verdict where AWS answers ${name}`, async () => {
      logs.on(FilterLogEventsCommand).rejects(Object.assign(new Error("no"), { name }));
      const { kind, reason: said } = (await verdict()) as Extract<Verdict, { readonly kind: "inconclusive" }>;
      assert.equal(kind, "inconclusive");
      assert.match(said, reason);
    });
  }

  it("has no verdict where log groups are gone, and names them", async () => {
    logs.on(FilterLogEventsCommand).resolves({});
    logs
      .on(FilterLogEventsCommand, { logGroupName: NAMES.logGroup.of(STAGE, "users") })
      .rejects(Object.assign(new Error("gone"), { name: "ResourceNotFoundException" }));
    assert.deepEqual(await verdict(), {
      kind: "inconclusive",
      reason: `the logs could not be read: there is no log group ${NAMES.logGroup.of(STAGE, "users")}`,
    });
  });

  it("fails by what it sees in others, though a log group is gone", async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [{ message: "panic: oh", timestamp: 1 }] });
    logs
      .on(FilterLogEventsCommand, { logGroupName: NAMES.logGroup.of(STAGE, "users") })
      .rejects(Object.assign(new Error("gone"), { name: "ResourceNotFoundException" }));
    assert.equal((await verdict())?.kind, "failed");
  });

  it("fails by what it sees", async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [{ message: "panic: oh", timestamp: 1 }] });
    assert.equal((await verdict())?.kind, "failed");
  });

  it("fails by a defect of its own", async () => {
    await assert.rejects(
      watched("logs", () => Promise.reject(new TypeError("no such thing"))),
      TypeError,
    );
  });
});
