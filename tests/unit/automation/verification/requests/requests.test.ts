import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { checkRequests } from "../../../../../automation/verification/requests/requests";
import type { TestData } from "../../../../../automation/verification/testData/testDataJournal";
import type { Subject } from "../../../../../automation/verification/subject";
import type { Verdict } from "../../../../../automation/verification/verdict";
import { checkSchema, type CheckOf } from "../../../../../model/catalog/schema/checks";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const MAKE = { request: "POST /tags", body: { name: "check {{random}}" }, expect: 201, save: { tagId: "data.id" } };
const READ = { request: "GET /tags/{{tagId}}", bearer: "{{token}}", expect: 200 };
const REMOVE = { request: "DELETE /tags/{{tagId}}", expect: [200, 404] };
const USER = new Map([["token", "very-secret-token"]]);

function spec(steps: readonly object[], cleanup: readonly object[] = [REMOVE]): CheckOf<"requests"> {
  const text = { kind: "requests", purpose: "Try tags", group: "operations", user: true, steps, cleanup };
  return checkSchema.parse(text) as CheckOf<"requests">;
}

describe("checkRequests", () => {
  let server: Server;
  let url: string;
  /** What was stored, after how many requests: the id of what was created. */
  let recorded: string[];
  const note = (what: string): Promise<void> => {
    recorded.push(`${String(requested.length)} requested: ${what}`);
    return Promise.resolve();
  };
  const journal = {
    entry: () => ({
      write: ({ variables }: TestData) => note(variables.get("tagId") ?? ""),
      clear: () => note("cleared"),
    }),
  };
  let requested: { readonly line: string; readonly token: string | undefined; readonly body: string }[] = [];
  /** What the API answers, by method; the path of what was made is /tags/a%2Fb. */
  let answers: Record<string, readonly [status: number, body: string]>;

  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const path = (request.url ?? "").split("?")[0] ?? "";
        requested.push({ line: `${request.method ?? ""} ${path}`, token: request.headers.authorization, body });
        const [status, text] = answers[request.method ?? ""] ?? [500, "{}"];
        // 0: no answer at all; -1: it gets lost.
        if (status === 0) return;
        if (status === -1) {
          response.destroy();
          return;
        }
        response.writeHead(status, { "content-type": "application/json" }).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  beforeEach(() => {
    requested = [];
    recorded = [];
    answers = { POST: [201, '{"data":{"id":"a/b"}}'], GET: [200, "{}"], DELETE: [200, "{}"] };
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  function check(what: CheckOf<"requests">, signal = new AbortController().signal): Promise<Verdict> {
    const stage = { ...stageOf("dev"), rehearsal: { endpoint: url, provider: "offline" as const } };
    const target = { kind: "rehearsal", region: stage.region, account: stage.account, endpoint: url } as const;
    const release = releaseOf(smallCatalog());
    const subject = { target, stage, release, url, since: 0, journal } as unknown as Subject;
    const user = { variables: () => Promise.resolve(USER), failure: () => null, delete: () => Promise.resolve([]) };
    return checkRequests(subject, what, user, signal);
  }
  const lines = (): readonly string[] => requested.map(({ line }) => line);

  it("passes saved values to later steps, escaped in a path", async () => {
    assert.deepEqual(await check(spec([MAKE, READ])), { kind: "passed" });
    assert.deepEqual(lines(), ["POST /tags", "GET /tags/a%2Fb", "DELETE /tags/a%2Fb"]);
  });

  it("records test data before the request that creates it, and clears the record after the deletion", async () => {
    await check(spec([MAKE, READ]));
    assert.deepEqual(recorded, ["0 requested: ", "1 requested: a/b", "2 requested: a/b", "3 requested: cleared"]);
  });

  it("keeps the record of test data that could not be deleted", async () => {
    answers["DELETE"] = [500, "{}"];
    await check(spec([MAKE, READ]));
    assert.ok(!recorded.includes("3 requested: cleared"));
  });

  it("sends the user's token only where a step says so", async () => {
    await check(spec([MAKE, READ]));
    assert.deepEqual(
      requested.map(({ token }) => token),
      [undefined, "Bearer very-secret-token", undefined],
    );
  });

  it("replaces variables in the body", async () => {
    await check(spec([MAKE]));
    assert.match(requested[0]?.body ?? "", /^\{"name":"check [0-9a-f]{12}"\}$/);
  });

  it("fails for an unexpected status, with redacted evidence, and cleans up", async () => {
    answers["GET"] = [403, '{"error":"very-secret-token is not allowed","sessionToken":"abcdef"}'];
    const verdict = await check(spec([MAKE, READ]));
    assert.deepEqual(verdict, {
      kind: "failed",
      reason: "GET /tags/{{tagId}} returned 403, expected 200",
      evidence: [
        {
          request: "GET /tags/{{tagId}}",
          response: '403 {"error":"[redacted] is not allowed","sessionToken":"[redacted]"}',
          logs: [],
        },
      ],
    });
    assert.equal(lines().at(-1), "DELETE /tags/a%2Fb");
  });

  it("fails where a response lacks an expected value", async () => {
    answers["GET"] = [200, '{"data":{"name":"other"}}'];
    const verdict = await check(spec([MAKE, { ...READ, answer: { "data.name": "mine" } }]));
    assert.equal(
      verdict.kind === "failed" ? verdict.reason : "",
      "GET /tags/{{tagId}}: data.name is other, expected mine",
    );
  });

  const HEALTH = '{"ok":true,"checks":[{"name":"db","status":"up"},{"name":"queue","status":"idle"}]}';
  const FORMS: readonly (readonly [what: string, answer: object, reason: string])[] = [
    ["a truth value", { ok: true }, ""],
    ["every element of a list, each one of several values", { "checks.*.status": ["up", "idle"] }, ""],
    ["only its status", {}, ""],
    [
      "an element that has another value",
      { "checks.*.status": "up" },
      "GET /health: checks.*.status is idle, expected up",
    ],
    ["elements of no list", { "parts.*.status": "up" }, "GET /health: parts.*.status is missing, expected up"],
  ];
  for (const [what, answer, reason] of FORMS) {
    it(`compares a response with ${what}`, async () => {
      answers["GET"] = [200, HEALTH];
      const verdict = await check(spec([{ request: "GET /health", expect: 200, answer }], []));
      assert.equal(verdict.kind === "failed" ? verdict.reason : "", reason);
    });
  }

  const MAY_BE_LEFT = "may still exist: what DELETE /tags/{{tagId}} deletes; no response contained its id";
  const UNNAMED: readonly (readonly [what: string, answer: readonly [number, string], left: readonly string[]])[] = [
    ["gives nothing to save", [201, "{}"], [MAY_BE_LEFT]],
    ["is an error, after which it may be there", [502, "{}"], [MAY_BE_LEFT]],
    ["is lost", [-1, ""], [MAY_BE_LEFT]],
    ["is a refusal", [400, "{}"], []],
  ];
  for (const [what, answer, left] of UNNAMED) {
    it(`fails where the response to a creating request ${what}, and reports what may still exist`, async () => {
      answers["POST"] = answer;
      const verdict = await check(spec([MAKE, READ]));
      assert.deepEqual([verdict.kind, verdict.kind === "failed" ? (verdict.left ?? []) : []], ["failed", left]);
      assert.deepEqual(lines(), ["POST /tags"]);
    });
  }

  it("deletes also what was created with an unexpected status", async () => {
    answers["POST"] = [200, '{"data":{"id":"a/b"}}'];
    const verdict = await check(spec([MAKE, READ]));
    assert.equal(verdict.kind === "failed" ? verdict.reason : "", "POST /tags returned 200, expected 201");
    assert.deepEqual(lines(), ["POST /tags", "DELETE /tags/a%2Fb"]);
  });

  it("does not report what no step created", async () => {
    answers["GET"] = [500, "{}"];
    const verdict = await check(spec([{ request: "GET /tags", expect: 200 }, MAKE]));
    assert.deepEqual([verdict.kind === "failed" && verdict.left === undefined, lines()], [true, ["GET /tags"]]);
  });

  it("waits for the response to a creating request after the time-out, and sends no further request", async () => {
    const late = new AbortController();
    server.once("request", () => {
      late.abort();
    });
    const verdict = await check(spec([MAKE, MAKE]), late.signal);
    assert.equal(verdict.kind === "failed" ? verdict.reason : "", "POST /tags was not sent: the check was aborted");
    assert.deepEqual(lines(), ["POST /tags", "DELETE /tags/a%2Fb"]);
  });

  const STAYS = ["DELETE /tags/{{tagId}} returned 500, expected 200 or 404"];
  it("passes where test data cannot be deleted, and reports it", async () => {
    answers["DELETE"] = [500, "{}"];
    assert.deepEqual(await check(spec([MAKE])), { kind: "passed", left: STAYS });
  });

  it("reports both a failure and test data that was not deleted", async () => {
    answers = { ...answers, GET: [403, "{}"], DELETE: [500, "{}"] };
    const verdict = await check(spec([MAKE, READ]));
    assert.deepEqual(verdict.kind === "failed" ? [verdict.reason, verdict.left] : verdict, [
      "GET /tags/{{tagId}} returned 403, expected 200",
      STAYS,
    ]);
  });

  it("cleans up after the time-out", async () => {
    const late = new AbortController();
    // The second request is never answered.
    const verdict = await check(spec([MAKE, READ]), aborting(late));
    assert.equal(verdict.kind, "failed");
    assert.deepEqual(lines(), ["POST /tags", "GET /tags/a%2Fb", "DELETE /tags/a%2Fb"]);
  });

  /** A signal that is aborted soon after the API was called. */
  function aborting(controller: AbortController): AbortSignal {
    server.once("request", () =>
      setTimeout(() => {
        controller.abort();
      }, 100),
    );
    answers["GET"] = [0, ""];
    return controller.signal;
  }

  it("fails where the API cannot be reached", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const nowhere = `http://127.0.0.1:${String((closed.address() as AddressInfo).port)}`;
    await new Promise((resolve) => closed.close(resolve));
    const stage = { ...stageOf("dev"), rehearsal: { endpoint: nowhere, provider: "offline" as const } };
    const subject = { stage, url: nowhere, release: releaseOf(smallCatalog()), since: 0 };
    const user = { variables: () => Promise.resolve(USER), failure: () => null, delete: () => Promise.resolve([]) };
    const verdict = await checkRequests(
      subject as unknown as Subject,
      spec([MAKE]),
      user,
      new AbortController().signal,
    );
    assert.match(
      verdict.kind === "failed" ? verdict.reason : "",
      /^No response to POST http:\/\/127\.0\.0\.1:\d+\/tags/,
    );
    // Nothing was sent, so nothing may be left.
    assert.equal(verdict.kind === "failed" ? verdict.left : [], undefined);
  });
});
