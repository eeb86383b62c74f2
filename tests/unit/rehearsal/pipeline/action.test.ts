import { strict as assert } from "node:assert";
import { DeployError } from "../../../../model/errors";
import { rehearseAction } from "../../../../rehearsal/pipeline/action";

describe("what `rehearse` does", () => {
  const CASES = [
    [{}, { kind: "run", stages: [] }],
    [{ reset: true }, { kind: "run", stages: [] }],
    [{ stages: "dev, staging" }, { kind: "run", stages: ["dev", "staging"] }],
    [{ start: true, reset: true }, { kind: "start" }],
    [{ stop: true, reset: true }, { kind: "stop" }],
    [{ env: "dev" }, { kind: "env", stage: "dev" }],
  ] as const;
  for (const [options, expected] of CASES) {
    it(`follows from ${JSON.stringify(options)}`, () => {
      assert.deepEqual(rehearseAction(options), expected);
    });
  }

  const REFUSED = [
    [{ start: true, stop: true }, "USAGE"],
    [{ stages: "dev", stop: true }, "USAGE"],
    [{ stages: "dev", start: true }, "USAGE"],
    [{ env: "dev", start: true }, "USAGE"],
    [{ env: "dev", reset: true }, "USAGE"],
    [{ stages: "dve" }, "STAGE_UNKNOWN"],
  ] as const;
  for (const [options, code] of REFUSED) {
    it(`is refused for ${JSON.stringify(options)}`, () => {
      assert.throws(
        () => rehearseAction(options),
        (error) => error instanceof DeployError && error.code === code,
      );
    });
  }
});
