import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateX25519Identity, identityToRecipient } from "age-encryption";
import { readLease, writeLease } from "../../../automation/aws/buckets/lease";
import { PULUMI_PROJECT } from "../../../automation/engine/state/project";
import { takeLease } from "../../../automation/lock/lease";
import { ENGINE_PROCESS } from "../../../automation/engine/run/engineProcess";
import { ownerName } from "../../../model/lock/leaseOwner";
import { clientsOf } from "../../support/emulator/clients";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";
import { withRecovery, type TestRecovery } from "../../support/project/recovery";
import { runBlock, runbookBlocks, sourceHost } from "../../support/project/runbook";

describe("the runbook", function () {
  this.timeout(600_000);
  let project: PreparedProject;
  let recovery: TestRecovery;
  let folder: string;
  let repository: string;
  let aws: ReturnType<typeof clientsOf>;

  before(async () => {
    project = await preparedProject();
    recovery = await withRecovery(project, project.endpoint);
    folder = await mkdtemp(join(tmpdir(), "listbackup-runbooks-"));
    repository = await sourceHost(project, folder);
    aws = clientsOf(project.endpoint, recovery.stage.account, recovery.stage.region);
    const identity = await generateX25519Identity();
    await writeFile(join(folder, "key.txt"), `${identity}\n`, { mode: 0o600 });
    const recipient = await identityToRecipient(identity);
    for (const args of [
      ["dr", "backup", "dev"],
      ["dr", "export", "dev", "--file", join(folder, "dev.age"), "--recipient", recipient],
    ]) {
      const { exit, stdout, stderr } = await project.deploy([...args, "--rehearsal"]);
      assert.equal(exit, 0, stdout + stderr);
    }
  });
  after(async () => {
    await project.remove();
    await rm(folder, { recursive: true, force: true });
  });

  /** A machine that has nothing yet. */
  async function machine(name: string): Promise<string> {
    const path = join(folder, name);
    await mkdir(path);
    return path;
  }

  async function copySecrets(to: string): Promise<void> {
    for (const file of ["dev.age", "key.txt"])
      await writeFile(join(to, file), await readFile(join(folder, file)), { mode: 0o600 });
  }

  it("for the day when the laptop is gone: another machine breaks its lock and deploys", async () => {
    const { stage } = recovery;
    const target = { ...recovery.target, region: stage.region };
    const held = await takeLease(
      { stage, target },
      { command: "up dev", who: "ann", reason: null, note: () => undefined, engine: ENGINE_PROCESS },
    );
    const stored = await readLease(target, stage);
    assert.ok(stored?.lease);
    // Of a machine that no other can look into.
    const lease = { ...stored.lease, place: { ...stored.lease.place, host: "lost-laptop" } };
    await writeLease(target, stage, lease, stored);
    try {
      const path = await machine("laptop");
      const [install = "", cancel = ""] = await runbookBlocks("The laptop is gone");
      await runBlock(project, path, install, { REPOSITORY: repository });
      await runBlock(project, join(path, "deploy"), cancel, { OWNER: ownerName(lease) });
    } finally {
      await held.release();
    }
    assert.equal(await readLease(target, stage), null);
  });

  it("for the day when the CI is gone: a person deploys", async () => {
    const [block = ""] = await runbookBlocks("The CI is gone");
    assert.match(await runBlock(project, project.root, block), /Verification passed/);
  });

  it("for the day when the source host is gone: both repositories come back from an exported set", async () => {
    const path = await machine("source");
    const [block = ""] = await runbookBlocks("The source host is gone");
    const host = join(path, "new-host.git");
    execFileSync("git", ["init", "--quiet", "--bare", host]);
    await copySecrets(path);
    await runBlock(project, path, block, { NEW_HOST: host });
    const commitOf = (repo: string, name: string): string =>
      execFileSync("git", ["-C", repo, "rev-parse", name]).toString();
    assert.equal(commitOf(host, "main"), commitOf(repository, "main"));
    assert.equal(commitOf(join(path, "backend"), "HEAD"), commitOf(repository, "main"));
  });

  it("for the day when parameters are gone: they come back with the same values", async () => {
    const Name = "/listbackup/jwt-secret";
    const valueOf = async (): Promise<string | undefined> =>
      (await aws.ssm.getParameter({ Name, WithDecryption: true })).Parameter?.Value;
    const before = await valueOf();
    await aws.ssm.deleteParameter({ Name });
    const [block = ""] = await runbookBlocks("Parameters are gone");
    await copySecrets(project.root);
    await runBlock(project, project.root, block);
    assert.equal(await valueOf(), before);
  });

  it("for the day when the state is gone: it comes back from a backup, and matches AWS", async () => {
    const { account, region } = recovery.stage;
    const state = join(".rehearsal", "state", `${account}-${region}`, ".pulumi", "stacks", PULUMI_PROJECT, "dev.json");
    await rm(join(project.root, state));
    const [block = ""] = await runbookBlocks("The state is gone");
    await runBlock(project, project.root, block);
    assert.match(await readFile(join(project.root, state), "utf8"), /listbackup-dev-users/);
  });
});
