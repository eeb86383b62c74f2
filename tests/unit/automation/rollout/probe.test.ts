import { strict as assert } from "node:assert";
import { probeFailure, probeEvent, probeVersions, type ProbePorts } from "../../../../automation/rollout/probe";
import { functionsOnStage, type StageFunction } from "../../../../model/stage/functions";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const FUNCTIONS = functionsOnStage(stageOf("dev"), releaseOf(smallCatalog()));

function functionOf(id: string, ...routes: readonly string[]): StageFunction {
  const fn = FUNCTIONS.find((one) => one.id === id);
  assert.ok(fn !== undefined);
  return routes.length === 0 ? fn : { ...fn, spec: { ...fn.spec, routes: [...routes] } };
}

type Event = Readonly<Record<string, unknown>> & { readonly requestContext: Readonly<Record<string, unknown>> };
const eventOf = (fn: StageFunction): Event | undefined => probeEvent(fn)?.payload as Event | undefined;

describe("a probe of a new version", () => {
  it("uses a route that reads, where there is one", () => {
    const event = probeEvent(functionOf("auth/login", "POST /a public", "DELETE /b", "GET /c/{id}"));
    assert.equal(event?.route?.method, "GET");
  });

  it("sends an empty body to a public route that changes data", () => {
    const event = eventOf(functionOf("auth/login"));
    assert.deepEqual([event?.["routeKey"], event?.["body"]], ["POST /auth/login", "{}"]);
  });

  it("is skipped for a function that only changes data of signed-in users", () => {
    assert.equal(probeEvent(functionOf("auth/logout")), null);
  });

  it("sends no records to a triggered function", () => {
    assert.deepEqual(probeEvent(functionOf("jobs/follow")), { route: null, payload: { Records: [] } });
  });

  it("has an unknown caller, in the payload format of the function", () => {
    const old = eventOf(functionOf("users/get"));
    assert.deepEqual(
      [old?.["version"], old?.["httpMethod"], old?.["resource"], old?.["pathParameters"]],
      ["1.0", "GET", "/users/{userId}", { userId: "00000000-0000-4000-8000-000000000000" }],
    );
    assert.match(JSON.stringify(old?.requestContext["authorizer"]), /"sub":"00000000-0000-4000-8000-000000000000"/);
    const open = eventOf(functionOf("gateway/health"));
    assert.deepEqual([open?.["version"], open?.requestContext["authorizer"]], ["2.0", undefined]);
  });

  it("has the context of a Lambda authorizer where the payload format has it", () => {
    const caller = { kind: "lambda", authorizer: "session", keys: new Set(["accountId"]) } as const;
    const authorizers = [functionOf("users/get"), functionOf("auth/logout", "GET /a")].map(
      (one) => (probeEvent(one, caller)?.payload as Event | undefined)?.requestContext["authorizer"],
    );
    const context = { accountId: "00000000-0000-4000-8000-000000000000" };
    assert.deepEqual(authorizers, [context, { lambda: context }]);
  });

  const fn = functionOf("gateway/health");
  const route = probeEvent(fn)?.route ?? null;
  const response = (statusCode: number) => ({ kind: "answered", text: JSON.stringify({ statusCode }) }) as const;
  const placeholder = { artifact: { ...fn.artifact, kind: "placeholder" as const } };

  it("passes for any response but 5xx", () => {
    for (const status of [200, 400, 401, 404]) assert.equal(probeFailure(fn, route, response(status)), null);
    assert.equal(probeFailure(fn, route, { kind: "answered", text: '{"any":"body"}' }), null);
  });

  it("fails for an error, a 5xx response, and no HTTP response", () => {
    assert.match(probeFailure(fn, route, response(503)) ?? "", /GET \/health returns 503/);
    assert.match(probeFailure(fn, route, { kind: "failed", reason: "boom" }) ?? "", /it fails: boom/);
    assert.match(probeFailure(fn, route, { kind: "answered", text: "null" }) ?? "", /no HTTP response/);
    assert.match(probeFailure(fn, route, { kind: "answered", text: "<html>" }) ?? "", /no HTTP response/);
  });

  it("expects 501 of a placeholder", () => {
    assert.equal(probeFailure(placeholder, route, response(501)), null);
    assert.match(probeFailure(placeholder, route, response(200)) ?? "", /placeholder and returns 200/);
  });

  describe("fails a version", () => {
    const probe = async (statusOf: (version: string, attempt: number) => number | "refused") => {
      const calls: Record<string, number> = {};
      const pauses: number[] = [];
      const ports: ProbePorts = {
        invoke: async (_fn, version) => {
          calls[version] = (calls[version] ?? 0) + 1;
          const status = statusOf(version, calls[version]);
          return status === "refused" ? { kind: "refused", reason: "not yours" } : response(status);
        },
        sleep: async (milliseconds) => void pauses.push(milliseconds),
        signal: new AbortController().signal,
      };
      return { ...(await probeVersions([{ fn, version: "8", oldVersion: "7" }], ports)), calls, pauses };
    };

    it("where each attempt fails and the old version passes", async () => {
      const { failures, calls } = await probe((version) => (version === "8" ? 500 : 200));
      assert.deepEqual([failures.length, calls], [1, { "8": 3, "7": 1 }]);
    });

    it("not where an attempt passes", async () => {
      const { failures, pauses } = await probe((version, attempt) => (version === "8" && attempt < 3 ? 500 : 200));
      assert.deepEqual([failures, pauses], [[], [2_000, 8_000]]);
    });

    it("not where the old version fails, too", async () => {
      assert.deepEqual((await probe(() => 500)).failures, []);
    });

    it("not where AWS refuses the invocation, which does not count as probed", async () => {
      const { failures, refused, probed } = await probe(() => "refused");
      assert.deepEqual([failures, refused.length, probed], [[], 1, 0]);
    });

    it("never with more than one call where the first passes", async () => {
      assert.deepEqual((await probe(() => 200)).calls, { "8": 1 });
    });
  });
});
