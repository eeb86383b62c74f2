import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitSource } from "../../../../automation/build/gitSource";

describe("where a build comes from", () => {
  const before = { ...process.env };
  let folder: string;
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-C", folder, ...args], { stdio: "pipe", encoding: "utf8" }).trim();

  beforeEach(async () => {
    delete process.env["GITHUB_REF_NAME"];
    folder = await mkdtemp(join(tmpdir(), "listbackup-git-"));
    git("init", "--quiet", "--initial-branch", "develop");
    git("config", "user.name", "Tester");
    git("config", "user.email", "tester@example.com");
    await mkdir(join(folder, "backend"));
    await writeFile(join(folder, "backend", "main.go"), "package main\n");
    git("add", ".");
    git("-c", "commit.gpgsign=false", "commit", "--quiet", "--message", "Begin");
  });
  afterEach(async () => {
    process.env = { ...before };
    await rm(folder, { recursive: true });
  });

  it("is a commit, its branch, and a clean tree", async () => {
    assert.deepEqual(await gitSource(folder, folder), {
      commit: git("rev-parse", "HEAD"),
      branch: "develop",
      dirty: false,
    });
  });

  it("is dirty when a file changed", async () => {
    await writeFile(join(folder, "backend", "main.go"), "package changed\n");
    assert.equal((await gitSource(folder, folder)).dirty, true);
  });

  it("is dirty when the catalog changed", async () => {
    await mkdir(join(folder, "catalog"));
    await writeFile(join(folder, "catalog", "data.yaml"), "tables: {}\n");
    assert.equal((await gitSource(join(folder, "backend"), join(folder, "catalog"))).dirty, true);
  });

  it("is dirty when a file came", async () => {
    await writeFile(join(folder, "backend", "more.go"), "package main\n");
    assert.equal((await gitSource(folder, folder)).dirty, true);
  });

  it("is clean when what changed lies outside the backend's folder", async () => {
    await writeFile(join(folder, "notes.txt"), "later\n");
    assert.equal((await gitSource(join(folder, "backend"), join(folder, "backend"))).dirty, false);
  });

  it("has no branch when a commit is checked out", async () => {
    git("checkout", "--quiet", "--detach");
    assert.equal((await gitSource(folder, folder)).branch, null);
  });

  it("has the branch that CI names when a commit is checked out", async () => {
    git("checkout", "--quiet", "--detach");
    process.env["GITHUB_REF_NAME"] = "main";
    assert.equal((await gitSource(folder, folder)).branch, "main");
  });

  it("is unknown outside a repository", async () => {
    await rm(join(folder, ".git"), { recursive: true });
    assert.deepEqual(await gitSource(folder, folder), { commit: null, branch: null, dirty: false });
  });

  it("is unknown outside a repository in CI too", async () => {
    await rm(join(folder, ".git"), { recursive: true });
    process.env["GITHUB_REF_NAME"] = "main";
    assert.deepEqual(await gitSource(folder, folder), { commit: null, branch: null, dirty: false });
  });
});
