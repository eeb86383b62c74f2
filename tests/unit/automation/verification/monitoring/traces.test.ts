import { strict as assert } from "node:assert";
import { GetTraceSummariesCommand, XRayClient, type GetTraceSummariesCommandInput } from "@aws-sdk/client-xray";
import { mockClient } from "aws-sdk-client-mock";
import type { Subject } from "../../../../../automation/verification/subject";
import { checkTraces } from "../../../../../automation/verification/monitoring/traces";
import { errorVerdict, type Verdict } from "../../../../../automation/verification/verdict";
import { stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

const HOUR = 60 * 60_000;
const STAGE = stageOf("production");

describe("checkTraces", () => {
  const xray = useMock(() => mockClient(XRayClient));

  function check(since: number): Promise<Verdict> {
    const target = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
    const subject = { target, stage: STAGE, since } as unknown as Subject;
    return checkTraces(subject, new AbortController().signal).catch(errorVerdict);
  }
  const requested = (): readonly GetTraceSummariesCommandInput[] =>
    xray()
      .commandCalls(GetTraceSummariesCommand)
      .map(({ args }) => args[0].input);

  it("finds a fault on a later page", async () => {
    xray().on(GetTraceSummariesCommand).resolves({ TraceSummaries: [], NextToken: "2" });
    xray()
      .on(GetTraceSummariesCommand, { NextToken: "2" })
      .resolves({ TraceSummaries: [{ Id: "1-a", Http: { HttpMethod: "GET", HttpURL: "/tags" } }] });
    assert.deepEqual(await check(Date.now() - HOUR), {
      kind: "failed",
      reason: "1 traces with a fault: GET /tags (1-a)",
    });
  });

  it("passes where no trace has a fault, and counts the traces of all pages", async () => {
    xray()
      .on(GetTraceSummariesCommand)
      .resolves({ TraceSummaries: [{ Id: "1-a" }], NextToken: "2" });
    xray()
      .on(GetTraceSummariesCommand, { NextToken: "2" })
      .resolves({ TraceSummaries: [{ Id: "1-b" }] });
    xray().on(GetTraceSummariesCommand, { FilterExpression: "fault = true" }).resolves({});
    assert.deepEqual(await check(Date.now() - HOUR), { kind: "passed", note: "2 traces" });
  });

  it("is inconclusive where there is no trace", async () => {
    xray().on(GetTraceSummariesCommand).resolves({});
    assert.deepEqual(await check(Date.now() - HOUR), { kind: "inconclusive", reason: "there is no trace since then" });
  });

  it("requests at most the six hours that X-Ray allows, and says so", async () => {
    xray().on(GetTraceSummariesCommand).resolves({});
    const verdict = await check(Date.now() - 48 * HOUR);
    assert.deepEqual(
      requested().map(({ StartTime, EndTime }) => Number(EndTime) - Number(StartTime)),
      [6 * HOUR, 6 * HOUR],
    );
    assert.deepEqual(verdict, { kind: "inconclusive", reason: "there is no trace of the last 6 hours" });
  });
});
