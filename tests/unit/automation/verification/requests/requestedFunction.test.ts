import { strict as assert } from "node:assert";
import { requestedFunction, requireHandlers } from "../../../../../automation/verification/requests/requestedFunction";
import type { Subject } from "../../../../../automation/verification/subject";
import { Undecided } from "../../../../../automation/verification/verdict";
import { checkSchema, type CheckOf } from "../../../../../model/catalog/schema/checks";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const RELEASE = releaseOf(smallCatalog());

describe("the function behind a request of a check", () => {
  const CASES: readonly (readonly [request: string, id: string | undefined])[] = [
    ["GET /users/{{userId}}", "users/get"],
    ["GET /health?full=1", "gateway/health"],
    ["POST /health", undefined],
    ["GET /users", undefined],
  ];
  for (const [request, id] of CASES) {
    it(`is ${id ?? "none"} of ${request}`, () => {
      assert.equal(requestedFunction(RELEASE, request)?.id, id);
    });
  }
});

describe("steps of a check on a stage without a handler for one", () => {
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
    ["absent", ABSENT, RELEASE, "GET /health: dev does without gateway/health"],
  ] as const;
  for (const [because, stage, release, message] of REFUSED) {
    it(`are not taken: ${because}`, () => {
      const take = (): void => {
        requireHandlers({ stage, release } as unknown as Subject, steps(200));
      };
      assert.throws(take, (error: unknown) => {
        assert.ok(error instanceof Undecided);
        assert.deepEqual([error.message, error.because], [message, because]);
        return true;
      });
    });
  }

  it("are taken where they expect what a placeholder answers", () => {
    requireHandlers({ stage: STAGE, release: WITH_PLACEHOLDER } as unknown as Subject, steps([501]));
  });

  it("are taken where there is a handler", () => {
    requireHandlers({ stage: STAGE, release: RELEASE } as unknown as Subject, steps(200));
  });
});
