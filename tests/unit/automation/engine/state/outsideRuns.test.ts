import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outsideRun, outsideRuns } from "../../../../../automation/engine/state/outsideRuns";
import { describeOutsideRun } from "../../../../../automation/ui/outsideRun";

const SINCE = 1_795_853_000;
const entry = (startTime: number, execKind: string | undefined, more: object = {}): string =>
  JSON.stringify({
    kind: "update",
    startTime,
    environment: execKind === undefined ? {} : { "exec.kind": execKind },
    result: "succeeded",
    resourceChanges: { create: 2, same: 80 },
    ...more,
  });

describe("a run in the engine's history", () => {
  it("of the CLI since the newest deployment is reported, without unchanged resources", () => {
    assert.deepEqual(outsideRun(entry(SINCE + 5, "cli"), SINCE), {
      kind: "update",
      startedAt: SINCE + 5,
      succeeded: true,
      changes: { create: 2 },
    });
  });

  const OTHERS: Readonly<Record<string, string>> = {
    "of the driver": entry(SINCE + 5, "auto.inline"),
    "before the newest deployment": entry(SINCE - 1, "cli"),
    "that is no JSON": "{",
    "of an unknown form": "[]",
  };
  for (const [what, text] of Object.entries(OTHERS)) {
    it(`${what} is left out`, () => {
      assert.equal(outsideRun(text, SINCE), null);
    });
  }

  it("that names no starter is not the driver's", () => {
    assert.equal(outsideRun(entry(SINCE + 5, undefined), SINCE)?.kind, "update");
  });

  it("that failed says so", () => {
    const run = outsideRun(entry(SINCE + 5, "cli", { kind: "destroy", result: "failed" }), SINCE);
    assert.match(run === null ? "" : describeOutsideRun(run), /^`pulumi destroy` at .* \(failed, create 2\)$/);
  });
});

describe("the history of a state in files", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-history-"));
    const history = join(folder, ".pulumi", "history", "listbackup-backend", "dev");
    await mkdir(history, { recursive: true });
    const write = (startTime: number, text: string): Promise<void> =>
      writeFile(join(history, `dev-${String(startTime)}000000001.history.json`), text);
    await write(SINCE - 10, entry(SINCE - 10, "cli"));
    await write(SINCE + 20, entry(SINCE + 20, "cli", { kind: "refresh" }));
    await write(SINCE + 10, entry(SINCE + 10, "cli"));
    await write(SINCE + 15, entry(SINCE + 15, "auto.inline"));
    await writeFile(join(history, `dev-${String(SINCE + 10)}000000001.checkpoint.json`), "{}");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const target = { kind: "aws", region: "us-west-2", account: "100000000001" } as const;

  it("gives what the CLI did since, oldest first", async () => {
    const runs = await outsideRuns(`file://${folder}`, target, "dev", SINCE);
    assert.deepEqual(
      runs.map(({ kind, startedAt }) => [kind, startedAt]),
      [
        ["update", SINCE + 10],
        ["refresh", SINCE + 20],
      ],
    );
  });

  it("of a stage without any is empty", async () => {
    assert.deepEqual(await outsideRuns(`file://${folder}`, target, "staging", SINCE), []);
  });
});
