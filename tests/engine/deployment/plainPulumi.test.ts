import { strict as assert } from "node:assert";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deleteObjects } from "../../../automation/aws/buckets/objects";
import { createRecord, readRecentRecords } from "../../../automation/aws/buckets/releases";
import type { AwsTarget } from "../../../automation/aws/target";
import { readJournaledState } from "../../../automation/engine/journal/unfinishedRuns";
import { factsOf } from "../../../automation/state/stateFacts";
import { DRIVER_NAMES } from "../../../model/names";
import { plainPulumi, type PlainPulumi, type PulumiRun } from "../../support/project/plainPulumi";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";
import { stageOf } from "../../support/release";

const STAGE_FILE = "Pulumi.dev.yaml";
const RELEASE = join(".build", "release.json");

function targetOf({ endpoint }: PreparedProject): AwsTarget {
  const { region, account } = stageOf("dev");
  return { kind: "rehearsal", region, account, endpoint };
}

/* The real Pulumi CLI runs index.ts on a stage that `bin/deploy` has deployed. The tests build on each other. */
describe("plain Pulumi", function () {
  this.timeout(600_000);
  let project: PreparedProject;
  let plain: PlainPulumi;

  before(async () => {
    project = await preparedProject();
    plain = await plainPulumi(project, "dev");
  });
  after(() => project.remove());

  const STACK = ["--stack", "dev"];
  const preview = (environment?: NodeJS.ProcessEnv): Promise<PulumiRun> =>
    plain.pulumi(["preview", ...STACK], environment);
  const up = (): Promise<PulumiRun> => plain.pulumi(["up", ...STACK, "--skip-preview", "--yes"]);
  const setConfig = (key: string, value: string): Promise<PulumiRun> =>
    plain.pulumi(["config", "set", key, value, ...STACK]);

  /** Runs something with another content of a file of the project. */
  async function withFile<T>(file: string, change: (text: string) => string, work: () => Promise<T>): Promise<T> {
    const path = join(project.root, file);
    const before = await readFile(path, "utf8");
    await writeFile(path, change(before));
    try {
      return await work();
    } finally {
      await writeFile(path, before);
    }
  }

  /** What is refused has an error of this program, and no stack trace. */
  function assertRefused({ code, output }: PulumiRun, errorCode: string): void {
    assert.notEqual(code, 0, output);
    assert.ok(output.includes(`(${errorCode})`), output);
    assert.doesNotMatch(output, /unhandled exception| {4}at /);
  }

  it("finds no changes after `bin/deploy up`", async () => {
    const { code, output } = await plain.pulumi(["preview", ...STACK, "--expect-no-changes"]);
    assert.equal(code, 0, output);
  });

  it("finds the state that the record of the deployment has a summary of", async () => {
    const target = targetOf(project);
    const [record] = await readRecentRecords(target, stageOf("dev"));
    const url = `file://${join(project.root, ".rehearsal", "state", `${target.account}-${target.region}`)}`;
    const { pending, ...summary } = factsOf(await readJournaledState(url, target, stageOf("dev")));
    assert.deepEqual([record?.deployed?.summary, pending], [summary, 0]);
    assert.ok(summary.resources > 30 && summary.functions > 3 && summary.url !== "", JSON.stringify(summary));
  });

  it("leaves a stage file that `bin/deploy` reads, and its state unchanged", async () => {
    await setConfig("listbackup:release", "live");
    const { code, output } = await up();
    assert.equal(code, 0, output);
    const { exit, stdout } = await project.deploy(["preview", "dev", "--rehearsal", "--full", "--expect-no-changes"]);
    assert.equal(exit, 0, stdout);
  });

  it("is reported by `status` only if it changed something", async () => {
    const { json } = await project.deploy(["status", "dev", "--rehearsal"]);
    assert.equal(json.stages?.[0]?.["outside"], undefined);
  });

  const CONFIGURATIONS: readonly (readonly [what: string, change: (text: string) => string, code: string])[] = [
    [
      "a release that there is not",
      (text) => text.replace("release: live", 'release: "1700000000"'),
      "RELEASE_UNKNOWN",
    ],
    ["a release by its path", (text) => text.replace("release: live", "release: ./release.json"), "CONFIG_INVALID"],
    ["a value of the wrong type", (text) => text.replace('protected: "false"', 'protected: "maybe"'), "CONFIG_INVALID"],
  ];
  for (const [what, change, code] of CONFIGURATIONS) {
    it(`refuses ${what}`, async () => {
      assertRefused(await withFile(STAGE_FILE, change, preview), code);
    });
  }

  const working = (text: string): string => text.replace("release: live", "release: working");

  it("refuses a build whose artifacts are not in the bucket", async () => {
    const otherDigests = (text: string): string =>
      text.replaceAll(/"digest": ?"[0-9a-f]{64}"/g, `"digest":"${"0".repeat(64)}"`);
    const run = await withFile(STAGE_FILE, working, () => withFile(RELEASE, otherDigests, preview));
    assertRefused(run, "ARTIFACT_MISSING");
  });

  it("refuses another release than the live one on a protected stage", async () => {
    const guarded = (text: string): string => working(text).replace('protected: "false"', 'protected: "true"');
    assertRefused(await withFile(STAGE_FILE, guarded, up), "PROTECTED");
  });

  it("refuses a frozen stage", async () => {
    await project.deploy(["freeze", "dev", "--rehearsal", "--until", "2h", "--reason", "test"]);
    const run = await up();
    await project.deploy(["unfreeze", "dev", "--rehearsal"]);
    assertRefused(run, "FROZEN");
  });

  it("refuses a stage that has only a part of the data of a backup set", async () => {
    const stage = stageOf("dev");
    const target = targetOf(project);
    const origin = { kind: "restore", stage: "staging", id: 50, set: 60, way: "logical", begun: null } as const;
    const [live] = await readRecentRecords(target, stage);
    assert.ok(live !== undefined);
    const record = await createRecord(target, stage, { ...live, id: live.id + 1, outcome: "failed", origin });
    const run = await up();
    const bucket = DRIVER_NAMES.deploymentsBucket(stage);
    await deleteObjects(target, bucket, [`releases/dev/${String(record.id)}.json`]);
    assertRefused(run, "RESTORE_UNFINISHED");
  });

  it("refuses another backend, where everything would be created again", async () => {
    const other = join(project.root, "other-state");
    await mkdir(other);
    const environment = { PULUMI_BACKEND_URL: `file://${other}` };
    const run = await withFile(STAGE_FILE, String, async () => {
      await plain.pulumi(["stack", "init", "dev"], environment);
      return preview(environment);
    });
    assertRefused(run, "STATE_MISMATCH");
  });

  it("refuses a stack that has no stage", async () => {
    await plain.pulumi(["stack", "init", "devel"]);
    assertRefused(await plain.pulumi(["preview", "--stack", "devel"]), "STAGE_UNKNOWN");
  });

  it("ends with Pulumi's own error for a wrong passphrase", async () => {
    const file = join(project.root, "wrong-passphrase");
    await writeFile(file, "wrong", { mode: 0o600 });
    const { code, output } = await preview({ PULUMI_CONFIG_PASSPHRASE_FILE: file });
    assert.notEqual(code, 0);
    assert.match(output, /incorrect passphrase/);
  });

  it("changes nothing on staging and production after `bin/deploy`, and the other way round", async () => {
    const { exit, stdout, stderr } = await project.deploy(["rehearse", "--stages", "staging,production"]);
    assert.equal(exit, 0, stdout + stderr);
    for (const stage of ["staging", "production"]) {
      const { pulumi } = await plainPulumi(project, stage);
      const run = await pulumi(["up", "--stack", stage, "--skip-preview", "--yes", "--expect-no-changes"]);
      assert.equal(run.code, 0, run.output);
      const ran = await project.deploy(["preview", stage, "--rehearsal", "--full", "--expect-no-changes"]);
      assert.equal(ran.exit, 0, ran.stdout);
    }
  });

  it("deploys what was built and uploaded, which `bin/deploy` then sees", async () => {
    await project.edit("catalog/services/users.yaml", (text) => text.replace(/memory: \d+/, "memory: 384"));
    const build = await project.deploy(["build", "dev", "--rehearsal", "--upload"]);
    assert.equal(build.exit, 0, build.stdout + build.stderr);
    const run = await withFile(STAGE_FILE, working, up);
    assert.equal(run.code, 0, run.output);
    const preview = await project.deploy(["preview", "dev", "--rehearsal", "--full", "--expect-no-changes"]);
    assert.equal(preview.exit, 0, preview.stdout);
    const { json } = await project.deploy(["status", "dev", "--rehearsal"]);
    const outside = json.stages?.[0]?.["outside"] as readonly { readonly kind: string; readonly changes: object }[];
    assert.deepEqual(
      outside.map(({ kind, changes }) => ({ kind, changes })),
      [{ kind: "update", changes: { update: 2 } }],
    );
  });

  it("is reverted by a rollback to the recorded release, and no longer reported", async () => {
    const { exit, stdout, stderr, json } = await project.deploy(["rollback", "dev", "--rehearsal", "--yes"]);
    assert.equal(exit, 0, stdout + stderr);
    assert.deepEqual(json.changes, { create: 0, update: 2, replace: 0, delete: 0, import: 0 });
    const status = await project.deploy(["status", "dev", "--rehearsal"]);
    assert.equal(status.json.stages?.[0]?.["outside"], undefined);
  });
});
