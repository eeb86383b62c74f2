import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import { itemOfLine } from "../../../model/backup/canonicalItem";
import type { DrillReport } from "../../../model/failover/drill";
import { DRIVER_NAMES, NAMES } from "../../../model/names";
import { readLines } from "../../../automation/backup/store/files";
import { readSet, setIds, writeManifest } from "../../../automation/backup/store/sets";
import { openSetStore, type SetStore } from "../../../automation/backup/store/setStore";
import { clientsOf } from "../../support/emulator/clients";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";
import { killWithChildren, type CommandResult } from "../../support/project/project";
import { withRecovery } from "../../support/project/recovery";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
/** Its account is that of dev in this file. */
const DR = { ...stageOf("disaster-recovery"), account: DEV.account };
const NOTES = NAMES.table.of(DEV, "notes");

/* Dev is restored to disaster-recovery in another region, again and again. Each test goes on from the one before. */
describe("a drill of a disaster", function () {
  this.timeout(600_000);
  let project: PreparedProject;
  let store: SetStore;
  let dev: ReturnType<typeof clientsOf>;
  let dr: ReturnType<typeof clientsOf>;
  let parameters: readonly string[];

  before(async () => {
    project = await preparedProject();
    const { stage, target } = await withRecovery(project, project.endpoint);
    store = openSetStore(stage, target);
    // As it is on AWS: a drill removes it all the same.
    await project.edit("Pulumi.disaster-recovery.yaml", (text) =>
      text
        .replace('protected: "false"', 'protected: "true"')
        .replace("emptyBucketsOnDestroy: true", "emptyBucketsOnDestroy: false")
        .replace("deletionProtection: false", "deletionProtection: true"),
    );
    dev = clientsOf(project.endpoint, DEV.account, DEV.region);
    dr = clientsOf(project.endpoint, DR.account, DR.region);
    done(await project.deploy(["bootstrap", "disaster-recovery", "--rehearsal", "--yes"]));
    for (let n = 0; n < 30; n += 1) await writeNote(`before-${String(n)}`);
    await dr.ssm.putParameter({ Name: "/listbackup/existing", Value: "stays", Type: "String" });
    parameters = await parameterNames();
  });
  after(() => project.remove());

  const done = ({ exit, stdout, stderr }: CommandResult): void => {
    assert.equal(exit, 0, stdout + stderr);
  };
  const drill = (...options: readonly string[]): Promise<CommandResult> =>
    project.deploy(["dr", "drill", "dev", "--rehearsal", ...options]);
  const writeNote = (id: string): Promise<unknown> =>
    dev.dynamodb.putItem({ TableName: NOTES, Item: { noteId: { S: id }, at: { N: String(Date.now()) } } });

  async function parameterNames(): Promise<readonly string[]> {
    const { Parameters = [] } = await dr.ssm.describeParameters({});
    return Parameters.flatMap(({ Name }) => Name ?? []).sort();
  }

  /** What is on the recovery stage. */
  async function remains(): Promise<readonly string[]> {
    const { TableNames = [] } = await dr.dynamodb.listTables({});
    const { Functions = [] } = await dr.lambda.listFunctions({});
    const { UserPools = [] } = await dr.cognito.listUserPools({ MaxResults: 60 });
    const { Buckets = [] } = await dr.s3.listBuckets({});
    const names = [
      ...TableNames,
      ...Functions.map(({ FunctionName }) => FunctionName),
      ...UserPools.map(({ Name }) => Name),
      ...Buckets.map(({ Name }) => Name),
    ];
    const replica = NAMES.bucket.of({ ...DR, region: DEV.region }, "data");
    return names.flatMap((name) => (name?.startsWith("listbackup-dr-") === true && name !== replica ? [name] : []));
  }

  it("is planned without a change", async () => {
    const { exit, json } = await drill("--dry-run");
    assert.deepEqual([exit, json.outcome, await setIds(store)], [0, "planned", []]);
  });

  it("removes what a killed one left, when it is run again", async () => {
    const killed = ["dr", "drill", "dev", "--rehearsal", "--yes"];
    await project.interrupted(killed, {}, /Restoring items/, killWithChildren);
    assert.notDeepEqual(await remains(), []);
    const { exit, json, stderr } = await drill("--remove", "--yes");
    assert.equal(exit, 0, stderr);
    assert.ok((json.removed ?? 0) > 0);
    assert.deepEqual([await remains(), await parameterNames()], [[], parameters]);
  });

  it("measures recovery time and recovery point while the stage is written to, and removes everything", async () => {
    const writer = startWriter(writeNote);
    const result = await drill("--yes");
    const written = await writer.stop();
    done(result);
    const { report } = result.json as unknown as { readonly report: DrillReport };
    const { recoveryTime, recoveryPoint, lostAt, restored } = report;
    assert.deepEqual([recoveryTime?.isMet, recoveryPoint.isMet, recoveryPoint.way], [true, true, "logical"]);
    assert.equal(
      restored?.items,
      (await readSet(store, report.set)).tables.reduce((sum, { items }) => sum + (items ?? 0), 0),
    );
    const newest = Math.max(...written.filter((at) => at <= lostAt));
    const lost = (newest - (await newestInSet(report.set))) / 1_000;
    assert.ok(lost <= recoveryPoint.seconds, `${String(lost)} s were lost, ${String(recoveryPoint.seconds)} reported`);
    assert.deepEqual([await remains(), await parameterNames()], [[], parameters]);
  });

  /** Unix ms of the newest note in a set. */
  async function newestInSet(id: number): Promise<number> {
    const set = await readSet(store, id);
    const files = set.tables.flatMap(({ name, files: own }) => (name === "notes" ? own : []));
    let newest = 0;
    for (const file of files)
      for await (const line of readLines(store, file))
        newest = Math.max(newest, Number(itemOfLine(line)["at"]?.["N"] ?? 0));
    return newest;
  }

  it("reports a missed objective, and removes everything", async () => {
    await project.edit("Pulumi.dev.yaml", (text) =>
      text.replace("recoveryPointMinutes: 60", "recoveryPointMinutes: 1"),
    );
    const set = await readSet(store, (await setIds(store)).at(-1) ?? 0);
    await writeManifest(store, { ...set, startedAt: set.startedAt - 120 });
    const { exit, json } = await drill("--yes", "--from", String(set.id));
    assert.deepEqual([exit, json.error?.code, await remains()], [10, "OBJECTIVE_MISSED", []]);
  });

  it("is refused while the recovery stage is in use", async () => {
    const bucket = DRIVER_NAMES.deploymentsBucket(DEV);
    const { Contents = [] } = await dev.s3.listObjectsV2({ Bucket: bucket, Prefix: "releases/dev/" });
    const { Body } = await dev.s3.getObject({ Bucket: bucket, Key: Contents[0]?.Key });
    const record = JSON.parse((await Body?.transformToString()) ?? "") as object;
    const id = Math.floor(Date.now() / 1_000) + 10;
    await dr.s3.putObject({
      Bucket: DRIVER_NAMES.deploymentsBucket(DR),
      Key: `releases/disaster-recovery/${String(id)}.json`,
      Body: JSON.stringify({ ...record, id, stage: "disaster-recovery" }),
    });
    const { exit, json } = await drill("--yes");
    assert.deepEqual([exit, json.error?.code], [6, "RECOVERY_IN_USE"]);
  });
});

/** Writes until it is stopped. @returns Unix ms of each write */
function startWriter(write: (id: string) => Promise<unknown>): { readonly stop: () => Promise<readonly number[]> } {
  const written: number[] = [];
  let isStopped = false;
  const running = (async () => {
    while (!isStopped) {
      written.push(Date.now());
      await write(`during-${String(written.length)}`);
      await sleep(100);
    }
  })();
  return {
    stop: async () => {
      isStopped = true;
      await running;
      return written;
    },
  };
}
