import { strict as assert } from "node:assert";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import {
  MOST_LINES,
  openLogs,
  paced,
  patternOf,
  readLogEvents,
  type FilterLogs,
  type LogQuery,
} from "../../../../../automation/aws/monitoring/logEvents";
import { Pacer } from "../../../../../automation/aws/rateLimiter";
import type { AwsTarget } from "../../../../../automation/aws/target";
import { FAILURE_TERMS } from "../../../../../automation/logs/failures";
import { awsFailure, limited, logLine as line, VirtualClock } from "../../../../support/logs";

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

describe("reading logs", () => {
  const mockLogs = () => mockClient(CloudWatchLogsClient);
  let logs: ReturnType<typeof mockLogs>;
  before(() => {
    logs = mockLogs();
  });
  beforeEach(() => logs.reset());
  after(() => {
    logs.restore();
  });

  it("puts the lines of all groups into the order of their times, page by page", async () => {
    logs.on(FilterLogEventsCommand, { logGroupName: "a" }).resolves({ events: [line(1, "a1")], nextToken: "more" });
    logs.on(FilterLogEventsCommand, { logGroupName: "a", nextToken: "more" }).resolves({ events: [line(3, "a3")] });
    logs.on(FilterLogEventsCommand, { logGroupName: "b" }).resolves({ events: [line(2, "b2")] });
    const { events } = await readLogEvents(TARGET, query(["a", "b"]));
    assert.deepEqual(
      events.map(({ message }) => message),
      ["a1", "b2", "a3"],
    );
  });

  it("asks for any of several texts, and takes no line without one", async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [line(1, "panic: x"), line(2, "fine")] });
    const { events } = await readLogEvents(TARGET, query(["a"], { anyOf: ["panic: ", "killed"] }));
    const asked = logs.commandCalls(FilterLogEventsCommand)[0]?.args[0].input.filterPattern;
    assert.deepEqual([asked, events.map(({ message }) => message)], ['?"panic: " ?"killed"', ["panic: x"]]);
  });

  it("asks for all failures in one pattern that AWS takes", () => {
    const { filterPattern = "" } = patternOf(FAILURE_TERMS);
    assert.ok(filterPattern !== "" && filterPattern.length <= 1_024);
  });

  it("asks for all lines where a pattern would be too long, and takes those with the text", async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [line(1, "x".repeat(1_023)), line(2, "fine")] });
    const { events } = await readLogEvents(TARGET, query(["a"], { anyOf: ["x".repeat(1_023)] }));
    const asked = logs.commandCalls(FilterLogEventsCommand)[0]?.args[0].input.filterPattern;
    assert.deepEqual([asked, events.map(({ at }) => at)], [undefined, [1]]);
  });

  it("names a group that is not there, and reads the others", async () => {
    logs.on(FilterLogEventsCommand, { logGroupName: "a" }).rejects(awsFailure("ResourceNotFoundException"));
    logs.on(FilterLogEventsCommand, { logGroupName: "b" }).resolves({ events: [line(2, "b2")] });
    const { events, missing } = await readLogEvents(TARGET, query(["a", "b"]));
    assert.deepEqual([events.length, missing], [1, ["a"]]);
  });

  it("asks all pages of all groups with one client", async () => {
    logs.on(FilterLogEventsCommand).resolves({ events: [] });
    const filter = await openLogs(TARGET);
    await readLogEvents(TARGET, query(["a", "b"]), filter);
    await readLogEvents(TARGET, query(["a"]), filter);
    assert.equal(
      new Set(logs.commandCalls(FilterLogEventsCommand).map(({ thisValue }) => thisValue as object)).size,
      1,
    );
  });
});

describe("reading more than is kept", () => {
  /** So many lines, oldest first, in pages of 2,000. */
  const loud =
    (lines: number, message: (n: number) => string): FilterLogs =>
    ({ nextToken }) => {
      const from = Number(nextToken ?? 0);
      const to = Math.min(lines, from + 2_000);
      const events = Array.from({ length: to - from }, (_, index) => line(from + index, message(from + index)));
      return Promise.resolve({ events, ...(to < lines ? { nextToken: String(to) } : {}) });
    };

  it("keeps the newest, and says that there was more", async () => {
    const { events, cut } = await readLogEvents(TARGET, query(["a"]), loud(23_456, String));
    assert.deepEqual(
      [events.length, events[0]?.at, events.at(-1)?.at, cut],
      [MOST_LINES, 23_456 - MOST_LINES, 23_455, ["a"]],
    );
  });

  it("keeps all where they are just as many", async () => {
    const { events, cut } = await readLogEvents(TARGET, query(["a"]), loud(MOST_LINES, String));
    assert.deepEqual([events.length, cut], [MOST_LINES, []]);
  });

  it("counts only what is wanted: an error after ten thousand other lines is found, and one before them", async () => {
    const messages = (n: number): string => (n === 1 || n === 20_000 ? "error" : "fine");
    const keep: LogQuery["keep"] = ({ message }) => message === "error";
    const { events, cut } = await readLogEvents(TARGET, query(["a"], { keep }), loud(20_001, messages));
    assert.deepEqual([events.map(({ at }) => at), cut], [[1, 20_000], []]);
  });
});

describe("reading as fast as CloudWatch lets", () => {
  const GROUPS = Array.from({ length: 18 }, (_, index) => `group-${String(index)}`);
  const twoPages: FilterLogs = ({ nextToken }) =>
    Promise.resolve(
      nextToken === undefined ? { events: [line(1, "x")], nextToken: "more" } : { events: [line(2, "y")] },
    );

  it("is never refused, with 18 groups that are read by two at once", async () => {
    const clock = new VirtualClock();
    const filter = paced(limited(clock, twoPages), new Pacer(250, clock));
    const [one, other] = await Promise.all([
      readLogEvents(TARGET, query(GROUPS), filter),
      readLogEvents(TARGET, query(GROUPS), filter),
    ]);
    assert.deepEqual([one.events.length, other.events.length], [36, 36]);
  });

  it("is refused without a pace", async () => {
    await assert.rejects(readLogEvents(TARGET, query(GROUPS), limited(new VirtualClock(), twoPages)), {
      code: "AWS",
      what: /^AWS limits the rate of calls/,
    });
  });

  it("ends where it is not to wait any more", async () => {
    const stop = new AbortController();
    const pacer = new Pacer(60_000);
    const filter = paced(twoPages, pacer);
    setImmediate(() => {
      stop.abort();
    });
    await assert.rejects(readLogEvents(TARGET, query(GROUPS, { signal: stop.signal }), filter), { code: "AWS" });
  });
});
