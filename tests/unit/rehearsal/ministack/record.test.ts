import { strict as assert } from "node:assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRecord, writeRecord, type EmulatorRecord } from "../../../../rehearsal/ministack/record";

const RUNNING: EmulatorRecord = { kind: "running", pid: 42, started: "1234", port: 4570 };

describe("the record of the emulator", () => {
  let home: string;
  before(() => {
    home = mkdtempSync(join(tmpdir(), "emulator-record-"));
  });
  after(() => {
    rmSync(home, { recursive: true });
  });

  const records: readonly EmulatorRecord[] = [RUNNING, { kind: "stopped", port: 4571 }];
  for (const record of records)
    it(`is read as it was written: ${record.kind}`, async () => {
      await writeRecord(home, record);
      assert.deepEqual(await readRecord(home), record);
    });

  const damaged: Readonly<Record<string, string>> = {
    "cut off": JSON.stringify(RUNNING).slice(0, -3),
    null: "null",
    "of another kind": JSON.stringify({ ...RUNNING, kind: "paused" }),
    "without a port": JSON.stringify({ ...RUNNING, port: undefined }),
    "with a port that is text": JSON.stringify({ kind: "stopped", port: "4570" }),
    "with the pid of a process group": JSON.stringify({ ...RUNNING, pid: -42 }),
    "with the pid of its reader's group": JSON.stringify({ ...RUNNING, pid: 0 }),
    "without a start time": JSON.stringify({ ...RUNNING, started: null }),
  };
  for (const [how, text] of Object.entries(damaged))
    it(`is none where it is damaged: ${how}`, async () => {
      writeFileSync(join(home, "emulator.json"), text);
      assert.equal(await readRecord(home), null);
    });

  it("is none where no emulator was started", async () => {
    assert.equal(await readRecord(join(home, "missing")), null);
  });
});
