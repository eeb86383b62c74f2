import { strict as assert } from "node:assert";
import { withChecksOfChanges } from "../../../../../automation/deployment/steps/build";
import type { Deployment } from "../../../../../automation/deployment/deployment";
import { DeployError } from "../../../../../model/errors";

const FOUND = new DeployError("PREFLIGHT", "A permission is missing.", "Grant it.");

describe("the checks of changes beside a build", () => {
  function deployment(checkChanges: () => Promise<void>): Deployment {
    return { context: { signal: new AbortController().signal }, checkChanges } as unknown as Deployment;
  }

  it("end a build that compiles, with what they find", async () => {
    const build = (signal: AbortSignal, onCompile: () => void): Promise<never> =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new DeployError("CANCELLED", "Stopped.", "")));
        onCompile();
      });
    await assert.rejects(
      withChecksOfChanges(
        deployment(() => Promise.reject(FOUND)),
        build,
      ),
      FOUND,
    );
  });

  it("do not run where nothing is compiled", async () => {
    let runs = 0;
    const checked = deployment(() => Promise.resolve(void (runs += 1)));
    assert.deepEqual([await withChecksOfChanges(checked, () => Promise.resolve("built")), runs], ["built", 0]);
  });

  it("leave the build its own error", async () => {
    const failure = new DeployError("BUILD_FAILED", "It does not compile.", "");
    const build = (_signal: AbortSignal, onCompile: () => void): Promise<never> => {
      onCompile();
      return Promise.reject(failure);
    };
    await assert.rejects(
      withChecksOfChanges(
        deployment(() => Promise.resolve()),
        build,
      ),
      failure,
    );
  });
});
