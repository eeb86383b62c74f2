import { strict as assert } from "node:assert";
import { DeployError } from "../../../../../model/errors";
import { pointAliases } from "../../../../../automation/aws/functions/aliases";
import { startControlPlane, type ControlPlane } from "../../../../support/fakes/controlPlane";

/** Calls that Lambda allows per second, and the number of the backend's functions. */
const RATE = 15;
const FUNCTIONS = 151;

describe("pointAliases", () => {
  let aws: ControlPlane;
  const start = async (rate: number, denied?: string): Promise<void> => {
    aws = await startControlPlane(rate, denied);
  };
  afterEach(() => aws.stop());

  const aliases = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `listbackup-dev-f${String(index)}`, version: "7" }));
  const point = (count: number) => {
    const target = { kind: "rehearsal", region: "us-west-2", account: "100000000001", endpoint: aws.endpoint } as const;
    return pointAliases(target, aliases(count), new AbortController().signal);
  };

  it("updates every alias once, at the rate that Lambda allows", async () => {
    await start(RATE);
    const started = performance.now();
    assert.deepEqual(await point(FUNCTIONS), []);
    console.log(
      `      ${String(FUNCTIONS)} aliases in ${((performance.now() - started) / 1_000).toFixed(1)} s at ${String(RATE)} a second, ${String(aws.refused())} refused`,
    );
    assert.deepEqual([aws.done.length, new Set(aws.done).size], [FUNCTIONS, FUNCTIONS]);
  }).timeout(60_000);

  it("updates the others where one fails, and names that one", async () => {
    await start(1_000, "-f3/");
    const error = await point(20).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof DeployError);
    assert.equal(error.code, "AWS");
    assert.match(
      error.what,
      /^The aliases of 1 of 20 functions were not updated \(listbackup-dev-f3\): AWS denied access/,
    );
    assert.equal(new Set(aws.done).size, 19);
  });

  it("stops when AWS cannot be reached", async () => {
    await start(1_000);
    await aws.stop();
    await assert.rejects(point(151), (error: unknown) => {
      assert.ok(error instanceof DeployError);
      assert.equal(error.code, "EMULATOR_NOT_RUNNING");
      assert.ok(Number(/^The aliases of (\d+)/.exec(error.what)?.[1]) <= 10, error.what);
      return true;
    });
  });
});
