import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { changedLines } from "../../../../automation/catalog/changedLines";

describe("the lines of a change", () => {
  let folder: string;
  const git = (...args: readonly string[]): void => {
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder, stdio: "ignore" });
  };
  const write = (text: string): Promise<void> => writeFile(join(folder, "catalog", "data.yaml"), text);
  /** Since the last commit, the one before it, and the main branch. */
  const changed = async (): Promise<unknown> =>
    (await changedLines(join(folder, "catalog"), (path) => path.slice(folder.length + 1))).map((since) =>
      [...since].map(([file, lines]) => `${file} ${[...lines].join()}`),
    );

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-lines-"));
    await mkdir(join(folder, "catalog"));
    await write("a\nb\nc\n");
    git("init", "-q", "-b", "main");
    git("add", "-A");
    git("commit", "-qm", "one");
  });
  after(() => rm(folder, { recursive: true }));

  it("are none after the first commit", async () => {
    assert.deepEqual(await changed(), [[], [], []]);
  });

  it("are the uncommitted lines", async () => {
    await write("a\nB\nc\nd\ne\n");
    assert.deepEqual(await changed(), [["catalog/data.yaml 2,4,5"], [], ["catalog/data.yaml 2,4,5"]]);
  });

  it("are the lines of the last commit where all are committed", async () => {
    git("commit", "-qam", "two");
    assert.deepEqual(await changed(), [[], ["catalog/data.yaml 2,4,5"], []]);
  });

  it("are the lines of all commits of a branch", async () => {
    git("checkout", "-qb", "topic");
    await write("a\nB\nc\nd\ne\nf\n");
    git("commit", "-qam", "three");
    await write("a\nB\nc\nd\ne\nf\ng\n");
    git("commit", "-qam", "four");
    assert.deepEqual(await changed(), [[], ["catalog/data.yaml 7"], ["catalog/data.yaml 6,7"]]);
  });

  it("are none outside a repository", async () => {
    assert.deepEqual(await changedLines(join(folder, "nowhere"), String), []);
  });
});
