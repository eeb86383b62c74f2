import { strict as assert } from "node:assert";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import {
  filterPattern,
  MAX_LINES,
  readLogEvents,
  type LogQuery,
} from "../../../../../automation/aws/monitoring/logEvents";
import { openLogs, rateLimited, type FilterLogs } from "../../../../../automation/aws/monitoring/logPages";
import { RateLimiter } from "../../../../../automation/aws/rateLimiter";
import type { AwsTarget } from "../../../../../automation/aws/target";
import { FAILURE_TERMS } from "../../../../../automation/logs/failures";
import { awsFailure, limited, logLine as line, VirtualClock } from "../../../../support/fakes/logs";
import { useMock } from "../../../../support/mocks";

const TARGET: AwsTarget = {
  kind: "rehearsal",
  region: "us-west-2",
  account: "100000000001",
  endpoint: "http://127.0.0.1:1",
};
const query = (groups: readonly string[], more: Partial<LogQuery> = {}): LogQuery => ({
  groups,
  since: 0,
  anyOf: [],
  signal: new AbortController().signal,
  ...more,
});

describe("readLogEvents", () => {
  const logs = useMock(() => mockClient(CloudWatchLogsClient));

  it("merges the lines of all groups by time, from all pages", async () => {
    logs()
      .on(FilterLogEventsCommand, { logGroupName: "a" })
      .resolves({ events: [line(1, "a1")], nextToken: "more" });
    logs()
      .on(FilterLogEventsCommand, { logGroupName: "a", nextToken: "more" })
      .resolves({ events: [line(3, "a3")] });
    logs()
      .on(FilterLogEventsCommand, { logGroupName: "b" })
      .resolves({ events: [line(2, "b2")] });
    const { events } = await readLogEvents(TARGET, query(["a", "b"]));
    assert.deepEqual(
      events.map(({ message }) => message),
      ["a1", "b2", "a3"],
    );
  });

  it("requests any of several texts, and drops lines without one", async () => {
    logs()
      .on(FilterLogEventsCommand)
      .resolves({ events: [line(1, "panic: x"), line(2, "fine")] });
    const { events } = await readLogEvents(TARGET, query(["a"], { anyOf: ["panic: ", "killed"] }));
    const pattern = logs().commandCalls(FilterLogEventsCommand)[0]?.args[0].input.filterPattern;
    assert.deepEqual([pattern, events.map(({ message }) => message)], ['?"panic: " ?"killed"', ["panic: x"]]);
  });

  it("requests all failure terms in one pattern within AWS's limit", () => {
    const pattern = filterPattern(FAILURE_TERMS) ?? "";
    assert.ok(pattern !== "" && pattern.length <= 1_024);
  });

  it("requests all lines where the pattern would be too long, and keeps those with the text", async () => {
    logs()
      .on(FilterLogEventsCommand)
      .resolves({ events: [line(1, "x".repeat(1_023)), line(2, "fine")] });
    const { events } = await readLogEvents(TARGET, query(["a"], { anyOf: ["x".repeat(1_023)] }));
    const pattern = logs().commandCalls(FilterLogEventsCommand)[0]?.args[0].input.filterPattern;
    assert.deepEqual([pattern, events.map(({ at }) => at)], [undefined, [1]]);
  });

  it("reports a missing group, and reads the others", async () => {
    logs().on(FilterLogEventsCommand, { logGroupName: "a" }).rejects(awsFailure("ResourceNotFoundException"));
    logs()
      .on(FilterLogEventsCommand, { logGroupName: "b" })
      .resolves({ events: [line(2, "b2")] });
    const { events, missingGroups } = await readLogEvents(TARGET, query(["a", "b"]));
    assert.deepEqual([events.length, missingGroups], [1, ["a"]]);
  });

  it("requests all pages of all groups with one client", async () => {
    logs().on(FilterLogEventsCommand).resolves({ events: [] });
    const filter = await openLogs(TARGET);
    await readLogEvents(TARGET, query(["a", "b"]), filter);
    await readLogEvents(TARGET, query(["a"]), filter);
    assert.equal(
      new Set(
        logs()
          .commandCalls(FilterLogEventsCommand)
          .map(({ thisValue }) => thisValue as object),
      ).size,
      1,
    );
  });
});

describe("readLogEvents of a busy group", () => {
  /** A log group with so many lines, oldest first, in pages of 2,000. */
  const loud =
    (lines: number, message: (n: number) => string): FilterLogs =>
    ({ nextToken }) => {
      const from = Number(nextToken ?? 0);
      const to = Math.min(lines, from + 2_000);
      const events = Array.from({ length: to - from }, (_, index) => line(from + index, message(from + index)));
      return Promise.resolve({ events, ...(to < lines ? { nextToken: String(to) } : {}) });
    };

  it("keeps the newest lines, and reports the group as truncated", async () => {
    const { events, truncatedGroups } = await readLogEvents(TARGET, query(["a"]), loud(23_456, String));
    assert.deepEqual(
      [events.length, events[0]?.at, events.at(-1)?.at, truncatedGroups],
      [MAX_LINES, 23_456 - MAX_LINES, 23_455, ["a"]],
    );
  });

  it("keeps all lines at exactly the limit", async () => {
    const { events, truncatedGroups } = await readLogEvents(TARGET, query(["a"]), loud(MAX_LINES, String));
    assert.deepEqual([events.length, truncatedGroups], [MAX_LINES, []]);
  });

  it("counts matching lines only: errors before and after ten thousand other lines are found", async () => {
    const messages = (n: number): string => (n === 1 || n === 20_000 ? "error" : "fine");
    const keep: LogQuery["keep"] = ({ message }) => message === "error";
    const { events, truncatedGroups } = await readLogEvents(TARGET, query(["a"], { keep }), loud(20_001, messages));
    assert.deepEqual([events.map(({ at }) => at), truncatedGroups], [[1, 20_000], []]);
  });
});

describe("the rate limit of CloudWatch", () => {
  const GROUPS = Array.from({ length: 18 }, (_, index) => `group-${String(index)}`);
  const twoPages: FilterLogs = ({ nextToken }) =>
    Promise.resolve(
      nextToken === undefined ? { events: [line(1, "x")], nextToken: "more" } : { events: [line(2, "y")] },
    );

  it("is not exceeded by two parallel reads of 18 groups", async () => {
    const clock = new VirtualClock();
    const filter = rateLimited(limited(clock, twoPages), new RateLimiter(250, clock));
    const [one, other] = await Promise.all([
      readLogEvents(TARGET, query(GROUPS), filter),
      readLogEvents(TARGET, query(GROUPS), filter),
    ]);
    assert.deepEqual([one.events.length, other.events.length], [36, 36]);
  });

  it("is exceeded without a rate limiter", async () => {
    await assert.rejects(readLogEvents(TARGET, query(GROUPS), limited(new VirtualClock(), twoPages)), {
      code: "AWS",
      what: /^AWS limits the rate of calls/,
    });
  });

  it("stops waiting when it is aborted", async () => {
    const stop = new AbortController();
    const limiter = new RateLimiter(60_000);
    const filter = rateLimited(twoPages, limiter);
    setImmediate(() => {
      stop.abort();
    });
    await assert.rejects(readLogEvents(TARGET, query(GROUPS, { signal: stop.signal }), filter), { code: "AWS" });
  });
});
