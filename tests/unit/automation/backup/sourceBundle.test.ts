import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { exportSource } from "../../../../automation/backup/contents/sourceBundle";
import { openSetStore, type SetStore } from "../../../../automation/backup/store/setStore";
import type { SourceCopy } from "../../../../model/backup/set";
import { BACKUPS } from "../../../support/backupSets";
import { VersionedBucket } from "../../../support/fakes/versionedBucket";
import { useMock } from "../../../support/mocks";
import { stageOf } from "../../../support/release";

describe("the git bundles of a set", () => {
  const s3 = useMock(() => mockClient(S3Client));
  let folder: string;
  let root: string;
  let bucket: VersionedBucket;
  let store: SetStore;
  const backend = process.env["LISTBACKUP_BACKEND"];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-source-"));
    root = join(folder, "project");
    await mkdir(root);
    process.env["LISTBACKUP_BACKEND"] = root;
    bucket = new VersionedBucket(s3());
    const { name, short, account, region } = stageOf("disaster-recovery");
    const stage = { ...stageOf("production"), recoveryStage: { name, short, account, region } };
    store = openSetStore(stage, { kind: "aws", region: stage.region, account });
  });
  afterEach(async () => {
    if (backend === undefined) delete process.env["LISTBACKUP_BACKEND"];
    else process.env["LISTBACKUP_BACKEND"] = backend;
    await rm(folder, { recursive: true, force: true });
  });

  function git(at: string, ...args: readonly string[]): string {
    const identity = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
    return execFileSync("git", ["-C", at, ...identity, ...args], { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  }

  /** @returns the commit */
  async function commit(content: string): Promise<string> {
    await writeFile(join(root, "file.txt"), content);
    git(root, "add", ".");
    git(root, "commit", "--quiet", "--message", content);
    return git(root, "rev-parse", "HEAD");
  }

  async function exported(commitId: string | null, dirty = false): Promise<readonly SourceCopy[]> {
    const source = { commit: commitId, branch: "main", dirty };
    return exportSource(store, "sets/production/1/", root, { source });
  }

  async function cloned({ file }: SourceCopy): Promise<string> {
    const bundle = join(folder, "restored.bundle");
    await writeFile(bundle, bucket.newest(BACKUPS, file?.key ?? "")?.bytes ?? "");
    git(folder, "clone", "--quiet", "--branch", "backup", bundle, "restored");
    return join(folder, "restored");
  }

  it("have the commit of the release with its history, and add nothing to the repository", async () => {
    git(root, "init", "--quiet");
    await commit("one");
    const released = await commit("two");
    await commit("three");
    const before = git(root, "for-each-ref");
    const [copy] = await exported(released);
    assert.ok(copy);
    const clone = await cloned(copy);
    assert.equal(await readFile(join(clone, "file.txt"), "utf8"), "two");
    assert.equal(git(clone, "rev-list", "--count", "HEAD"), "2");
    assert.deepEqual([copy.problem, git(root, "for-each-ref")], [null, before]);
  });

  it("say that a release has changes that no commit has", async () => {
    git(root, "init", "--quiet");
    const [copy] = await exported(await commit("one"), true);
    assert.deepEqual([copy?.file !== null, copy?.problem !== null], [true, true]);
  });

  for (const [what, prepare] of [
    ["is no repository", () => Promise.resolve("0".repeat(40))],
    [
      "does not have the commit",
      async () => {
        git(root, "init", "--quiet");
        await commit("one");
        return "0".repeat(40);
      },
    ],
    [
      "is a shallow clone",
      async () => {
        git(root, "init", "--quiet");
        await commit("one");
        const id = await commit("two");
        git(folder, "clone", "--quiet", "--depth", "1", `file://${root}`, "shallow");
        process.env["LISTBACKUP_BACKEND"] = join(folder, "shallow");
        return id;
      },
    ],
  ] as const)
    it(`are left out, with the reason, where the folder ${what}`, async () => {
      const [copy] = await exported(await prepare());
      assert.deepEqual([copy?.file, typeof copy?.problem], [null, "string"]);
    });

  it("leave no temporary files", async () => {
    git(root, "init", "--quiet");
    const id = await commit("one");
    const own = async (): Promise<readonly string[]> =>
      (await readdir(tmpdir())).filter((name) => name.startsWith("listbackup-bundle-"));
    const before = await own();
    await exported(id);
    assert.deepEqual(await own(), before);
  });
});
