import { strict as assert } from "node:assert";
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { evidenceOf } from "../../../../automation/verification/evidence";
import { requestLogLines } from "../../../../automation/verification/requestLog";
import type { Subject } from "../../../../automation/verification/subject";
import { NAMES } from "../../../../model/names";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";
import { useMock } from "../../../support/mocks";

const STAGE = stageOf("production");
const AT = 1_800_000_000_000;
const REQUEST = { request: "GET /users/{{userId}}?deep=1", requestId: "abc=", at: AT };
const WAIT = { attempts: 3, pauseMs: 1, timeoutMs: 60_000 };

describe("the log lines of a request", () => {
  const logs = useMock(() => mockClient(CloudWatchLogsClient));

  const subject = {
    target: { kind: "aws", region: STAGE.region, account: STAGE.account },
    stage: STAGE,
    release: releaseOf(smallCatalog()),
  } as unknown as Subject;
  const lines = (request = REQUEST, stop = new AbortController().signal): Promise<readonly string[]> =>
    requestLogLines(subject, request, stop, WAIT);
  const requested = (): readonly FilterLogEventsCommandInput[] =>
    logs()
      .commandCalls(FilterLogEventsCommand)
      .map(({ args }) => args[0].input);

  it("are read from the service's log group, by request id, from the time of the request", async () => {
    logs()
      .on(FilterLogEventsCommand)
      .resolves({ events: [{ message: "boom" }] });
    assert.deepEqual(await lines(), ["boom"]);
    const [query, ...others] = requested();
    assert.deepEqual(
      [query?.logGroupName, query?.filterPattern, query?.startTime, others.length],
      [NAMES.logGroup.of(STAGE, "users"), '"abc="', AT - 10_000, 0],
    );
  });

  it("are read from all pages", async () => {
    logs().on(FilterLogEventsCommand).resolves({ events: [], nextToken: "2" });
    logs()
      .on(FilterLogEventsCommand, { nextToken: "2" })
      .resolves({ events: [{ message: "boom" }] });
    assert.deepEqual([await lines(), requested().length], [["boom"], 2]);
  });

  it("are read again where they are not there yet", async () => {
    logs()
      .on(FilterLogEventsCommand)
      .resolvesOnce({})
      .resolves({ events: [{ message: "boom" }] });
    assert.deepEqual([await lines(), requested().length], [["boom"], 2]);
  });

  it("are given up after three attempts", async () => {
    logs().on(FilterLogEventsCommand).resolves({});
    assert.deepEqual([await lines(), requested().length], [[], 3]);
  });

  it("are empty where the logs cannot be read", async () => {
    logs().on(FilterLogEventsCommand).rejects(new Error("denied"));
    assert.deepEqual(await lines(), []);
  });

  it("are not read after an abort, without a request id, or without a function behind the route", async () => {
    logs()
      .on(FilterLogEventsCommand)
      .resolves({ events: [{ message: "boom" }] });
    assert.deepEqual(
      [
        await lines(REQUEST, AbortSignal.abort()),
        await lines({ ...REQUEST, requestId: "" }),
        await lines({ ...REQUEST, request: "GET /nowhere" }),
        requested().length,
      ],
      [[], [], [], 0],
    );
  });

  it("are evidence without secrets and control characters", async () => {
    logs()
      .on(FilterLogEventsCommand)
      .resolves({ events: [{ message: '\u001b[31m{"sessionToken":\n"abc"}\u0000' }] });
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
