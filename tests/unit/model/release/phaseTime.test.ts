import { strict as assert } from "node:assert";
import { expectedPhaseMs, type PhaseTime } from "../../../../model/release/phaseTime";

const time = (phase: PhaseTime["phase"], resources: number, milliseconds: number): PhaseTime => ({
  phase,
  resources,
  milliseconds,
});

describe("expectedPhaseMs", () => {
  it("is the median of comparable phases", () => {
    const earlier = [
      time("core", 10, 4_000),
      time("core", 12, 9_000),
      time("core", 8, 5_000),
      time("core", 500, 90_000),
    ];
    assert.equal(expectedPhaseMs("core", 10, earlier), 5_000);
  });

  it("uses the newest five", () => {
    const earlier = [
      ...Array<PhaseTime>(5).fill(time("core", 4, 1_000)),
      ...Array<PhaseTime>(9).fill(time("core", 4, 7_000)),
    ];
    assert.equal(expectedPhaseMs("core", 4, earlier), 1_000);
  });

  it("scales the most similar phase where none is comparable", () => {
    assert.equal(expectedPhaseMs("core", 400, [time("core", 4, 1_000), time("core", 100, 8_000)]), 16_000);
  });

  it("uses another phase where its own never changed", () => {
    assert.equal(expectedPhaseMs("core", 4, [time("users", 4, 3_000)]), 3_000);
  });

  it("is unknown without an earlier deployment", () => {
    assert.equal(expectedPhaseMs("core", 4, []), null);
  });
});
