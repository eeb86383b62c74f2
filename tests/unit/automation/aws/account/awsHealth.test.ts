import { strict as assert } from "node:assert";
import { DescribeEventsCommand, HealthClient } from "@aws-sdk/client-health";
import { mockClient } from "aws-sdk-client-mock";
import { awsHealth, describeAwsHealth } from "../../../../../automation/aws/account/awsHealth";
import { useMock } from "../../../../support/mocks";

const AWS = { kind: "aws", region: "us-west-2", account: "100000000003" } as const;

describe("awsHealth", () => {
  const health = useMock(() => mockClient(HealthClient));

  it("reports open issues in the stage's region", async () => {
    const startTime = new Date("2026-11-24T12:03:00Z");
    const event = { service: "LAMBDA", eventTypeCode: "AWS_LAMBDA_OPERATIONAL_ISSUE", region: "us-west-2", startTime };
    health()
      .on(DescribeEventsCommand)
      .resolves({ events: [event] });
    assert.equal(
      describeAwsHealth(await awsHealth(AWS)),
      "AWS reports open issues: LAMBDA in us-west-2 (AWS_LAMBDA_OPERATIONAL_ISSUE, since 2026-11-24T12:03Z)",
    );
    const { filter } = health().commandCalls(DescribeEventsCommand)[0]?.args[0].input ?? {};
    assert.deepEqual([filter?.regions, filter?.eventStatusCodes], [["us-west-2", "global"], ["open"]]);
  });

  it("reports no open issues", async () => {
    health().on(DescribeEventsCommand).resolves({});
    assert.match(describeAwsHealth(await awsHealth(AWS)), /no open issues/);
  });

  const SILENCE: readonly (readonly [what: string, name: string, expected: RegExp])[] = [
    ["the support plan has none", "SubscriptionRequiredException", /support plan does not include the Health API/],
    ["the caller may not ask", "AccessDeniedException", /no permission health:DescribeEvents/],
    ["it does not answer", "TimeoutError", /could not be read \(TimeoutError/],
  ];
  for (const [what, name, expected] of SILENCE)
    it(`is unknown where ${what}`, async () => {
      health()
        .on(DescribeEventsCommand)
        .rejects(Object.assign(new Error("no"), { name }));
      assert.match(describeAwsHealth(await awsHealth(AWS)), expected);
    });

  it("is not read in a rehearsal", async () => {
    const target = { ...AWS, kind: "rehearsal", endpoint: "http://127.0.0.1:1" } as const;
    assert.deepEqual(await awsHealth(target), { kind: "silent", reason: "the emulator has no Health API" });
  });
});
