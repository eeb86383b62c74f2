import { strict as assert } from "node:assert";
import { complaintAbout, harmlessEvent, probeVersions, type Trials } from "../../../../automation/rollout/probe";
import { functionsOnStage, type StageFunction } from "../../../../model/stage/functions";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const FUNCTIONS = functionsOnStage(stageOf("dev"), releaseOf(smallCatalog()));

function functionOf(id: string, ...routes: readonly string[]): StageFunction {
  const fn = FUNCTIONS.find((one) => one.id === id);
  assert.ok(fn !== undefined);
  return routes.length === 0 ? fn : { ...fn, spec: { ...fn.spec, routes: [...routes] } };
}

type Event = Readonly<Record<string, unknown>> & { readonly requestContext: Readonly<Record<string, unknown>> };
const eventOf = (fn: StageFunction): Event | undefined => harmlessEvent(fn)?.payload as Event | undefined;

describe("a trial of a version that nobody uses yet", () => {
  it("reads where there is something to read", () => {
    const event = harmlessEvent(functionOf("auth/login", "POST /a public", "DELETE /b", "GET /c/{id}"));
    assert.equal(event?.route?.method, "GET");
  });

  it("sends nothing to a public route that changes things", () => {
    const event = eventOf(functionOf("auth/login"));
    assert.deepEqual([event?.["routeKey"], event?.["body"]], ["POST /auth/login", "{}"]);
  });

  it("is not made of a function that only changes things for those who may", () => {
    assert.equal(harmlessEvent(functionOf("auth/logout")), null);
  });

  it("hands no records to what is triggered", () => {
    assert.deepEqual(harmlessEvent(functionOf("jobs/follow")), { route: null, payload: { Records: [] } });
  });

  it("comes from nobody, in the form that the function takes", () => {
    const old = eventOf(functionOf("users/get"));
    assert.deepEqual(
      [old?.["version"], old?.["httpMethod"], old?.["resource"], old?.["pathParameters"]],
      ["1.0", "GET", "/users/{userId}", { userId: "00000000-0000-4000-8000-000000000000" }],
    );
    assert.match(JSON.stringify(old?.requestContext["authorizer"]), /"sub":"00000000-0000-4000-8000-000000000000"/);
    const open = eventOf(functionOf("gateway/health"));
    assert.deepEqual([open?.["version"], open?.requestContext["authorizer"]], ["2.0", undefined]);
  });

  it("brings the context of a Lambda authorizer where the payload has it", () => {
    const caller = { kind: "lambda", authorizer: "session", keys: new Set(["accountId"]) } as const;
    const authorizers = [functionOf("users/get"), functionOf("auth/logout", "GET /a")].map(
      (one) => (harmlessEvent(one, caller)?.payload as Event | undefined)?.requestContext["authorizer"],
    );
    const context = { accountId: "00000000-0000-4000-8000-000000000000" };
    assert.deepEqual(authorizers, [context, { lambda: context }]);
  });

  const fn = functionOf("gateway/health");
  const route = harmlessEvent(fn)?.route ?? null;
  const answered = (statusCode: number) => ({ kind: "answered", text: JSON.stringify({ statusCode }) }) as const;
  const placeholder = { artifact: { ...fn.artifact, kind: "placeholder" as const } };

  it("passes by any answer that is no failure", () => {
    for (const status of [200, 400, 401, 404]) assert.equal(complaintAbout(fn, route, answered(status)), null);
    assert.equal(complaintAbout(fn, route, { kind: "answered", text: '{"any":"body"}' }), null);
  });

  it("fails by a failure", () => {
    assert.match(complaintAbout(fn, route, answered(503)) ?? "", /GET \/health answers 503/);
    assert.match(complaintAbout(fn, route, { kind: "failed", reason: "boom" }) ?? "", /it fails: boom/);
    assert.match(complaintAbout(fn, route, { kind: "answered", text: "null" }) ?? "", /no HTTP answer/);
    assert.match(complaintAbout(fn, route, { kind: "answered", text: "<html>" }) ?? "", /no HTTP answer/);
  });

  it("takes a placeholder for what it is", () => {
    assert.equal(complaintAbout(placeholder, route, answered(501)), null);
    assert.match(complaintAbout(placeholder, route, answered(200)) ?? "", /placeholder and answers 200/);
  });

  describe("is a verdict only", () => {
    const probe = async (answers: (version: string, trial: number) => number | "refused") => {
      const trials: Record<string, number> = {};
      const pauses: number[] = [];
      const ports: Trials = {
        invoke: async (_fn, version) => {
          trials[version] = (trials[version] ?? 0) + 1;
          const answer = answers(version, trials[version]);
          return answer === "refused" ? { kind: "refused", reason: "not yours" } : answered(answer);
        },
        sleep: async (milliseconds) => void pauses.push(milliseconds),
        signal: new AbortController().signal,
      };
      return { ...(await probeVersions([{ fn, version: "8", old: "7" }], ports)), trials, pauses };
    };

    it("where it stays, and the old version does better", async () => {
      const { complaints, trials } = await probe((version) => (version === "8" ? 500 : 200));
      assert.deepEqual([complaints.length, trials], [1, { "8": 3, "7": 1 }]);
    });

    it("not where it goes by", async () => {
      const { complaints, pauses } = await probe((version, trial) => (version === "8" && trial < 3 ? 500 : 200));
      assert.deepEqual([complaints, pauses], [[], [2_000, 8_000]]);
    });

    it("not where the old version does no better", async () => {
      assert.deepEqual((await probe(() => 500)).complaints, []);
    });

    it("not where AWS did not let it run, which is no trial either", async () => {
      const { complaints, refused, tried } = await probe(() => "refused");
      assert.deepEqual([complaints, refused.length, tried], [[], 1, 0]);
    });

    it("and costs one call where all is well", async () => {
      assert.deepEqual((await probe(() => 200)).trials, { "8": 1 });
    });
  });
});
