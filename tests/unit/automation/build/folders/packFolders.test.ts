import { strict as assert } from "node:assert";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";
import { packFolders, type FolderBuildResult } from "../../../../../automation/build/folders/packFolders";
import { unitOf, type FolderUnit } from "../../../../../automation/build/units";
import { functionSchema } from "../../../../../model/catalog/schema/service";

const WORKER = unitOf(
  functionSchema.parse({ handler: "./python/worker", runtime: "python3.13", entry: "app.handler" }),
) as FolderUnit;

describe("packing a folder", () => {
  let backend: string;
  let target: string;
  const write = async (name: string, text: string): Promise<void> => {
    await mkdir(dirname(join(backend, name)), { recursive: true });
    await writeFile(join(backend, name), text);
  };
  const pack = (): Promise<FolderBuildResult> =>
    packFolders({
      backend,
      units: [WORKER],
      artifactsFolder: join(target, "artifacts"),
      cacheFile: join(target, "folders.json"),
    });
  const digestOf = ({ artifacts }: FolderBuildResult): string => artifacts.get(WORKER.name)?.digest ?? "none";
  const namesIn = async (packed: FolderBuildResult): Promise<readonly string[]> =>
    Object.keys(unzipSync(await readFile(join(target, "artifacts", `${digestOf(packed)}.zip`))));

  beforeEach(async () => {
    backend = await mkdtemp(join(tmpdir(), "listbackup-folder-"));
    target = await mkdtemp(join(tmpdir(), "listbackup-packed-"));
    await write("python/worker/app.py", "def handler(event, context): return 1\n");
    await write("python/worker/requests/api.py", "pass\n");
  });
  afterEach(async () => {
    for (const folder of [backend, target]) await rm(folder, { recursive: true });
  });

  it("contains the code and its vendored packages, sorted by name", async () => {
    await write("python/worker/node_modules/left-pad/test/index.js", "");
    assert.deepEqual(await namesIn(await pack()), ["app.py", "node_modules/left-pad/test/index.js", "requests/api.py"]);
  });

  for (const name of [
    "tests/test_app.py",
    "test_app.py",
    "app.test.js",
    ".env",
    ".env.production",
    ".git/config",
    "__pycache__/app.cpython-313.pyc",
    "requests/__pycache__/api.pyc",
    "requests/.env",
    "node_modules/.bin/tool",
  ]) {
    it(`excludes ${name}`, async () => {
      await write(`python/worker/${name}`, "x");
      assert.deepEqual(await namesIn(await pack()), ["app.py", "requests/api.py"]);
    });
  }

  it("produces the same bytes for all times and modes of the files", async () => {
    const before = digestOf(await pack());
    await utimes(join(backend, "python/worker/app.py"), 1, 1);
    await chmod(join(backend, "python/worker/app.py"), 0o700);
    await rm(join(target, "folders.json"));
    assert.equal(digestOf(await pack()), before);
  });

  it("does not pack an unchanged folder again", async () => {
    await pack();
    const { built, unchanged } = await pack();
    assert.deepEqual([built, unchanged], [[], ["python/worker (python)"]]);
  });

  it("packs again after a file changed", async () => {
    const before = digestOf(await pack());
    await write("python/worker/requests/api.py", "raise\n");
    assert.notEqual(digestOf(await pack()), before);
  });

  it("packs again after a file was removed", async () => {
    await pack();
    await rm(join(backend, "python/worker/requests"), { recursive: true });
    assert.deepEqual(await namesIn(await pack()), ["app.py"]);
  });

  it("packs the target of a link within the backend", async () => {
    await write("python/shared/log.py", "pass\n");
    await symlink("../shared", join(backend, "python/worker/shared"));
    assert.deepEqual(await namesIn(await pack()), ["app.py", "requests/api.py", "shared/log.py"]);
  });

  it("rejects a link out of the backend, and stores nothing", async () => {
    await symlink(target, join(backend, "python/worker/outside"));
    const { failures } = await pack();
    assert.deepEqual(
      [failures.map(({ file, message }) => [file, message]), await readdir(target)],
      [[["python/worker/outside", "python/worker/outside: is a symbolic link that leaves the backend's folder"]], []],
    );
  });

  for (const [to, target] of [
    ["../../.env", ".env"],
    ["../../.git", ".git"],
    ["../../.git/config", ".git/config"],
    [".env", "python/worker/.env"],
  ] as const) {
    it(`rejects a link to ${target}, whatever its name`, async () => {
      await write(".env", "SECRET=1\n");
      await write(".git/config", "[core]\n");
      await write("python/worker/.env", "SECRET=1\n");
      await symlink(to, join(backend, "python/worker/cfg"));
      const { failures, artifacts } = await pack();
      assert.deepEqual(
        [failures.map(({ message }) => message), artifacts.size],
        [[`python/worker/cfg: is a symbolic link to ${target}, which is excluded from artifacts`], 0],
      );
    });
  }

  describe("whose folder is a link", () => {
    const linkTo = async (folder: string): Promise<void> => {
      await rm(join(backend, "python/worker"), { recursive: true });
      await symlink(folder, join(backend, "python/worker"));
    };

    it("rejects a link out of the backend", async () => {
      await writeFile(join(target, "app.py"), "pass\n");
      await linkTo(target);
      const { failures, artifacts } = await pack();
      assert.deepEqual(
        [failures.map(({ message }) => message), artifacts.size],
        [["python/worker: is a symbolic link that leaves the backend's folder"], 0],
      );
    });

    it("rejects a link to an excluded folder", async () => {
      await write(".git/config", "[core]\n");
      await linkTo("../.git");
      assert.deepEqual(
        (await pack()).failures.map(({ message }) => message),
        ["python/worker: is a symbolic link to .git, which is excluded from artifacts"],
      );
    });

    it("packs a link within the backend", async () => {
      await write("python/shared/log.py", "pass\n");
      await linkTo("shared");
      assert.deepEqual(await namesIn(await pack()), ["log.py"]);
    });
  });

  it("rejects a link to a folder that contains it", async () => {
    await symlink("..", join(backend, "python/worker/requests/up"));
    assert.deepEqual(
      (await pack()).failures.map(({ file }) => file),
      ["python/worker/requests/up"],
    );
  });

  it("rejects more than Lambda unpacks, and reports the largest file", async () => {
    await write("python/worker/model.bin", "");
    await truncate(join(backend, "python/worker/model.bin"), 251 * 1024 * 1024);
    const [failure] = (await pack()).failures;
    assert.match(
      failure?.message ?? "",
      /252 MB, the limit of Lambda is 250 MB; its largest file is model\.bin \(251 MB\)/,
    );
  });

  it("rejects a folder without files", async () => {
    await rm(join(backend, "python/worker"), { recursive: true });
    await write("python/worker/.gitignore", "");
    assert.deepEqual(
      (await pack()).failures.map(({ file }) => file),
      ["python/worker"],
    );
  });
});
