import { strict as assert } from "node:assert";
import { createStack } from "../../../../../automation/engine/stack/stack";

const WAIT = { attempts: 3, pauseMs: 1 };
/** As the Automation API throws it. */
const engineFailed = (stderr: string): Error =>
  Object.assign(new Error("code: -2"), { commandResult: { err: Object.assign(new Error("x"), { stderr }) } });
const kms = (said: string): Error =>
  engineFailed(
    `error: could not create stack: secrets (code=NotFound): operation error KMS: GenerateDataKey, https response error StatusCode: 400, RequestID: r, ${said}`,
  );

describe("a stack right after bootstrap", () => {
  function attempts(errors: readonly Error[]): {
    readonly create: () => Promise<string>;
    readonly count: () => number;
  } {
    const left = [...errors];
    let made = 0;
    return {
      create: () => {
        made += 1;
        const error = left.shift();
        return error === undefined ? Promise.resolve("stack") : Promise.reject(error);
      },
      count: () => made,
    };
  }

  it("waits for a key that KMS does not know yet", async () => {
    const unknown = kms("NotFoundException: Alias arn:aws:kms:us-west-2:1:alias/listbackup-state is not found.");
    const { create, count } = attempts([unknown, unknown]);
    assert.deepEqual([await createStack("dev", create, WAIT), count()], ["stack", 3]);
  });

  it("is not tried again where KMS denies access", async () => {
    const { create, count } = attempts([kms("api error AccessDeniedException: not authorized")]);
    await assert.rejects(createStack("dev", create, WAIT), { code: "AWS" });
    assert.equal(count(), 1);
  });

  it("is not called damaged where the disk is full", async () => {
    const { create } = attempts([engineFailed("error: open /s/dev.json: no space left on device")]);
    await assert.rejects(createStack("dev", create, WAIT), { code: "DISK" });
  });
});
