import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeployError } from "../../../../../model/errors";
import { gitSource } from "../../../../../automation/build/git/gitSource";
import { restoreEnvironment } from "../../../../support/environment";

describe("the source of a build", () => {
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
    restoreEnvironment(before);
    await rm(folder, { recursive: true });
  });

  it("contains commit, branch and a clean tree", async () => {
    assert.deepEqual(await gitSource(folder, folder), {
      commit: git("rev-parse", "HEAD"),
      branch: "develop",
      dirty: false,
    });
  });

  it("is dirty where a file changed", async () => {
    await writeFile(join(folder, "backend", "main.go"), "package changed\n");
    assert.equal((await gitSource(folder, folder)).dirty, true);
  });

  it("is dirty where the catalog changed", async () => {
    await mkdir(join(folder, "catalog"));
    await writeFile(join(folder, "catalog", "data.yaml"), "tables: {}\n");
    assert.equal((await gitSource(join(folder, "backend"), join(folder, "catalog"))).dirty, true);
  });

  it("is dirty where a file was added", async () => {
    await writeFile(join(folder, "backend", "more.go"), "package main\n");
    assert.equal((await gitSource(folder, folder)).dirty, true);
  });

  it("is clean where a file outside the backend's folder changed", async () => {
    await writeFile(join(folder, "notes.txt"), "later\n");
    assert.equal((await gitSource(join(folder, "backend"), join(folder, "backend"))).dirty, false);
  });

  it("has no branch where a commit is checked out", async () => {
    git("checkout", "--quiet", "--detach");
    assert.equal((await gitSource(folder, folder)).branch, null);
  });

  it("has the branch of the CI system where a commit is checked out", async () => {
    git("checkout", "--quiet", "--detach");
    process.env["GITHUB_REF_NAME"] = "main";
    assert.equal((await gitSource(folder, folder)).branch, "main");
  });

  it("has no branch in the build of a tag", async () => {
    git("checkout", "--quiet", "--detach");
    const environment = { GITHUB_REF_NAME: "main", GITHUB_REF_TYPE: "tag" };
    assert.equal((await gitSource(folder, folder, environment)).branch, null);
  });

  it("has its own branch, whatever the CI system's branch of another repository", async () => {
    assert.equal((await gitSource(folder, folder, { GITHUB_REF_NAME: "main" })).branch, "develop");
  });

  it("has no branch of the repository in the build of a pull request", async () => {
    const environment = { GITHUB_REF_NAME: "7/merge", GITHUB_HEAD_REF: "develop" };
    assert.equal((await gitSource(folder, folder, environment)).branch, "develop (pull request)");
  });

  it("is an error where git does not read the repository", async () => {
    Object.assign(process.env, {
      GIT_TEST_ASSUME_DIFFERENT_OWNER: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
    });
    await assert.rejects(
      gitSource(folder, folder),
      (error) =>
        error instanceof DeployError &&
        error.code === "GIT_REFUSED" &&
        error.remedy.includes("git config --global --add safe.directory"),
    );
  });

  it("is an error where git fails for another reason", async () => {
    await writeFile(join(folder, ".git", "config"), "[broken\n");
    await assert.rejects(
      gitSource(folder, folder),
      (error) => error instanceof DeployError && error.code === "GIT_REFUSED",
    );
  });

  it("is an error in a repository without git", async () => {
    process.env["PATH"] = folder;
    await assert.rejects(
      gitSource(folder, folder),
      (error) => error instanceof DeployError && error.code === "GIT_REFUSED",
    );
  });

  it("is unknown outside a repository", async () => {
    await rm(join(folder, ".git"), { recursive: true });
    assert.deepEqual(await gitSource(folder, folder), { commit: null, branch: null, dirty: false });
  });

  it("is unknown outside a repository in a CI system", async () => {
    await rm(join(folder, ".git"), { recursive: true });
    process.env["GITHUB_REF_NAME"] = "main";
    assert.deepEqual(await gitSource(folder, folder), { commit: null, branch: null, dirty: false });
  });
});
