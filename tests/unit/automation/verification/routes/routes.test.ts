import { strict as assert } from "node:assert";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkRoutes } from "../../../../../automation/verification/routes/routes";
import type { Subject } from "../../../../../automation/verification/subject";
import type { TestUser } from "../../../../../automation/verification/testData/testUser";
import { Inconclusive, errorVerdict, type Verdict } from "../../../../../automation/verification/verdict";
import { checkSchema, type CheckOf } from "../../../../../model/catalog/schema/checks";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const TOKEN = "very-secret-token";

type Answer = (line: string, response: ServerResponse) => void;

/** Responses of a healthy backend: 401 without a token, and 400 for an empty body. */
const healthy: Answer = (line, response) => {
  const isPublic = line === "GET /health" || line === "POST /auth/login";
  response.writeHead(isPublic ? 400 : 401).end("{}");
};

describe("checkRoutes", () => {
  let server: Server;
  let url: string;
  let requested: string[];
  let answer: Answer;

  before(async () => {
    server = createServer((request, response) => {
      const line = `${request.method ?? ""} ${(request.url ?? "").split("?")[0] ?? ""}`;
      requested.push(line);
      answer(line, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  beforeEach(() => {
    requested = [];
    answer = healthy;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function check(
    withToken: readonly string[] = [],
    signal = new AbortController().signal,
    variables: TestUser["variables"] = () => Promise.resolve(new Map([["token", TOKEN]])),
  ): Promise<Verdict> {
    const text = { kind: "routes", purpose: "They answer", group: "routes", withToken };
    const stage = { ...stageOf("dev"), rehearsal: { endpoint: url, provider: "offline" as const } };
    const target = { kind: "rehearsal", region: stage.region, account: stage.account, endpoint: url } as const;
    const release = releaseOf(smallCatalog());
    const subject = { target, stage, release, url, changed: null, since: 0 } as unknown as Subject;
    const user = {
      variables,
      failure: () => null,
      delete: () => Promise.resolve([]),
    };
    const spec = checkSchema.parse(text) as CheckOf<"routes">;
    return checkRoutes(subject, spec, user, signal).catch(errorVerdict);
  }
  const times = (line: string): number => requested.filter((one) => one === line).length;

  it("passes where each response is as expected", async () => {
    assert.deepEqual(await check(), { kind: "passed", note: "4 routes, 4 requests" });
  });

  const noUser = () => Promise.reject(new Inconclusive("not run: no test user"));

  it("is inconclusive without a test user, and checks the routes without a token", async () => {
    assert.deepEqual(await check(["GET"], undefined, noUser), {
      kind: "inconclusive",
      reason: "4 routes, 4 requests; requests with a token not run: no test user",
    });
  });

  it("fails where the test user has no token", async () => {
    const verdict = await check(["GET"], undefined, () => Promise.resolve(new Map()));
    assert.equal(
      verdict.kind === "failed" ? verdict.reason : "",
      "the test user has no token to check the routes with",
    );
  });

  it("fails where a route stays throttled, after four attempts", async () => {
    answer = (line, response) => {
      if (line === "GET /health") response.writeHead(429).end();
      else healthy(line, response);
    };
    const verdict = await check();
    assert.match(verdict.kind === "failed" ? verdict.reason : "", /^GET \/health is throttled: 429 \(of /);
    assert.equal(times("GET /health"), 4);
  });

  it("fails without a test user where a route is broken", async () => {
    answer = (line, response) => {
      if (line === "GET /health") response.writeHead(502).end();
      else healthy(line, response);
    };
    assert.equal((await check(["GET"], undefined, noUser)).kind, "failed");
  });

  it("repeats a request without a response", async () => {
    let isLost = false;
    answer = (line, response) => {
      if (line === "POST /auth/logout" && !isLost) {
        isLost = true;
        response.destroy();
      } else healthy(line, response);
    };
    assert.deepEqual([(await check()).kind, times("POST /auth/logout")], ["passed", 2]);
  });

  it("fails where a route never responds, after three attempts", async () => {
    answer = (line, response) => {
      if (line === "POST /auth/logout") response.destroy();
      else healthy(line, response);
    };
    assert.deepEqual([(await check()).kind, times("POST /auth/logout")], ["failed", 3]);
  });

  it("does not repeat a request with an error response, and has its evidence", async () => {
    answer = (line, response) => {
      if (line === "POST /auth/logout") response.writeHead(502).end('{"token":"abc"}');
      else healthy(line, response);
    };
    assert.deepEqual(
      [await check(), times("POST /auth/logout")],
      [
        {
          kind: "failed",
          reason: "POST /auth/logout without a token returned 502, expected 401 (of 4 routes, 4 requests)",
          evidence: [{ request: "POST /auth/logout {}", response: '502 {"token":"[redacted]"}', logs: [] }],
        },
        1,
      ],
    );
  });

  it("has evidence of the first three routes that fail", async () => {
    answer = (_line, response) => response.writeHead(500).end("{}");
    const verdict = await check(["GET"]);
    assert.deepEqual(verdict.kind === "failed" ? verdict.evidence?.map(({ request }) => request) : [], [
      "GET /health",
      "POST /auth/login {}",
      "POST /auth/logout {}",
    ]);
  });

  it("keeps its results after a time-out", async () => {
    const late = new AbortController();
    answer = (line, response) => {
      if (line === "GET /health") response.writeHead(500).end("{}");
      else if (line.startsWith("GET /users/"))
        setTimeout(() => {
          late.abort();
        }, 200);
      else healthy(line, response);
    };
    const verdict = await check([], late.signal);
    assert.equal(
      verdict.kind === "failed" ? verdict.reason : "",
      "GET /health returned 500; 1 request without a result (of 4 routes, 4 requests)",
    );
  });
});
