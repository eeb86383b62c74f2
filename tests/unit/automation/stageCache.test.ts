import { strict as assert } from "node:assert";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cachedStage } from "../../../automation/stageCache";
import { parseStage } from "../../../model/stage/parse";
import { STAGES, type StageName } from "../../../model/stage/name";
import type { Stage } from "../../../model/stage/stage";
import { ROOT } from "../../support/project/project";

describe("a cached stage", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-stage-"));
  });
  afterEach(() => rm(root, { recursive: true }));

  const textOf = (name: StageName): Promise<string> => readFile(join(ROOT, `Pulumi.${name}.yaml`), "utf8");
  const read = (name: StageName, text: string, program: string | null = "a"): Promise<Stage> =>
    cachedStage(root, name, `Pulumi.${name}.yaml`, text, program);
  const storedFile = (): string => join(root, ".build", "stage-dev.json");

  /** Marks what is stored, so that a test sees where a stage comes from. */
  async function mark(): Promise<void> {
    const { key, stage } = JSON.parse(await readFile(storedFile(), "utf8")) as { key: string; stage: Stage };
    await writeFile(storedFile(), JSON.stringify({ key, stage: { ...stage, region: "marked" } }));
  }

  for (const name of STAGES)
    it(`is what its file says: ${name}`, async () => {
      const text = await textOf(name);
      await read(name, text);
      assert.deepEqual(await read(name, text), parseStage(name, `Pulumi.${name}.yaml`, text));
    });

  it("is reused while file and program are the same", async () => {
    const text = await textOf("dev");
    await read("dev", text);
    await mark();
    assert.equal((await read("dev", text)).region, "marked");
  });

  const changes: Readonly<Record<string, (text: string) => Promise<Stage>>> = {
    "another file": (text) => read("dev", `${text}\n# more\n`),
    "another program": (text) => read("dev", text, "b"),
    "a program that is not compiled": (text) => read("dev", text, null),
    "a stored file that others can write": async (text) => {
      await chmod(storedFile(), 0o666);
      return read("dev", text);
    },
  };
  for (const [what, change] of Object.entries(changes))
    it(`is parsed with ${what}`, async () => {
      const text = await textOf("dev");
      await read("dev", text);
      await mark();
      assert.notEqual((await change(text)).region, "marked");
    });

  it("is private", async () => {
    await read("dev", await textOf("dev"));
    assert.equal((await stat(storedFile())).mode & 0o777, 0o600);
  });
});
