import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { selectExisting } from "../../../../../automation/engine/stack/selectExisting";

/** As the SDK has it: a method of the class. */
class FakeWorkspace {
  readonly selected: string[] = [];

  selectStack(name: string): Promise<void> {
    this.selected.push(name);
    return Promise.resolve();
  }
}

describe("the selection of a stack", () => {
  let folder: string;
  let workspace: FakeWorkspace;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-select-"));
    workspace = new FakeWorkspace();
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const save = async (content: string): Promise<void> => {
    const states = join(folder, ".pulumi", "stacks", "project");
    await mkdir(states, { recursive: true });
    await writeFile(join(states, "dev.json"), content);
  };
  const select = (): Promise<Stack | null> =>
    selectExisting(
      workspace as unknown as LocalWorkspace,
      { state: { url: `file://${folder}` }, stack: { project: "project", name: "dev" } } as Parameters<
        typeof selectExisting
      >[1],
      async (given) => {
        await given.selectStack("dev");
        return {} as Stack;
      },
    );
  const READABLE = JSON.stringify({ version: 3, checkpoint: { latest: { resources: [] } } });

  it("does not ask the CLI where the state can be read", async () => {
    await save(READABLE);
    await select();
    assert.deepEqual(workspace.selected, []);
  });

  it("leaves a workspace that asks the CLI: the stack may be removed and created again", async () => {
    await save(READABLE);
    await select();
    await workspace.selectStack("dev");
    assert.deepEqual(workspace.selected, ["dev"]);
  });

  it("finds none where there is no state, and does not ask the CLI", async () => {
    assert.equal(await select(), null);
    assert.deepEqual(workspace.selected, []);
  });

  it("is the CLI's where the state has no deployment yet", async () => {
    await save(JSON.stringify({ version: 3, checkpoint: {} }));
    await select();
    assert.deepEqual(workspace.selected, ["dev"]);
  });

  it("is the CLI's where the state is damaged", async () => {
    await save('{"version": 3, "check');
    await select();
    assert.deepEqual(workspace.selected, ["dev"]);
  });
});
