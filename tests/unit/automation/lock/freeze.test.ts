import { strict as assert } from "node:assert";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { assertNotFrozen } from "../../../../automation/lock/freeze";
import { DeployError } from "../../../../model/errors";
import { clockTime } from "../../../../model/time";
import { conditionalStore, type ConditionalStore } from "../../../support/fakes/conditionalStore";
import { stageOf } from "../../../support/release";
import type { Context } from "../../../../automation/commands/command";

const SESSION = {
  stage: stageOf("production"),
  target: { kind: "aws", region: "us-west-2", account: "100000000003" },
} as const;
/** 2100-01-01T00:00:00Z */
const UNTIL = 4_102_444_800;

describe("a deployment to a frozen stage", () => {
  const s3 = mockClient(S3Client);
  let store: ConditionalStore;
  let warned: string[];

  after(() => {
    s3.restore();
  });
  beforeEach(() => {
    s3.reset();
    store = conditionalStore(s3);
    warned = [];
    store.objects.set(
      "freezes/production.json",
      JSON.stringify({ schema: 1, until: UNTIL, reason: "Holidays", who: "arn:aws:iam::1:user/a", at: 1 }),
    );
  });

  const terminal = { warn: (line: string) => void warned.push(line) } as Context["terminal"];
  const refusal = async (overrides: Parameters<typeof assertNotFrozen>[2]): Promise<DeployError> => {
    const error: unknown = await assertNotFrozen({ terminal }, SESSION, overrides).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DeployError);
    return error;
  };

  it("is refused with the end, the author and the reason", async () => {
    const { code, exitCode, what } = await refusal([]);
    assert.deepEqual(
      [code, exitCode, what],
      [
        "FROZEN",
        6,
        `production is frozen until ${clockTime(UNTIL * 1_000)} by arn:aws:iam::1:user/a: Holidays. Nothing was changed.`,
      ],
    );
  });

  it("suggests the override", async () => {
    assert.match((await refusal([])).remedy, /--override freeze --reason/);
  });

  it("does not suggest an impossible override", async () => {
    assert.doesNotMatch((await refusal(null)).remedy, /--override/);
  });

  it("is refused with another override", async () => {
    assert.equal((await refusal(["source"])).code, "FROZEN");
  });

  it("passes with the override, and reports it", async () => {
    await assertNotFrozen({ terminal }, SESSION, ["freeze"]);
    assert.deepEqual(warned, [
      `Overridden and recorded: production is frozen until ${clockTime(UNTIL * 1_000)} by arn:aws:iam::1:user/a: Holidays`,
    ]);
  });

  it("passes silently when unfrozen", async () => {
    store.objects.clear();
    await assertNotFrozen({ terminal }, SESSION, []);
    assert.deepEqual(warned, []);
  });
});
