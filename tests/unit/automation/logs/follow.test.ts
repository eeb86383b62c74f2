import { strict as assert } from "node:assert";
import type { LogEvent } from "../../../../automation/aws/monitoring/logEvents";
import type { FilterLogs } from "../../../../automation/aws/monitoring/logPages";
import type { AwsTarget } from "../../../../automation/aws/target";
import { followLogs } from "../../../../automation/logs/follow";
import { awsFailure, limited, logLine as line, VirtualClock, type FakeLine } from "../../../support/fakes/logs";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const NOW = 1_000_000;

/** The response to one poll of a group. */
type PollResponse = readonly FakeLine[] | Error;

interface Result {
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
  /** Start of each poll, by group. */
  readonly since: Readonly<Record<string, readonly number[]>>;
}

interface Environment {
  /** Wraps CloudWatch, such as with a rate limit. */
  readonly wrap: (cloudWatch: FilterLogs) => FilterLogs;
  readonly pause: () => Promise<void>;
}

const DEFAULT_ENVIRONMENT: Environment = { wrap: (cloudWatch) => cloudWatch, pause: () => Promise.resolve() };

/** Follows groups for as many polls as they have responses. */
async function follow(
  groups: Readonly<Record<string, readonly PollResponse[]>>,
  { wrap, pause }: Environment = DEFAULT_ENVIRONMENT,
): Promise<Result> {
  const polls = Math.max(...Object.values(groups).map(({ length }) => length));
  const [lines, warnings]: [string[], string[]] = [[], []];
  const since: Record<string, number[]> = {};
  const stop = new AbortController();
  let poll = 0;
  const cloudWatch: FilterLogs = ({ logGroupName = "", startTime = 0 }) => {
    (since[logGroupName] ??= []).push(startTime);
    const response = groups[logGroupName]?.[poll] ?? [];
    return response instanceof Error
      ? Promise.reject(response)
      : Promise.resolve({ events: response.filter(({ timestamp }) => timestamp >= startTime) });
  };
  const query = { groups: Object.keys(groups), since: NOW - 60_000, anyOf: [], signal: stop.signal };
  const show = (events: readonly LogEvent[]): void => void lines.push(...events.map(({ message }) => message));
  await followLogs(TARGET, query, show, {
    filter: wrap(cloudWatch),
    now: () => NOW,
    pause: () => {
      poll += 1;
      if (poll >= polls) stop.abort();
      return pause();
    },
    warn: (text) => void warnings.push(text),
  });
  return { lines, warnings, since };
}

describe("followLogs", () => {
  it("shows each line once, also a late one", async () => {
    const { lines } = await follow({
      a: [[line(NOW - 10_000, "first")], [line(NOW - 11_000, "late"), line(NOW - 10_000, "first")]],
    });
    assert.deepEqual(lines, ["first", "late"]);
  });

  it("merges the lines of all groups by time", async () => {
    const { lines } = await follow({ a: [[line(NOW - 1, "2")]], b: [[line(NOW - 2, "1")]] });
    assert.deepEqual(lines, ["1", "2"]);
  });

  it("polls each group from its own newest line", async () => {
    const { since } = await follow({
      a: [[line(NOW - 5_000, "x")], []],
      b: [[line(NOW - 40_000, "x")], []],
      c: [[], []],
    });
    assert.deepEqual(since, {
      a: [NOW - 60_000, NOW - 20_000],
      b: [NOW - 60_000, NOW - 55_000],
      c: [NOW - 60_000, NOW - 60_000],
    });
  });

  it("skips no lines after a line with a future timestamp", async () => {
    const future = line(NOW + 3_600_000, "future");
    const { lines, since } = await follow({ a: [[future], [line(NOW - 10_000, "now"), future], [future]] });
    assert.deepEqual(
      [lines, since["a"]],
      [
        ["future", "now"],
        [NOW - 60_000, NOW - 15_000, NOW - 15_000],
      ],
    );
  });

  it("warns of skipped lines", async () => {
    const many = Array.from({ length: 5_001 }, (_, index) => line(NOW - 10_000 + index, String(index)));
    const { lines, warnings } = await follow({ a: [many] });
    assert.deepEqual([lines.length, lines[0], warnings.length], [5_000, "1", 1]);
  });

  for (const failure of [
    awsFailure("ThrottlingException"),
    awsFailure("TimeoutError", { code: "ETIMEDOUT" }),
    awsFailure("Error", { code: "ECONNRESET" }),
    awsFailure("Error", { code: "ENOTFOUND" }),
    awsFailure("ServiceUnavailableException"),
  ]) {
    const { name, code = "" } = failure as Error & { readonly code?: string };
    it(`continues after ${name} ${code}, warns once, and shows all lines`, async () => {
      const { lines, warnings, since } = await follow({
        a: [[line(NOW - 50_000, "a1")], failure, failure, [line(NOW - 49_000, "a2")]],
        b: [[], [line(NOW - 30_000, "b1")], [], []],
      });
      assert.deepEqual([lines, warnings.length], [["a1", "b1", "a2"], 1]);
      assert.deepEqual(since["a"], [NOW - 60_000, NOW - 60_000, NOW - 60_000, NOW - 60_000]);
    });
  }

  it("warns again after another error", async () => {
    const failure = awsFailure("ThrottlingException");
    assert.equal((await follow({ a: [failure, [], failure] })).warnings.length, 2);
  });

  for (const [name, code] of [
    ["AccessDeniedException", "AWS"],
    ["ExpiredTokenException", "IDENTITY_UNKNOWN"],
    ["UnrecognizedClientException", "IDENTITY_UNKNOWN"],
  ] as const)
    it(`throws ${name}`, async () => {
      await assert.rejects(follow({ a: [[], awsFailure(name), []], b: [[], [], []] }), { code });
    });

  it("warns once of a missing group, and reads the others", async () => {
    const goneError = awsFailure("ResourceNotFoundException");
    const { lines, warnings, since } = await follow({ a: [goneError], b: [[], [line(NOW, "b1")]] });
    assert.deepEqual([lines, warnings, since["a"]?.length], [["b1"], ["Log groups not found: a"], 1]);
  });

  it("throws where no group exists", async () => {
    const goneError = awsFailure("ResourceNotFoundException");
    await assert.rejects(follow({ a: [goneError], b: [goneError, []] }), { code: "AWS" });
  });

  it("shows all lines of 18 groups while CloudWatch throttles", async () => {
    const clock = new VirtualClock();
    const names = Array.from({ length: 18 }, (_, index) => `group-${String(index)}`);
    const groups = Object.fromEntries(
      names.map((name) => [name, Array<PollResponse>(6).fill([line(NOW - 5_000, name)])]),
    );
    const { lines, warnings } = await follow(groups, {
      wrap: (cloudWatch) => limited(clock, cloudWatch),
      pause: () => clock.sleep(2_000),
    });
    assert.deepEqual([lines.toSorted(), warnings.length], [names.toSorted(), 1]);
  });
});
