import { strict as assert } from "node:assert";
import { setImmediate as later } from "node:timers/promises";
import { createRequire } from "node:module";
import { withProgramStore } from "../../../../../automation/engine/program/programStore";

/** Not declared by the SDK. */
interface SdkState {
  withLocalStorage<T>(callback: () => T): T;
  getLocalStore(): object | undefined;
}

const sdk = createRequire(__filename)("@pulumi/pulumi/runtime/state") as SdkState;

describe("what the SDK keeps of a program", () => {
  it("is there until the program ends, and not after the run", async () => {
    const seen = await withProgramStore(() =>
      sdk.withLocalStorage(async () => {
        const first = sdk.getLocalStore();
        await later();
        return [first, sdk.getLocalStore()] as const;
      }),
    );
    assert.notEqual(seen[0], undefined);
    assert.equal(seen[0], seen[1]);
    assert.equal(sdk.getLocalStore(), undefined);
  });

  it("is another one for the next program", async () => {
    const store = (): Promise<object | undefined> =>
      withProgramStore(() => sdk.withLocalStorage(() => Promise.resolve(sdk.getLocalStore())));
    const first = await store();
    assert.notEqual(await store(), first);
  });

  it("is of one program: a second one does not begin, and the first goes on", async () => {
    const first = withProgramStore(() => later("first"));
    await assert.rejects(
      withProgramStore(() => later("second")),
      /runs already/,
    );
    assert.equal(await first, "first");
  });

  it("has no stack traces, which are there again after it", async () => {
    const before = Error.stackTraceLimit;
    assert.equal(await withProgramStore(() => Promise.resolve(Error.stackTraceLimit)), 0);
    assert.equal(Error.stackTraceLimit, before);
  });

  it("is free again after a run that failed", async () => {
    await assert.rejects(withProgramStore(() => Promise.reject(new Error("failed"))));
    assert.equal(await withProgramStore(() => Promise.resolve("next")), "next");
  });
});
