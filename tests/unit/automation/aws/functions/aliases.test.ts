import { strict as assert } from "node:assert";
import { DeployError } from "../../../../../model/errors";
import { pointAliases } from "../../../../../automation/aws/functions/aliases";
import { startControlPlane, type ControlPlane } from "../../../../support/controlPlane";

/** What Lambda takes a second, and how many functions the backend has. */
const RATE = 15;
const FUNCTIONS = 151;

describe("pointing aliases at versions", () => {
  let aws: ControlPlane;
  const start = async (rate: number, denied?: string): Promise<void> => {
    aws = await startControlPlane(rate, denied);
  };
  afterEach(() => aws.stop());

  const moves = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `listbackup-dev-f${String(index)}`, version: "7" }));
  const point = (count: number) => {
    const target = { kind: "rehearsal", region: "us-west-2", account: "100000000001", endpoint: aws.endpoint } as const;
    return pointAliases(target, moves(count), new AbortController().signal);
  };

  it("moves every function once, as fast as Lambda takes it", async () => {
    await start(RATE);
    const started = performance.now();
    assert.deepEqual(await point(FUNCTIONS), []);
    console.log(
      `      ${String(FUNCTIONS)} aliases in ${((performance.now() - started) / 1_000).toFixed(1)} s at ${String(RATE)} a second, ${String(aws.refused())} refused`,
    );
    assert.deepEqual([aws.done.length, new Set(aws.done).size], [FUNCTIONS, FUNCTIONS]);
  }).timeout(60_000);

  it("moves the others where one refuses, and names that one", async () => {
    await start(1_000, "-f3/");
    const error = await point(20).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof DeployError);
    assert.equal(error.code, "AWS");
    assert.match(
      error.what,
      /^1 of 20 functions kept their traffic as it was \(listbackup-dev-f3\): AWS denied access/,
    );
    assert.equal(new Set(aws.done).size, 19);
  });

  it("asks for no more where nobody answers", async () => {
    await start(1_000);
    await aws.stop();
    await assert.rejects(point(151), (error: unknown) => {
      assert.ok(error instanceof DeployError);
      assert.equal(error.code, "EMULATOR_NOT_RUNNING");
      assert.ok(Number(/^\d+/.exec(error.what)?.[0]) <= 10, error.what);
      return true;
    });
  });
});
