import { strict as assert } from "node:assert";
import type { FilterLogs } from "../../../../../automation/aws/monitoring/logPages";
import { runChecks } from "../../../../../automation/verification/check";
import { checkLogs } from "../../../../../automation/verification/monitoring/logs";
import type { Subject } from "../../../../../automation/verification/subject";
import type { Verdict } from "../../../../../automation/verification/verdict";
import { runMonitoringCheck } from "../../../../../automation/verification/monitoring/monitoring";
import { DeployError } from "../../../../../model/errors";
import { NAMES } from "../../../../../model/names";
import { awsFailure, logLine as line, type FakeLine } from "../../../../support/fakes/logs";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const STAGE = stageOf("production");
const SUBJECT = {
  target: { kind: "aws", region: STAGE.region, account: STAGE.account },
  stage: STAGE,
  release: releaseOf(smallCatalog()),
  since: 0,
  versions: {},
} as unknown as Subject;
const groupOf = (service: string): string => NAMES.logGroup.of(STAGE, service);

/** Pages of a log group, by service: lines, an error, or a page that arrives only after the abort. */
type Page = readonly FakeLine[] | Error | "never";

/** CloudWatch as a test has it. @param pages by service, one after the other; none: no line */
function cloudWatch(pages: Readonly<Record<string, readonly Page[]>>): FilterLogs {
  return async ({ logGroupName = "", nextToken = "0" }, signal) => {
    const all = pages[logGroupName.split("/").at(-1) ?? ""] ?? [];
    const page = all[Number(nextToken)] ?? [];
    if (page === "never")
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => {
          reject(awsFailure("AbortError"));
        });
      });
    if (page instanceof Error) throw page;
    const next = Number(nextToken) + 1;
    return Promise.resolve({ events: [...page], ...(next < all.length ? { nextToken: String(next) } : {}) });
  };
}

describe("checkLogs", () => {
  const check = (pages: Readonly<Record<string, readonly Page[]>>): Promise<Verdict> =>
    checkLogs(SUBJECT, new AbortController().signal, cloudWatch(pages));
  const PANIC = line(2, "panic: oh");
  const FAILED: Verdict = { kind: "failed", reason: `${groupOf("auth")}: panic: oh` };

  it("passes without failures", async () => {
    assert.deepEqual(await check({ auth: [[line(1, "all is well")]] }), { kind: "passed", note: "4 log groups" });
  });

  it("fails with the first failures, and the number of the others", async () => {
    const verdict = await check({
      auth: [[PANIC, line(4, "Task timed out")], [line(5, "signal: killed")]],
      users: [[line(1, "fatal error: no")]],
    });
    assert.deepEqual(verdict, {
      kind: "failed",
      reason: `${groupOf("users")}: fatal error: no; ${groupOf("auth")}: panic: oh; ${groupOf("auth")}: Task timed out; and 1 more`,
    });
  });

  it("fails with a missing permission, and where to grant it", async () => {
    const denied = "AccessDeniedException: User: arn:x is not authorized to perform: dynamodb:Scan on resource: arn:y";
    assert.deepEqual(await check({ users: [[line(1, denied)]] }), {
      kind: "failed",
      reason: `${groupOf("users")}: ${denied} (the function's role has no such permission: grant it in the service's catalog file)`,
    });
  });

  it("passes where a handler has handled an error of AWS", async () => {
    const verdict = await check({ users: [[line(1, "api error ConditionalCheckFailedException: x does not exist")]] });
    assert.deepEqual(verdict, { kind: "passed", note: "4 log groups" });
  });

  it("redacts what a function logged", async () => {
    assert.deepEqual(await check({ users: [[line(1, "panic: password=abc")]] }), {
      kind: "failed",
      reason: `${groupOf("users")}: panic: password=[redacted]`,
    });
  });

  it("ignores lines of older versions", async () => {
    const subject = { ...SUBJECT, versions: { "auth/login": "2", "auth/logout": "2" } };
    const stream = (version: string) => `2026/11/24/${NAMES.function.of(STAGE, "auth", "login")}[${version}]0f`;
    const filter = cloudWatch({
      auth: [[{ ...PANIC, logStreamName: stream("1") }], [line(3, "well"), { ...PANIC, logStreamName: stream("2") }]],
    });
    assert.deepEqual(await checkLogs(subject, new AbortController().signal, filter), FAILED);
  });

  const TROUBLES = ["ThrottlingException", "AccessDeniedException", "ResourceNotFoundException", "ECONNRESET"];
  for (const name of TROUBLES) {
    it(`fails with what was found before ${name} of another log group`, async () => {
      assert.deepEqual(await check({ auth: [[PANIC]], users: [awsFailure(name)] }), FAILED);
    });

    it(`fails with what was found after ${name} of another log group`, async () => {
      assert.deepEqual(await check({ gateway: [awsFailure(name)], auth: [[], [], [], [PANIC]] }), FAILED);
    });
  }

  it("fails with what was found before a page that could not be read", async () => {
    assert.deepEqual(await check({ auth: [[PANIC], awsFailure("ThrottlingException")] }), FAILED);
  });

  it("throws where nothing was found and a log group could not be read", async () => {
    await assert.rejects(
      check({ auth: [awsFailure("ThrottlingException")] }),
      (error: unknown) => error instanceof DeployError && error.code === "AWS",
    );
  });

  const LATE: readonly (readonly [what: string, pages: readonly Page[], expected: Verdict])[] = [
    [
      "what was found until its time was up",
      [[PANIC], "never"],
      { kind: "failed", reason: `no verdict within 0.05 s: ${groupOf("auth")}: panic: oh` },
    ],
    [
      "nothing, where nothing was found until its time was up",
      ["never"],
      {
        kind: "inconclusive",
        reason: `no verdict within 0.05 s: the logs could not be read: AWS failed while reading the logs ${groupOf("auth")}: AbortError: AbortError`,
      },
    ],
  ];
  for (const [what, pages, expected] of LATE) {
    it(`fails with ${what}`, async () => {
      const filter = cloudWatch({ auth: pages });
      const run = (signal: AbortSignal) => runMonitoringCheck("logs", () => checkLogs(SUBJECT, signal, filter));
      const limits = { timeoutMs: 50, graceMs: 60_000, attempts: 1 };
      const one = { id: "logs", kind: "logs", group: "logs", title: "No panic", ...limits, run } as const;
      const [result] = await runChecks([one], new AbortController().signal);
      assert.deepEqual(result?.verdict, expected);
    });
  }
});
