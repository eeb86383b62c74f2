import { strict as assert } from "node:assert";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readStage } from "../../../automation/session";
import { STAGES } from "../../../model/stage/name";
import { ROOT } from "../../support/project/project";

describe("reading a stage", () => {
  let root = "";

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-session-"));
    for (const stage of STAGES) await cp(join(ROOT, `Pulumi.${stage}.yaml`), join(root, `Pulumi.${stage}.yaml`));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("says where its recovery stage is", async () => {
    assert.deepEqual((await readStage(root, "production")).recoveryStage, {
      name: "disaster-recovery",
      short: "dr",
      account: "100000000003",
      region: "us-east-1",
    });
  });

  it("has no recovery stage where recovery is off", async () => {
    assert.equal((await readStage(root, "dev")).recoveryStage, undefined);
  });

  it("rejects a recovery stage in another account", async () => {
    const file = join(root, "Pulumi.production.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("into: disaster-recovery", "into: staging"));
    await assert.rejects(readStage(root, "production"), { code: "CONFIG_INVALID" });
  });

  it("rejects a failover of a domain that the other stage does not have", async () => {
    const file = join(root, "Pulumi.disaster-recovery.yaml");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace("domain: api.listbackup.ai", "domain: www.listbackup.ai"));
    await assert.rejects(readStage(root, "disaster-recovery"), { code: "CONFIG_INVALID" });
  });
});
