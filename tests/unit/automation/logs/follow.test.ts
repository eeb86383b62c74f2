import { strict as assert } from "node:assert";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { mockClient } from "aws-sdk-client-mock";
import { followLogs } from "../../../../automation/logs/follow";
import { readLogEvents } from "../../../../automation/aws/logEvents";
import type { AwsTarget } from "../../../../automation/aws/target";

const TARGET: AwsTarget = {
  kind: "rehearsal",
  region: "us-west-2",
  account: "100000000001",
  endpoint: "http://127.0.0.1:1",
};
const logs = mockClient(CloudWatchLogsClient);
const line = (timestamp: number, message: string) => ({ timestamp, message, logStreamName: "one" });

describe("reading logs", () => {
  beforeEach(() => logs.reset());
  after(() => {
    logs.restore();
  });
  const query = (groups: readonly string[], anyOf: readonly string[] = []) => ({
    groups,
    since: 0,
    anyOf,
    signal: new AbortController().signal,
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
    const { events } = await readLogEvents(TARGET, query(["a"], ["panic: ", "killed"]));
    const asked = logs.commandCalls(FilterLogEventsCommand)[0]?.args[0].input.filterPattern;
    assert.deepEqual([asked, events.map(({ message }) => message)], ['?"panic: " ?"killed"', ["panic: x"]]);
  });

  it("names a group that is not there, and reads the others", async () => {
    const gone = Object.assign(new Error("gone"), { name: "ResourceNotFoundException" });
    logs.on(FilterLogEventsCommand, { logGroupName: "a" }).rejects(gone);
    logs.on(FilterLogEventsCommand, { logGroupName: "b" }).resolves({ events: [line(2, "b2")] });
    const { events, missing } = await readLogEvents(TARGET, query(["a", "b"]));
    assert.deepEqual([events.length, missing], [1, ["a"]]);
  });

  it("ends with a group that never ends, and says so", async () => {
    const loud = Array.from({ length: 2_500 }, (_, index) => line(index, "x"));
    logs.on(FilterLogEventsCommand).resolves({ events: loud, nextToken: "more" });
    assert.deepEqual((await readLogEvents(TARGET, query(["a"]))).cut, ["a"]);
  });

  it("shows each line once while it follows, also one that comes late", async () => {
    const stop = new AbortController();
    logs
      .on(FilterLogEventsCommand)
      .resolvesOnce({ events: [line(10_000, "first")] })
      .resolves({ events: [line(9_000, "late"), line(10_000, "first")] });
    const shown: string[] = [];
    await followLogs(TARGET, { ...query(["a"]), signal: stop.signal }, (events) => {
      shown.push(...events.map(({ message }) => message));
      if (shown.includes("late")) stop.abort();
    });
    assert.deepEqual(shown, ["first", "late"]);
  });
}).timeout(10_000);
