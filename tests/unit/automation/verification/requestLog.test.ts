import { strict as assert } from "node:assert";
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { evidenceOf } from "../../../../automation/verification/evidence";
import { linesOfRequest } from "../../../../automation/verification/requestLog";
import type { Subject } from "../../../../automation/verification/subject";
import { NAMES } from "../../../../model/names";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const STAGE = stageOf("production");
const AT = 1_800_000_000_000;
const ANSWERED = { request: "GET /users/{{userId}}?deep=1", requestId: "abc=", at: AT };
const PATIENCE = { tries: 3, pause: 1, limit: 60_000 };

describe("what a function logged of a request", () => {
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

  const subject = {
    target: { kind: "aws", region: STAGE.region, account: STAGE.account },
    stage: STAGE,
    release: releaseOf(smallCatalog()),
  } as unknown as Subject;
  const lines = (answered = ANSWERED, stop = new AbortController().signal): Promise<readonly string[]> =>
    linesOfRequest(subject, answered, stop, PATIENCE);
  const asked = (): readonly FilterLogEventsCommandInput[] =>
    logs.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input);

  it("is looked for in its service's group, by the request's id, from its own time on", async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [{ message: "boom" }] });
    assert.deepEqual(await lines(), ["boom"]);
    const [query, ...others] = asked();
    assert.deepEqual(
      [query?.logGroupName, query?.filterPattern, query?.startTime, others.length],
      [NAMES.logGroup.of(STAGE, "users"), '"abc="', AT - 10_000, 0],
    );
  });

  it("is read page by page", async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [], nextToken: "2" });
    logs.on(FilterLogEventsCommand, { nextToken: "2" }).resolves({ events: [{ message: "boom" }] });
    assert.deepEqual([await lines(), asked().length], [["boom"], 2]);
  });

  it("is looked for again where it is not there yet", async () => {
    logs
      .on(FilterLogEventsCommand)
      .resolvesOnce({})
      .resolves({ events: [{ message: "boom" }] });
    assert.deepEqual([await lines(), asked().length], [["boom"], 2]);
  });

  it("is given up after three times", async () => {
    logs.on(FilterLogEventsCommand).resolves({});
    assert.deepEqual([await lines(), asked().length], [[], 3]);
  });

  it("is nothing where it cannot be read", async () => {
    logs.on(FilterLogEventsCommand).rejects(new Error("denied"));
    assert.deepEqual(await lines(), []);
  });

  it("is not looked for where nobody waits, the API gave no id, or no function is behind it", async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [{ message: "boom" }] });
    assert.deepEqual(
      [
        await lines(ANSWERED, AbortSignal.abort()),
        await lines({ ...ANSWERED, requestId: "" }),
        await lines({ ...ANSWERED, request: "GET /nowhere" }),
        asked().length,
      ],
      [[], [], [], 0],
    );
  });

  it("is evidence without secrets and control characters, a line each", async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [{ message: '\u001b[31m{"sessionToken":\n"abc"}\u0000' }] });
    const response = { status: 500, text: "\u001b[2J{}", requestId: "abc=" };
    assert.deepEqual(
      await evidenceOf(
        subject,
        { request: "GET /users/{{userId}}", response, at: AT },
        new Map(),
        new AbortController().signal,
      ),
      { request: "GET /users/{{userId}}", response: "500 {}", logs: ['{"sessionToken": "[redacted]"}'] },
    );
  });
});
