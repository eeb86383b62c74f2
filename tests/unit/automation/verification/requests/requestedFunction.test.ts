import { strict as assert } from "node:assert";
import { requestedFunction, requireHandlers } from "../../../../../automation/verification/requests/requestedFunction";
import type { Subject } from "../../../../../automation/verification/subject";
import { Inconclusive } from "../../../../../automation/verification/verdict";
import { checkSchema, type CheckOf } from "../../../../../model/catalog/schema/checks";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const RELEASE = releaseOf(smallCatalog());

describe("requestedFunction", () => {
  const CASES: readonly (readonly [request: string, id: string | undefined])[] = [
    ["GET /users/{{userId}}", "users/get"],
    ["GET /health?full=1", "gateway/health"],
    ["POST /health", undefined],
    ["GET /users", undefined],
    // A value in place of the variable, as API Gateway gets it.
    ["GET /users/123", "users/get"],
  ];
  for (const [request, id] of CASES) {
    it(`returns ${id ?? "none"} for ${request}`, () => {
      assert.equal(requestedFunction(RELEASE, request)?.id, id);
    });
  }

  it("prefers the static route, as API Gateway does", () => {
    const { catalog } = RELEASE;
    const users = catalog.services["users"];
    const get = users?.functions["get"];
    assert.ok(users !== undefined && get !== undefined);
    const functions = { any: { ...get, routes: ["GET /{proxy+}"] }, get, me: { ...get, routes: ["GET /users/me"] } };
    const services = { ...catalog.services, users: { ...users, functions } };
    const release = { ...RELEASE, catalog: { ...catalog, services } };
    assert.deepEqual(
      ["GET /users/me", "GET /users/{{userId}}", "GET /users/1/tags"].map(
        (text) => requestedFunction(release, text)?.id,
      ),
      ["users/me", "users/get", "users/any"],
    );
  });
});

describe("requireHandlers", () => {
  const steps = (expect: number | readonly number[]) => {
    const text = { kind: "requests", purpose: "Health", group: "health", steps: [{ request: "GET /health", expect }] };
    return (checkSchema.parse(text) as CheckOf<"requests">).steps;
  };
  const placeholder = { digest: "0".repeat(64), size: 1, kind: "placeholder" } as const;
  const WITH_PLACEHOLDER = { ...RELEASE, artifacts: { ...RELEASE.artifacts, "gateway/health": placeholder } };
  const STAGE = stageOf("dev");
  const ABSENT = { ...STAGE, functions: { ...STAGE.functions, absent: ["gateway/health"] } };

  const REFUSED = [
    ["placeholder", STAGE, WITH_PLACEHOLDER, "GET /health: the handler of gateway/health is a placeholder"],
    ["absent", ABSENT, RELEASE, "GET /health: the function gateway/health is absent on dev"],
  ] as const;
  for (const [because, stage, release, message] of REFUSED) {
    it(`throws Inconclusive: ${because}`, () => {
      const take = (): void => {
        requireHandlers({ stage, release } as unknown as Subject, steps(200));
      };
      assert.throws(take, (error: unknown) => {
        assert.ok(error instanceof Inconclusive);
        assert.deepEqual([error.message, error.because], [message, because]);
        return true;
      });
    });
  }

  it("accepts a step that expects the status of a placeholder", () => {
    requireHandlers({ stage: STAGE, release: WITH_PLACEHOLDER } as unknown as Subject, steps([501]));
  });

  it("accepts a step with a handler", () => {
    requireHandlers({ stage: STAGE, release: RELEASE } as unknown as Subject, steps(200));
  });
});
