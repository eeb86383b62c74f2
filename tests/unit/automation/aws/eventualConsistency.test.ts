import { strict as assert } from "node:assert";
import { retryUntilConsistent, retryConflicts } from "../../../../automation/aws/eventualConsistency";

const WAIT = { attempts: 3, pauseMs: 1 };
const failing = (name: string, times: number): { readonly call: () => Promise<string>; calls: number } => {
  const state = {
    calls: 0,
    call: (): Promise<string> => {
      state.calls += 1;
      return state.calls > times
        ? Promise.resolve("done")
        : Promise.reject(Object.assign(new Error("no"), { name, $metadata: { httpStatusCode: 400 } }));
    },
  };
  return state;
};

describe("retryUntilConsistent", () => {
  for (const name of ["NotFoundException", "NoSuchBucket", "OperationAborted", "PriorRequestNotComplete"]) {
    it(`repeats the call after ${name}`, async () => {
      const service = failing(name, 2);
      assert.deepEqual([await retryUntilConsistent(service.call, WAIT), service.calls], ["done", 3]);
    });
  }

  it("gives up after the last attempt", async () => {
    const service = failing("NotFoundException", 9);
    await assert.rejects(retryUntilConsistent(service.call, WAIT), { name: "NotFoundException" });
    assert.equal(service.calls, 3);
  });

  for (const name of ["AccessDenied", "LimitExceededException", "ValidationException"]) {
    it(`does not repeat the call after ${name}`, async () => {
      const service = failing(name, 1);
      await assert.rejects(retryUntilConsistent(service.call, WAIT), { name });
      assert.equal(service.calls, 1);
    });
  }
});

describe("retryConflicts", () => {
  it("repeats a write that met another one in progress", async () => {
    const s3 = failing("ConditionalRequestConflict", 2);
    assert.deepEqual([await retryConflicts(s3.call, WAIT), s3.calls], ["done", 3]);
  });

  it("does not repeat a write whose condition does not hold", async () => {
    const s3 = failing("PreconditionFailed", 1);
    await assert.rejects(retryConflicts(s3.call, WAIT), { name: "PreconditionFailed" });
    assert.equal(s3.calls, 1);
  });
});
