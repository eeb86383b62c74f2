import { strict as assert } from "node:assert";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  FilterLogEventsCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { readLogEvents } from "../../../automation/aws/monitoring/logEvents";
import { clientConfig, type AwsTarget } from "../../../automation/aws/target";
import { FAILURE_TERMS } from "../../../automation/logs/failures";
import { checkLogs } from "../../../automation/verification/monitoring/logs";
import type { Subject } from "../../../automation/verification/subject";
import type { Verdict } from "../../../automation/verification/verdict";
import { NAMES } from "../../../model/names";
import { useEmulator } from "../../support/emulator/emulator";
import { FAILED_LINES } from "../../support/failedLines";
import { releaseOf, smallCatalog, stageOf } from "../../support/release";

const STAGE = stageOf("dev");
const RELEASE = releaseOf(smallCatalog());
const GROUPS = [...new Set(Object.keys(RELEASE.catalog.services))].map((name) => NAMES.logGroup.of(STAGE, name));
const GROUP = NAMES.logGroup.of(STAGE, "users");
const signal = new AbortController().signal;

describe("failures in the emulator's logs", function () {
  this.timeout(60_000);
  const emulator = useEmulator();
  let target: AwsTarget;
  let logs: CloudWatchLogsClient;

  before(() => {
    target = { kind: "rehearsal", region: STAGE.region, account: STAGE.account, endpoint: emulator.endpoint };
    logs = new CloudWatchLogsClient(clientConfig(target));
  });
  beforeEach(async () => {
    for (const logGroupName of GROUPS) {
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName: "one" }));
    }
  });
  afterEach(async () => {
    for (const logGroupName of GROUPS) await logs.send(new DeleteLogGroupCommand({ logGroupName }));
  });

  const log = (...messages: readonly string[]) =>
    logs.send(
      new PutLogEventsCommand({
        logGroupName: GROUP,
        logStreamName: "one",
        logEvents: messages.map((message, index) => ({ timestamp: Date.now() + index, message })),
      }),
    );

  function check(): Promise<Verdict> {
    const subject = { target, stage: STAGE, release: RELEASE, since: Date.now() - 60_000, versions: {} };
    return checkLogs(subject as unknown as Subject, signal);
  }

  for (const [id, message] of new Map(FAILED_LINES)) {
    it(`are found among other lines: ${id}`, async () => {
      await log("all is well", message, "REPORT RequestId: 1");
      const { kind } = await check();
      assert.equal(kind, "failed");
    });
  }

  it("are none where a handler has handled them", async () => {
    await log("api error ConditionalCheckFailedException: x", "UserNotFoundException: User does not exist.");
    assert.equal((await check()).kind, "passed");
  });

  it("are found by the emulator, and not only by us", async () => {
    await log("all is well", "panic: oh", "Task timed out after 6.00 seconds");
    const filterPattern = FAILURE_TERMS.map((term) => `?${JSON.stringify(term)}`).join(" ");
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern }));
    assert.deepEqual(
      events.map(({ message }) => message),
      ["panic: oh", "Task timed out after 6.00 seconds"],
    );
  });

  it("are searched with phrases, in which spaces and case count", async () => {
    await log("GET /users/me", "GET /users", "get /users/me", "me GET /users");
    const query = { groups: [GROUP], since: 0, anyOf: ["GET /users/me"], signal };
    const { events } = await readLogEvents(target, query);
    assert.deepEqual(
      events.map(({ message }) => message),
      ["GET /users/me"],
    );
  });

  it("are refused by a pattern that is too long for AWS", async () => {
    const request = logs.send(new FilterLogEventsCommand({ logGroupName: GROUP, filterPattern: "x".repeat(1_025) }));
    await assert.rejects(request, { name: "InvalidParameterException" });
  });
});
