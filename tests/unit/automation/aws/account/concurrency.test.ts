import { strict as assert } from "node:assert";
import { GetAccountSettingsCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { concurrencyError, requireConcurrency } from "../../../../../automation/aws/account/concurrency";
import { smallCatalog, stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

describe("Lambda concurrency", () => {
  const CASES: readonly (readonly [limit: number, wanted: number, code: string | undefined])[] = [
    // A new account has 10.
    [10, 0, undefined],
    [10, 1, "PREFLIGHT"],
    [105, 5, undefined],
    [104, 5, "PREFLIGHT"],
    [1_000, 50, undefined],
  ];
  for (const [limit, reserved, code] of CASES) {
    it(`of ${String(limit)}, ${String(reserved)} of them reserved, is ${code ?? "enough"}`, () => {
      assert.equal(concurrencyError({ limit, reserved })?.code, code);
    });
  }

  describe("before a deployment", () => {
    const lambda = useMock(() => mockClient(LambdaClient));

    const dev = stageOf("dev");
    const target = { kind: "aws", region: dev.region, account: dev.account } as const;
    const reserving = (reservedConcurrency: boolean) => ({
      ...dev,
      functions: { ...dev.functions, reservedConcurrency },
    });
    const catalog = (() => {
      const small = smallCatalog();
      const [[name, service]] = Object.entries(small.services) as [[string, (typeof small.services)[string]]];
      const functions = Object.fromEntries(
        Object.entries(service?.functions ?? {}).map(([id, fn]) => [id, { ...fn, concurrency: 5 }]),
      );
      return { ...small, services: { ...small.services, [name]: { ...service, functions } } } as typeof small;
    })();

    it("is not read where the stage reserves none", async () => {
      await requireConcurrency(target, reserving(false), catalog);
      assert.equal(lambda().calls().length, 0);
    });

    it("of a new account fails where the stage reserves some", async () => {
      lambda()
        .on(GetAccountSettingsCommand)
        .resolves({ AccountLimit: { ConcurrentExecutions: 10 } });
      await assert.rejects(requireConcurrency(target, reserving(true), catalog), { code: "PREFLIGHT" });
    });

    it("is skipped without the permission to read it", async () => {
      lambda()
        .on(GetAccountSettingsCommand)
        .rejects(Object.assign(new Error("no"), { name: "AccessDeniedException" }));
      await requireConcurrency(target, reserving(true), catalog);
    });
  });
});
