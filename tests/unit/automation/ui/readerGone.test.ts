import { strict as assert } from "node:assert";
import { once } from "node:events";
import { PassThrough } from "node:stream";
import { readerGone } from "../../../../automation/ui/readerGone";

describe("readerGone", () => {
  it("is aborted when a write fails", async () => {
    const stdout = new PassThrough();
    const signal = readerGone(stdout);
    assert.equal(signal.aborted, false);
    stdout.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    await once(signal, "abort");
    assert.equal(signal.aborted, true);
  });
});
