import { strict as assert } from "node:assert";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PULUMI_PROJECT } from "../../../automation/engine/state/project";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const UP = ["up", "dev", "--rehearsal", "--yes"] as const;
const PREVIEW = ["preview", "dev", "--rehearsal", "--full", "--expect-no-changes"] as const;
const STACKS = join(".rehearsal", "state", `${DEV.account}-${DEV.region}`, ".pulumi", "stacks", PULUMI_PROJECT);

/* One stage, each test going on from where the one before left it. */
describe("a live stage", function () {
  this.timeout(600_000);
  let project: TestProject;
  let state: string;

  before(async () => {
    project = await preparedProject();
    state = join(project.root, STACKS, "dev.json");
  });
  after(() => project.remove());

  function assertDone({ exit, stdout, stderr }: CommandResult): void {
    assert.equal(exit, 0, stdout + stderr);
  }

  function assertRefused({ exit, json, stdout, stderr }: CommandResult, code: string): void {
    assert.deepEqual([exit, json.error?.code], [3, code], stdout + stderr);
  }

  it("is not left for another state, account or proxy by the user's environment", async () => {
    const elsewhere = join(project.root, "elsewhere");
    const unreachable = "http://127.0.0.1:1";
    assertDone(
      await project.deploy(PREVIEW, {
        PULUMI_BACKEND_URL: `file://${elsewhere}`,
        PULUMI_STACK: "other",
        PULUMI_CONFIG: "{}",
        PULUMI_CONFIG_PASSPHRASE: "another",
        PULUMI_ACCESS_TOKEN: "pul-0000",
        PULUMI_DEBUG_PROVIDERS: "aws:1",
        AWS_ENDPOINT_URL: unreachable,
        AWS_ENDPOINT_URL_S3: unreachable,
        AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
        AWS_REGION: "eu-west-1",
        http_proxy: unreachable,
        https_proxy: unreachable,
        grpc_proxy: unreachable,
        HTTPS_PROXY: unreachable,
      }),
    );
  });

  it("is not deployed a second time if its state is missing, which status reports", async () => {
    await rm(join(project.root, STACKS), { recursive: true });
    assertRefused(await project.deploy(UP), "STATE_MISSING");
    assertRefused(await project.deploy(["rollback", "dev", "--rehearsal", "--yes"]), "STATE_MISSING");
    assertRefused(await project.deploy(["destroy", "dev", "--confirm", "dev", "--rehearsal"]), "STATE_MISSING");
    const status = await project.deploy(["status", "dev", "--rehearsal"]);
    assert.equal(status.json.stages?.[0]?.["kind"], "state-missing");
  });

  it("has its state again from a backup, as the last deployment left it", async () => {
    assertDone(await project.deploy(["restore-state", "dev", "--rehearsal"]));
    assertDone(await project.deploy(["refresh", "dev", "--check", "--rehearsal"]));
    assertDone(await project.deploy(PREVIEW));
  });

  it("is refused on a state that it was not deployed with", async () => {
    const own = await readFile(state, "utf8");
    type Resource = { type: string; outputs?: { version?: string } };
    type State = { secrets_providers: { state: { salt: string } }; resources: Resource[] };
    const other = JSON.parse(own) as { checkpoint: { latest: State } };
    const { secrets_providers, resources } = other.checkpoint.latest;
    secrets_providers.state.salt = "v1:another";
    // A state with the versions of the release is the same one under another key.
    for (const { type, outputs } of resources)
      if (type === "aws:lambda/function:Function" && outputs !== undefined) outputs.version = "0";
    await writeFile(state, JSON.stringify(other));
    const up = await project.deploy(UP);
    await writeFile(state, own);
    assertRefused(up, "STATE_MISMATCH");
  });

  it("keeps its state's lineage from one deployment to the next", async () => {
    await project.edit("catalog/services/users.yaml", (text) => text.replace(/memory: \d+/, "memory: 256"));
    assertDone(await project.deploy(UP));
    await project.edit("catalog/services/users.yaml", (text) => text.replace(/memory: \d+/, "memory: 128"));
    assertDone(await project.deploy(UP));
    const { json } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    const { releases } = json as unknown as { readonly releases: readonly { readonly lineage: string | null }[] };
    const lineages = releases.map(({ lineage }) => lineage);
    assert.deepEqual(new Set(lineages).size === 1 && lineages[0] !== null, true, JSON.stringify(lineages));
  });

  it("is not restored to a backup that there is not", async () => {
    assertRefused(
      await project.deploy(["restore-state", "dev", "--from", "1000000000000", "--rehearsal"]),
      "BACKUP_UNKNOWN",
    );
  });

  it("counts as never deployed when it no longer exists on AWS and a user confirms that", async () => {
    await rm(join(project.root, STACKS), { recursive: true });
    assertDone(await project.deploy(["restore-state", "dev", "--forget", "--rehearsal"]));
    const status = await project.deploy(["status", "dev", "--rehearsal"]);
    assert.equal(status.json.stages?.[0]?.["kind"], "empty");
  });
});
