import { strict as assert } from "node:assert";
import { createRequire } from "node:module";
import { log, output, Resource, runtime } from "@pulumi/pulumi";
import { reduceSdkOverhead } from "../../../../components/stage/sdkOverhead";

/*
 * Members of the Pulumi SDK that this project uses and the SDK does not declare, or does not mean to be assigned. An
 * update of the SDK may remove them without notice; then one of these tests names the member and its user.
 */
describe("private members of the Pulumi SDK", () => {
  it("Resource.stackTrace(skip) is what a resource calls for its stack trace (components/stage/sdkOverhead.ts)", () => {
    const { stackTrace } = Resource as unknown as { stackTrace: (skip: number) => readonly unknown[] };
    assert.ok(Array.isArray(stackTrace(0)));
  });

  it("log.debug can be replaced (components/stage/sdkOverhead.ts)", () => {
    const { debug } = log;
    const replacement: typeof log.debug = () => Promise.resolve();
    (log as { debug: typeof log.debug }).debug = replacement;
    try {
      assert.equal(log.debug, replacement);
    } finally {
      (log as { debug: typeof log.debug }).debug = debug;
    }
  });

  it("Output.promise(withUnknowns) resolves to the value (components/stage/gate.ts)", async () => {
    const value = output("a") as unknown as { promise(withUnknowns?: boolean): Promise<string> };
    assert.equal(await value.promise(true), "a");
  });

  it("runtime.waitForRPCs() resolves (tests/unit/components/mocks.ts)", async () => {
    const { waitForRPCs } = runtime as unknown as { waitForRPCs(): Promise<void> };
    assert.equal(await waitForRPCs(), undefined);
  });

  it("runtime/debuggable.debuggablePromise wraps a promise (components/stage/sdkOverhead.ts)", async () => {
    const module = createRequire(__filename)("@pulumi/pulumi/runtime/debuggable") as {
      debuggablePromise: (promise: Promise<string>, context: string) => Promise<string>;
    };
    assert.equal(await module.debuggablePromise(Promise.resolve("a"), "test"), "a");
  });

  it("runtime/debuggable.leakedPromises() finds what the replacement tracks (components/stage/sdkOverhead.ts)", async () => {
    const sdk = createRequire(__filename);
    const debuggable = sdk("@pulumi/pulumi/runtime/debuggable") as {
      debuggablePromise: (promise: Promise<string>, context: string) => Promise<string>;
      leakedPromises: () => readonly [ReadonlySet<Promise<string>>, string];
    };
    const { debuggablePromise } = debuggable;
    reduceSdkOverhead();
    try {
      const pending = new Promise<string>(() => undefined);
      void debuggable.debuggablePromise(pending, "test");
      await debuggable.debuggablePromise(Promise.resolve("a"), "test");
      assert.deepEqual([...debuggable.leakedPromises()[0]], [pending]);
    } finally {
      debuggable.debuggablePromise = debuggablePromise;
    }
  });
});
