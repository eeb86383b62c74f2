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

describe("a check by requests", () => {
  let server: Server;
  let url: string;
  /** What was stored, after how many requests: the id of what was created. */
  let recorded: string[];
  const note = (what: string): Promise<void> => {
    recorded.push(`${String(asked.length)} asked: ${what}`);
    return Promise.resolve();
  };
  const journal = {
    entry: () => ({
      write: ({ variables }: TestData) => note(variables.get("tagId") ?? ""),
      clear: () => note("cleared"),
    }),
  };
  let asked: { readonly line: string; readonly token: string | undefined; readonly body: string }[] = [];
  /** What the API answers, by method; the path of what was made is /tags/a%2Fb. */
  let answers: Record<string, readonly [status: number, body: string]>;

  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const path = (request.url ?? "").split("?")[0] ?? "";
        asked.push({ line: `${request.method ?? ""} ${path}`, token: request.headers.authorization, body });
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
    asked = [];
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
    const user = { variables: () => Promise.resolve(USER), failure: () => null, remove: () => Promise.resolve([]) };
    return checkRequests(subject, what, user, signal);
  }
  const lines = (): readonly string[] => asked.map(({ line }) => line);

  it("hands on what a step saves, escaped where it stands in a path", async () => {
    assert.deepEqual(await check(spec([MAKE, READ])), { kind: "passed" });
    assert.deepEqual(lines(), ["POST /tags", "GET /tags/a%2Fb", "DELETE /tags/a%2Fb"]);
  });

  it("records what it is about to create before it is asked for, and clears that once it is deleted", async () => {
    await check(spec([MAKE, READ]));
    assert.deepEqual(recorded, ["0 asked: ", "1 asked: a/b", "2 asked: a/b", "3 asked: cleared"]);
  });

  it("keeps the record of what could not be deleted", async () => {
    answers["DELETE"] = [500, "{}"];
    await check(spec([MAKE, READ]));
    assert.ok(!recorded.includes("3 asked: cleared"));
  });

  it("sends the user's token where a step says so, and nowhere else", async () => {
    await check(spec([MAKE, READ]));
    assert.deepEqual(
      asked.map(({ token }) => token),
      [undefined, "Bearer very-secret-token", undefined],
    );
  });

  it("fills the body", async () => {
    await check(spec([MAKE]));
    assert.match(asked[0]?.body ?? "", /^\{"name":"check [0-9a-f]{12}"\}$/);
  });

  it("fails by a wrong status, shows what was asked and answered without the token, and cleans up", async () => {
    answers["GET"] = [403, '{"error":"very-secret-token is not allowed","sessionToken":"abcdef"}'];
    const verdict = await check(spec([MAKE, READ]));
    assert.deepEqual(verdict, {
      kind: "failed",
      reason: "GET /tags/{{tagId}} answers 403, not 200",
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

  it("fails where an answer does not hold what it must", async () => {
    answers["GET"] = [200, '{"data":{"name":"other"}}'];
    const verdict = await check(spec([MAKE, { ...READ, answer: { "data.name": "mine" } }]));
    assert.equal(verdict.kind === "failed" ? verdict.reason : "", "GET /tags/{{tagId}}: data.name is other, not mine");
  });

  const HEALTH = '{"ok":true,"checks":[{"name":"db","status":"up"},{"name":"queue","status":"idle"}]}';
  const FORMS: readonly (readonly [what: string, answer: object, reason: string])[] = [
    ["a truth value", { ok: true }, ""],
    ["every element of a list, each one of several values", { "checks.*.status": ["up", "idle"] }, ""],
    ["only its status", {}, ""],
    ["an element that has another value", { "checks.*.status": "up" }, "GET /health: checks.*.status is idle, not up"],
    ["elements of no list", { "parts.*.status": "up" }, "GET /health: parts.*.status is missing, not up"],
  ];
  for (const [what, answer, reason] of FORMS) {
    it(`holds an answer against ${what}`, async () => {
      answers["GET"] = [200, HEALTH];
      const verdict = await check(spec([{ request: "GET /health", expect: 200, answer }], []));
      assert.equal(verdict.kind === "failed" ? verdict.reason : "", reason);
    });
  }

  const MAY_BE_LEFT = "may be left: what DELETE /tags/{{tagId}} takes away; no answer gave its name";
  const UNNAMED: readonly (readonly [what: string, answer: readonly [number, string], left: readonly string[]])[] = [
    ["gives nothing to save", [201, "{}"], [MAY_BE_LEFT]],
    ["is an error, after which it may be there", [502, "{}"], [MAY_BE_LEFT]],
    ["is lost", [-1, ""], [MAY_BE_LEFT]],
    ["is a refusal", [400, "{}"], []],
  ];
  for (const [what, answer, left] of UNNAMED) {
    it(`fails where the answer to what makes something ${what}, and says what may be left`, async () => {
      answers["POST"] = answer;
      const verdict = await check(spec([MAKE, READ]));
      assert.deepEqual([verdict.kind, verdict.kind === "failed" ? (verdict.left ?? []) : []], ["failed", left]);
      assert.deepEqual(lines(), ["POST /tags"]);
    });
  }

  it("takes away also what was made with another status than expected", async () => {
    answers["POST"] = [200, '{"data":{"id":"a/b"}}'];
    const verdict = await check(spec([MAKE, READ]));
    assert.equal(verdict.kind === "failed" ? verdict.reason : "", "POST /tags answers 200, not 201");
    assert.deepEqual(lines(), ["POST /tags", "DELETE /tags/a%2Fb"]);
  });

  it("says nothing of what it did not come to make", async () => {
    answers["GET"] = [500, "{}"];
    const verdict = await check(spec([{ request: "GET /tags", expect: 200 }, MAKE]));
    assert.deepEqual([verdict.kind === "failed" && verdict.left === undefined, lines()], [true, ["GET /tags"]]);
  });

  it("waits for the answer to what makes something, though its time is up, and then makes nothing more", async () => {
    const late = new AbortController();
    server.once("request", () => {
      late.abort();
    });
    const verdict = await check(spec([MAKE, MAKE]), late.signal);
    assert.equal(verdict.kind === "failed" ? verdict.reason : "", "POST /tags was not asked any more");
    assert.deepEqual(lines(), ["POST /tags", "DELETE /tags/a%2Fb"]);
  });

  const STAYS = ["DELETE /tags/{{tagId}} answers 500, not 200 or 404"];
  it("passes where what it made cannot be taken away, and says what it left", async () => {
    answers["DELETE"] = [500, "{}"];
    assert.deepEqual(await check(spec([MAKE])), { kind: "passed", left: STAYS });
  });

  it("fails where it failed and left something, with both", async () => {
    answers = { ...answers, GET: [403, "{}"], DELETE: [500, "{}"] };
    const verdict = await check(spec([MAKE, READ]));
    assert.deepEqual(verdict.kind === "failed" ? [verdict.reason, verdict.left] : verdict, [
      "GET /tags/{{tagId}} answers 403, not 200",
      STAYS,
    ]);
  });

  it("cleans up also when its time is up", async () => {
    const late = new AbortController();
    // The second request is never answered.
    const verdict = await check(spec([MAKE, READ]), aborting(late));
    assert.equal(verdict.kind, "failed");
    assert.deepEqual(lines(), ["POST /tags", "GET /tags/a%2Fb", "DELETE /tags/a%2Fb"]);
  });

  /** A signal that is aborted soon after the API was asked. */
  function aborting(controller: AbortController): AbortSignal {
    server.once("request", () =>
      setTimeout(() => {
        controller.abort();
      }, 100),
    );
    answers["GET"] = [0, ""];
    return controller.signal;
  }

  it("fails where nobody answers", async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const nowhere = `http://127.0.0.1:${String((closed.address() as AddressInfo).port)}`;
    await new Promise((resolve) => closed.close(resolve));
    const stage = { ...stageOf("dev"), rehearsal: { endpoint: nowhere, provider: "offline" as const } };
    const subject = { stage, url: nowhere, release: releaseOf(smallCatalog()), since: 0 };
    const user = { variables: () => Promise.resolve(USER), failure: () => null, remove: () => Promise.resolve([]) };
    const verdict = await checkRequests(
      subject as unknown as Subject,
      spec([MAKE]),
      user,
      new AbortController().signal,
    );
    assert.match(
      verdict.kind === "failed" ? verdict.reason : "",
      /^POST http:\/\/127\.0\.0\.1:\d+\/tags\S* got no answer/,
    );
    // Nothing was sent, so nothing may be left.
    assert.equal(verdict.kind === "failed" ? verdict.left : [], undefined);
  });
});
