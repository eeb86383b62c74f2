import { strict as assert } from "node:assert";
import { createStack } from "../../../../../automation/engine/stack/stack";

const RETRY = { attempts: 3, pauseMs: 1 };
/** As the Automation API throws it. */
const engineFailed = (stderr: string): Error =>
  Object.assign(new Error("code: -2"), { commandResult: { err: Object.assign(new Error("x"), { stderr }) } });
const kms = (answer: string): Error =>
  engineFailed(
    `error: could not create stack: secrets (code=NotFound): operation error KMS: GenerateDataKey, https response error StatusCode: 400, RequestID: r, ${answer}`,
  );

describe("creating a stack right after bootstrap", () => {
  function attempts(errors: readonly Error[]): {
    readonly create: () => Promise<string>;
    readonly count: () => number;
  } {
    const left = [...errors];
    let calls = 0;
    return {
      create: () => {
        calls += 1;
        const error = left.shift();
        return error === undefined ? Promise.resolve("stack") : Promise.reject(error);
      },
      count: () => calls,
    };
  }

  it("waits for a key that KMS does not find yet", async () => {
    const unknown = kms("NotFoundException: Alias arn:aws:kms:us-west-2:1:alias/listbackup-state is not found.");
    const { create, count } = attempts([unknown, unknown]);
    assert.deepEqual([await createStack("dev", create, RETRY), count()], ["stack", 3]);
  });

  it("is not retried where KMS denies access", async () => {
    const { create, count } = attempts([kms("api error AccessDeniedException: not authorized")]);
    await assert.rejects(createStack("dev", create, RETRY), { code: "AWS" });
    assert.equal(count(), 1);
  });

  it("does not report a damaged state where the disk is full", async () => {
    const { create } = attempts([engineFailed("error: open /s/dev.json: no space left on device")]);
    await assert.rejects(createStack("dev", create, RETRY), { code: "DISK" });
  });
});
