import { strict as assert } from "node:assert";
import { pointAliases } from "../../../../automation/aws/aliases";
import { startControlPlane, type ControlPlane } from "../../../support/controlPlane";

/** What Lambda takes a second, and how many functions the backend has. */
const RATE = 15;
const FUNCTIONS = 151;

describe("pointing aliases at versions", () => {
  let aws: ControlPlane;
  beforeEach(async () => {
    aws = await startControlPlane(RATE);
  });
  afterEach(() => aws.stop());

  const moves = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ name: `listbackup-dev-f${String(index)}`, version: "7" }));
  const point = (count: number) => {
    const target = { kind: "rehearsal", region: "us-west-2", account: "100000000001", endpoint: aws.endpoint } as const;
    return pointAliases(target, moves(count), new AbortController().signal);
  };

  it("moves every function once, as fast as Lambda takes it", async () => {
    const started = performance.now();
    assert.deepEqual(await point(FUNCTIONS), []);
    console.log(
      `      ${String(FUNCTIONS)} aliases in ${((performance.now() - started) / 1_000).toFixed(1)} s at ${String(RATE)} a second, ${String(aws.refused())} refused`,
    );
    assert.deepEqual([aws.done.length, new Set(aws.done).size], [FUNCTIONS, FUNCTIONS]);
  }).timeout(60_000);
});
