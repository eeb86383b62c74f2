import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { ReleaseRecord } from "../../../model/release/record";
import { DRIVER_NAMES, NAMES } from "../../../model/names";
import { artifactKey } from "../../../model/release/release";
import { planPrune, removeItems } from "../../../automation/prune/prune";
import type { PruneContext } from "../../../automation/prune/pruneContext";
import { releaseWindow } from "../../../automation/prune/window";
import type { Retention } from "../../../model/release/retention";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";
import { stageOf, stageText } from "../../support/release";

const USERS = "catalog/services/users.yaml";
const NOTES = "catalog/services/notes.yaml";
const DEV = stageOf("dev");

const ORDERS = "catalog/services/orders.yaml";
const ORDERS_TABLE = "  orders: { purpose: Orders, hash: orderId }\n";
const ORDERS_SERVICE = `service: orders
purpose: Orders
phase: business
defaults: { memory: 128, timeout: 6 }
grants: [read table:orders]
functions:
  list:
    handler: notes/list
    environment: { NOTES_TABLE: table:orders }
    routes: [GET /orders]
`;

type Listed = Omit<ReleaseRecord, "release" | "settings" | "versions"> & { readonly live: boolean };

/* One stage through its releases, each test going on from where the one before left it. The users service's memory tells which is live. */
describe("releases of a stage", function () {
  this.timeout(600_000);
  let project: TestProject;
  let endpoint: string;
  let first: number;
  let second: number;

  before(async () => {
    const prepared = await preparedProject();
    [project, endpoint] = [prepared, prepared.endpoint];
  });
  after(() => project.remove());

  const deploy = (...args: readonly string[]): Promise<CommandResult> =>
    project.deploy([...args, "--rehearsal", "--yes"]);
  const settings = () => ({
    region: DEV.region,
    endpoint,
    credentials: { accessKeyId: DEV.account, secretAccessKey: "test" },
  });

  async function listed(stage = "dev"): Promise<readonly Listed[]> {
    const { json } = await project.deploy(["releases", "list", stage, "--rehearsal"]);
    return (json as unknown as { readonly releases: readonly Listed[] }).releases;
  }

  async function memoryOf(service: string, name: string): Promise<number | undefined> {
    const FunctionName = NAMES.function.of(DEV, service, name);
    const command = new GetFunctionConfigurationCommand({ FunctionName, Qualifier: "live" });
    return (await new LambdaClient(settings()).send(command)).MemorySize;
  }
  const memory = (): Promise<number | undefined> => memoryOf("users", "usersGetMe");

  const giveMemory = (file: string, amount: number): Promise<void> =>
    project.edit(file, (text) => text.replace(/memory: \d+/, `memory: ${String(amount)}`));

  const canaryOn = (stage: string): Promise<void> =>
    project.edit(`Pulumi.${stage}.yaml`, (text) =>
      text.replace(
        "rollout:\n    kind: allAtOnce",
        "rollout: { kind: canary, percent: 10, bakeMinutes: 3, limits: { errorPercent: 1, aboveOldPercent: 1, slowerPercent: 100, leastInvocations: 20 } }",
      ),
    );

  /** Everything that exists now is more than a year old then. */
  async function pruningInAYear(retention: Retention): Promise<PruneContext> {
    const target = { kind: "rehearsal", region: DEV.region, account: DEV.account, endpoint } as const;
    const stage = { ...DEV, retention };
    const now = Date.now() + 400 * 86_400_000;
    return { stage, target, root: project.root, now, window: await releaseWindow(target, stage, now / 1000) };
  }

  function assertRefused({ exit, json, stdout, stderr }: CommandResult, expected: number, code: string): void {
    assert.deepEqual([exit, json.error?.code], [expected, code], stdout + stderr);
  }

  function assertDone({ exit, stdout, stderr }: CommandResult): void {
    assert.equal(exit, 0, stdout + stderr);
  }

  it("lists what was deployed, the live one marked", async () => {
    await giveMemory(USERS, 256);
    assertDone(await deploy("up", "dev", "--reason", "More memory"));
    const [newest, oldest] = await listed();
    assert.ok(newest !== undefined && oldest !== undefined);
    [first, second] = [oldest.id, newest.id];
    assert.deepEqual(
      [newest, oldest].map(({ outcome, live, reason }) => [outcome, live, reason]),
      [
        ["succeeded", true, "More memory"],
        ["succeeded", false, "Rehearsal: Stage dev"],
      ],
    );
    assert.equal(newest.replaced, first);
  });

  it("says how two differ, by service and function", async () => {
    const { stdout } = await project.deploy(["releases", "diff", "dev", String(first), String(second), "--rehearsal"]);
    assert.match(stdout, /users/);
    assert.doesNotMatch(stdout, /notes/);
  });

  it("refuses to go back to the live one", async () => {
    assertRefused(await deploy("rollback", "dev", "--to", String(second)), 3, "RELEASE_LIVE");
  });

  it("refuses to go back to a time before the first", async () => {
    assertRefused(await deploy("rollback", "dev", "--to", "1704067200"), 3, "RELEASE_UNKNOWN");
  });

  it("goes back by itself from one whose gate stays shut, and is what it was before", async () => {
    await giveMemory(USERS, 384);
    const ran = await project.deploy(["up", "dev", "--rehearsal", "--yes"], { LISTBACKUP_FAIL_GATE: "users" });
    assertRefused(ran, 4, "ROLLED_BACK");
    assert.equal(await memory(), 256);
    const [back, failed] = await listed();
    assert.deepEqual(
      [back?.outcome, back?.origin, back?.live, failed?.outcome, failed?.error?.code],
      ["succeeded", { kind: "rollback", to: second, automatic: true }, true, "rolled-back", "GATE_FAILED"],
    );
  });

  it("refuses to go back to one that failed", async () => {
    const failed = (await listed()).find(({ outcome }) => outcome === "rolled-back");
    assertRefused(await deploy("rollback", "dev", "--to", String(failed?.id)), 3, "RELEASE_FAILED");
  });

  it("goes back to the one before without the backend's source", async () => {
    const ran = await project.deploy(["rollback", "dev", "--to", String(first), "--rehearsal", "--yes"], {
      LISTBACKUP_BACKEND: join(project.root, "nowhere"),
    });
    assertDone(ran);
    assert.equal(await memory(), 128);
  });

  it("goes to the one that was live at a time", async () => {
    const then = (await listed()).find(({ id }) => id === second)?.endedAt;
    assertDone(await deploy("rollback", "dev", "--to", String(then)));
    assert.equal(await memory(), 256);
  });

  it("takes one service into the live one, and leaves the others as they are", async () => {
    await giveMemory(USERS, 512);
    await giveMemory(NOTES, 192);
    const ran = await deploy("up", "dev", "--service", "users");
    assertDone(ran);
    assert.deepEqual([await memory(), await memoryOf("notes", "list")], [512, 128]);
    assert.deepEqual((ran.json as unknown as { readonly changed: readonly string[] }).changed, [
      "users-usersGetMe",
      "users-usersGetMe-live",
    ]);
    await giveMemory(NOTES, 128);
  });

  it("refuses a new service that shares what the live release lacks, before anything is built", async () => {
    await project.edit("catalog/data.yaml", (text) => text.replace("tables:\n", `tables:\n${ORDERS_TABLE}`));
    await writeFile(join(project.root, ORDERS), ORDERS_SERVICE);
    const [grant, variable] = ["read table:orders, ", "  ORDERS_TABLE: table:orders\n"];
    await project.edit(USERS, (text) =>
      text.replace("grants: [", `grants: [${grant}`).replace("environment:\n", `environment:\n${variable}`),
    );
    const ran = await deploy("up", "dev", "--service", "orders");
    await project.edit(USERS, (text) => text.replace(grant, "").replace(variable, ""));
    assertRefused(ran, 2, "CATALOG_INVALID");
    assert.match(ran.json.error?.what ?? "", /table:orders: users use it too/);
    assert.match(ran.json.error?.remedy ?? "", /bin\/deploy up dev --service orders,users --rehearsal/);
    assert.doesNotMatch(ran.stderr, /built/);
  });

  it("deploys a new service with the table that only it uses", async () => {
    await giveMemory(NOTES, 192);
    const ran = await deploy("up", "dev", "--service", "orders");
    assertDone(ran);
    assert.match(ran.stderr, /Added, because only orders use them: table:orders/);
    assert.deepEqual([await memoryOf("orders", "list"), await memoryOf("notes", "list")], [128, 128]);
    await giveMemory(NOTES, 128);
  });

  it("refuses an artifact that was altered in its bucket, before anything changes", async () => {
    const { json } = await project.deploy(["releases", "show", "dev", String(first), "--rehearsal"]);
    const { release } = (json as unknown as { readonly release: ReleaseRecord }).release;
    const digest = release.artifacts["users/usersGetMe"]?.digest ?? "";
    const s3 = new S3Client({ ...settings(), forcePathStyle: true });
    const object = { Bucket: DRIVER_NAMES.deploymentsBucket(DEV), Key: artifactKey(digest) };
    const good = await (await s3.send(new GetObjectCommand(object))).Body?.transformToByteArray();
    assert.ok(good !== undefined);
    await s3.send(new PutObjectCommand({ ...object, Body: Buffer.concat([good, Buffer.from("x")]) }));
    const before = await listed();
    const ran = await deploy("rollback", "dev", "--to", String(first));
    await s3.send(new PutObjectCommand({ ...object, Body: good }));
    assertRefused(ran, 3, "ARTIFACT_ALTERED");
    assert.deepEqual([await memory(), await listed()], [512, before]);
  });

  it("is partially deployed if the rollback fails as well, reports that, and is rolled back later", async () => {
    await giveMemory(USERS, 640);
    const faults = join(project.root, "faults.json");
    const error = { code: "AccessDenied", message: "not authorized to perform lambda:UpdateAlias" };
    const lasting = { type: "aws:lambda/alias:Alias", operation: "update", error, times: 99 };
    await writeFile(faults, JSON.stringify([lasting]));
    const ran = await project.deploy(["up", "dev", "--rehearsal", "--yes"], { LISTBACKUP_FAULTS: faults });
    assertRefused(ran, 5, "NOT_ROLLED_BACK");
    assert.match(ran.json.error?.what ?? "", /dev is partially deployed/);
    assert.match(ran.json.error?.remedy ?? "", /bin\/deploy rollback dev --to \d+ --rehearsal/);
    assertDone(await deploy("rollback", "dev"));
    assert.equal(await memory(), 512);
  });

  it("sends the traffic back first, where that is asked for, and the rest after it", async () => {
    await giveMemory(USERS, 704);
    assertDone(await deploy("up", "dev"));
    const ran = await deploy("rollback", "dev", "--fast");
    assertDone(ran);
    assert.match(ran.stderr, /Traffic: 1 function back on the earlier version/);
    assert.equal(await memory(), 512);
    assertDone(await project.deploy(["refresh", "dev", "--check", "--rehearsal"]));
  });

  it("forgets nothing of traffic that was sent back when the rest failed", async () => {
    assertDone(await deploy("up", "dev"));
    const faults = join(project.root, "faults.json");
    const error = { code: "AccessDenied", message: "not authorized to perform lambda:UpdateFunctionConfiguration" };
    const lasting = { type: "aws:lambda/function:Function", operation: "update", error, times: 99 };
    await writeFile(faults, JSON.stringify([lasting]));
    const ran = await project.deploy(["rollback", "dev", "--fast", "--rehearsal", "--yes"], {
      LISTBACKUP_FAULTS: faults,
    });
    assertRefused(ran, 5, "NOT_ROLLED_BACK");
    assert.equal(await memory(), 512);
    // Forward again: the engine's state says that the alias never moved.
    assertDone(await deploy("up", "dev"));
    assert.equal(await memory(), 704);
  });

  it("does not change while the stage is frozen, unless that is overridden, in writing", async () => {
    assertDone(await project.deploy(["freeze", "dev", "--until", "+2h", "--reason", "Sale", "--rehearsal"]));
    await giveMemory(USERS, 768);
    assertRefused(await deploy("up", "dev"), 6, "FROZEN");
    assertDone(await deploy("up", "dev", "--override", "freeze", "--reason", "Fixes the billing"));
    const [newest] = await listed();
    assert.deepEqual([newest?.overrides, newest?.reason], [["freeze"], "Fixes the billing"]);
    assertDone(await project.deploy(["unfreeze", "dev", "--rehearsal"]));
  });

  it("goes to the next stage with the same bytes, and only by the order of the stages", async () => {
    await giveMemory(USERS, 896);
    await canaryOn("staging");
    const first = await project.deploy(["rehearse", "--stages", "staging"]);
    assertDone(first);
    assert.doesNotMatch(first.stderr, /Traffic: /, "there is no traffic to move on a first deployment");
    await project.edit("Pulumi.staging.yaml", () => stageText("staging"));
    assertDone(await deploy("promote", "staging", "--reason", "Sprint"));
    const [there] = await listed("staging");
    const [here] = await listed();
    assert.deepEqual(there?.origin, { kind: "promotion", stage: "dev", id: here?.id });
    const artifacts = await Promise.all(
      (["staging", "dev"] as const).map(async (stage) => {
        const { json } = await project.deploy(["releases", "show", stage, "--rehearsal"]);
        return (json as unknown as { readonly release: ReleaseRecord }).release.release.artifacts;
      }),
    );
    assert.deepEqual(artifacts[0], artifacts[1]);
  });

  it("goes to no stage that does not take it from there", async () => {
    assertRefused(await deploy("promote", "production", "--from", "dev"), 6, "SOURCE_REFUSED");
  });

  it("goes nowhere where it failed", async () => {
    const failed = (await listed()).find(({ outcome }) => outcome === "rolled-back");
    assertRefused(await deploy("promote", "staging", "--release", String(failed?.id)), 3, "RELEASE_FAILED");
  });

  it("returns to each release that prune keeps, and no longer to one that it deleted", async () => {
    const before = await listed();
    const pruning = await pruningInAYear({ releases: 3, days: 1 });
    const { items } = await planPrune(pruning);
    await removeItems(pruning, items, new AbortController().signal);
    const targets = (await listed()).filter(({ outcome, live }) => outcome === "succeeded" && !live);
    assert.deepEqual(
      targets.map(({ id }) => id),
      before
        .filter(({ outcome }) => outcome === "succeeded")
        .slice(1, 3)
        .map(({ id }) => id),
    );
    const kinds = new Set(items.map(({ kind }) => kind));
    assert.deepEqual([kinds.has("release"), kinds.has("events"), kinds.has("version")], [true, true, true]);
    const [live] = await listed();
    for (const { id } of targets) assertDone(await deploy("rollback", "dev", "--to", String(id)));
    assertDone(await deploy("rollback", "dev", "--to", String(live?.id)));
    assertRefused(await deploy("rollback", "dev", "--to", String(before.at(-1)?.id)), 3, "RELEASE_UNKNOWN");
  });
});
