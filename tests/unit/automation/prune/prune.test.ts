import { strict as assert } from "node:assert";
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DeleteFunctionCommand,
  LambdaClient,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
} from "@aws-sdk/client-lambda";
import { DeleteObjectsCommand, GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { DynamoDBClient, ListBackupsCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { planPrune, removeItems, type PrunePlan } from "../../../../automation/prune/prune";
import type { PruneContext } from "../../../../automation/prune/pruneContext";
import { DeployError } from "../../../../model/errors";
import { manifestText, type BackupSet } from "../../../../model/backup/set";
import { DRIVER_NAMES, NAMES } from "../../../../model/names";
import type { PruneKind } from "../../../../model/prune/item";
import { BACKUPS, setOf } from "../../../support/backupSets";
import { VersionedBucket } from "../../../support/fakes/versionedBucket";
import { ROOT } from "../../../support/project/project";
import { recordOf } from "../../../support/records";
import { stageOf } from "../../../support/release";
import { useMock } from "../../../support/mocks";

const STAGE = stageOf("dev");
const NOW = 1_800_000_000_000;
const LONG_AGO = new Date(NOW - 400 * 86_400_000);
const KEPT = recordOf(1_799_999_000, { versions: { "users/get": "3" } });
const GET_ME = NAMES.function.of(STAGE, "users", "get");
const [USED = ""] = Object.values(KEPT.release.artifacts).map(({ digest }) => digest);

/** Objects by prefix of the listing. */
type Objects = Readonly<Record<string, readonly (readonly [key: string, modified?: Date])[]>>;

describe("prune", () => {
  const s3 = useMock(() => mockClient(S3Client));
  const lambda = useMock(() => mockClient(LambdaClient));
  const logs = useMock(() => mockClient(CloudWatchLogsClient));
  const ssm = useMock(() => mockClient(SSMClient));
  beforeEach(() => {
    has({});
    s3()
      .on(GetObjectCommand)
      .rejects(new NoSuchKey({ message: "", $metadata: {} }));
    lambda().on(ListVersionsByFunctionCommand).resolves({ Versions: [] });
    logs().on(DescribeLogGroupsCommand).resolves({ logGroups: [] });
    ssm().on(DescribeParametersCommand).resolves({ Parameters: [] });
    stackHas([]);
  });

  function has(objects: Objects): void {
    s3()
      .on(ListObjectsV2Command)
      .callsFake(({ Prefix }: { readonly Prefix: string }) => ({
        Contents: Object.entries(objects)
          .filter(([prefix]) => prefix.startsWith(Prefix))
          .flatMap(([prefix, keys]) =>
            keys.map(([key, LastModified = LONG_AGO]) => ({ Key: prefix + key, Size: 100, LastModified })),
          ),
      }));
  }

  function context(old: readonly number[] = [], unreadable: PruneContext["window"]["unreadable"] = []): PruneContext {
    const target = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
    const stage = { ...STAGE, retention: { releases: 2, days: 30 } };
    return { stage, target, root: ROOT, window: { keptRecords: [KEPT], old, unreadable }, now: NOW };
  }

  /** The stack has these log groups. */
  function stackHas(groups: readonly string[]): void {
    const resources = groups.map((id) => ({ urn: id, type: "aws:cloudwatch/logGroup:LogGroup", id }));
    const state = JSON.stringify({ version: 3, checkpoint: { latest: { resources } } });
    s3()
      .on(GetObjectCommand, { Key: ".pulumi/stacks/listbackup-backend/dev.json" })
      .callsFake(() => ({ Body: { transformToString: () => Promise.resolve(state) } }));
  }

  function names({ items }: PrunePlan, kind: PruneKind): readonly string[] {
    return items.filter((item) => item.kind === kind).map(({ name }) => name);
  }

  it("finds the records outside the window, with their size", async () => {
    has({ "releases/dev/": [["1700000000.json"]] });
    const { items } = await planPrune(context([1_700_000_000]));
    assert.deepEqual(
      items.map(({ kind, name, bytes }) => [kind, name, bytes]),
      [["release", "1700000000", 100]],
    );
  });

  it("finds the events of releases before the window, and leaves those of releases that start meanwhile", async () => {
    has({
      "events/dev/": [
        ["1700000000/1.json"],
        ["1700000000/2.json"],
        [`${String(KEPT.id)}/1.json`],
        ["1799999999/1.json"],
      ],
    });
    const { items } = await planPrune(context());
    assert.deepEqual(
      items.map(({ kind, name, bytes }) => [kind, name, bytes]),
      [["events", "1700000000", 200]],
    );
  });

  it("finds old artifacts that no kept release uses, and leaves new ones", async () => {
    const yesterday = new Date(NOW - 86_400_000);
    has({ "artifacts/": [["old.zip"], ["new.zip", yesterday], [`${USED}.zip`]] });
    assert.deepEqual(names(await planPrune(context()), "artifact"), ["old.zip"]);
  });

  it("leaves artifacts that another stage in the bucket uses", async () => {
    const digest = "e".repeat(64);
    const artifacts = { "users/get": { digest, size: 1, kind: "handler" as const } };
    const other = recordOf(1_700_000_000, { stage: "staging", release: { ...KEPT.release, artifacts } });
    has({ "artifacts/": [[`${digest}.zip`], ["old.zip"]], "releases/staging/": [["1700000000.json"]] });
    s3()
      .on(GetObjectCommand, { Key: "releases/staging/1700000000.json" })
      .callsFake(() => ({ Body: { transformToString: () => Promise.resolve(JSON.stringify(other)) } }));
    assert.deepEqual(names(await planPrune(context()), "artifact"), ["old.zip"]);
  });

  it("leaves all artifacts where a record of another stage cannot be read, and says why", async () => {
    has({ "artifacts/": [["old.zip"]], "releases/staging/": [["1700000000.json"]] });
    s3()
      .on(GetObjectCommand, { Key: "releases/staging/1700000000.json" })
      .callsFake(() => ({ Body: { transformToString: () => Promise.resolve("{}") } }));
    const { items, exclusions } = await planPrune(context());
    assert.deepEqual([items, exclusions.map(({ kind }) => kind)], [[], ["artifact"]]);
  });

  it("leaves all artifacts and versions where a record of the stage cannot be read", async () => {
    has({ "artifacts/": [["old.zip"]] });
    const versions = ["1", "2", "3"].map((Version) => ({ Version, CodeSize: 7 }));
    lambda().on(ListVersionsByFunctionCommand, { FunctionName: GET_ME }).resolves({ Versions: versions });
    lambda().on(ListAliasesCommand).resolves({ Aliases: [] });
    const error = new DeployError("RELEASE_INVALID", "The release 1700000000 was written by a newer version.", "");
    const { items, exclusions } = await planPrune(context([], [{ id: 1_700_000_000, error }]));
    assert.deepEqual([items, exclusions.map(({ kind }) => kind)], [[], ["artifact", "version"]]);
  });

  it("leaves all artifacts where the bucket has releases of a stage that is not known", async () => {
    has({ "artifacts/": [["old.zip"]], "releases/dev-feature/": [["1700000000.json"]] });
    const { items, exclusions } = await planPrune(context());
    assert.deepEqual([items, exclusions.map(({ kind }) => kind)], [[], ["artifact"]]);
  });

  it("finds versions without alias, but not the newest, nor those of kept releases", async () => {
    const versions = ["$LATEST", "1", "2", "3", "4", "5", "6"].map((Version) => ({ Version, CodeSize: 7 }));
    lambda().on(ListVersionsByFunctionCommand, { FunctionName: GET_ME }).resolves({ Versions: versions });
    lambda()
      .on(ListAliasesCommand)
      .resolves({ Aliases: [{ FunctionVersion: "4", RoutingConfig: { AdditionalVersionWeights: { 5: 0.1 } } }] });
    assert.deepEqual(names(await planPrune(context()), "version"), ["users/get 1", "users/get 2"]);
  });

  it("deletes versions by their number, never a whole function", async () => {
    const item = { kind: "version", name: "users/get 1", bytes: 7, reason: "" } as const;
    await removeItems(context(), [item], new AbortController().signal);
    assert.deepEqual(
      lambda()
        .commandCalls(DeleteFunctionCommand)
        .map(({ args }) => args[0].input),
      [{ FunctionName: GET_ME, Qualifier: "1" }],
    );
  });

  it("leaves a version that an alias got meanwhile", async () => {
    lambda()
      .on(DeleteFunctionCommand)
      .rejects(Object.assign(new Error("in use"), { name: "ResourceConflictException" }));
    const item = { kind: "version", name: "users/get 1", bytes: 7, reason: "" } as const;
    await removeItems(context(), [item], new AbortController().signal);
    assert.equal(lambda().commandCalls(DeleteFunctionCommand).length, 1);
  });

  it("finds copies of the state that Pulumi made, beyond the newest thirty", async () => {
    const copies = Array.from({ length: 33 }, (_unused, index) => [`${String(index)}.json`, new Date(index)] as const);
    has({ ".pulumi/history/listbackup-backend/dev/": copies });
    assert.deepEqual(names(await planPrune(context()), "state-backup").length, 3);
  });

  it("finds log groups that the stack does not have", async () => {
    logs()
      .on(DescribeLogGroupsCommand, { logGroupNamePrefix: "/aws/lambda/listbackup-dev-" })
      .resolves({ logGroups: [{ logGroupName: "/aws/lambda/listbackup-dev-old", storedBytes: 5 }] });
    logs()
      .on(DescribeLogGroupsCommand, { logGroupNamePrefix: "/listbackup/dev/" })
      .resolves({ logGroups: [{ logGroupName: "/listbackup/dev/users", storedBytes: 5 }] });
    stackHas(["/listbackup/dev/users"]);
    assert.deepEqual(names(await planPrune(context()), "log-group"), ["/aws/lambda/listbackup-dev-old"]);
  });

  it("leaves all log groups where a release is live and its state is missing", async () => {
    s3()
      .on(GetObjectCommand, { Key: ".pulumi/stacks/listbackup-backend/dev.json" })
      .rejects(new NoSuchKey({ message: "", $metadata: {} }));
    logs()
      .on(DescribeLogGroupsCommand)
      .resolves({ logGroups: [{ logGroupName: "/listbackup/dev/users", storedBytes: 5 }] });
    const { items, exclusions } = await planPrune(context());
    assert.deepEqual([items, exclusions.map(({ kind }) => kind)], [[], ["log-group"]]);
  });

  it("finds parameters that no catalog declares, patterns included", async () => {
    const Parameters = ["/listbackup/jwt-secret", "/listbackup/dev/platforms/github/oauth/id", "/listbackup/old"].map(
      (Name) => ({ Name }),
    );
    ssm().on(DescribeParametersCommand).resolves({ Parameters });
    assert.deepEqual(names(await planPrune(context()), "parameter"), ["/listbackup/old"]);
  });

  it("fails where S3 answers 200 and refuses an object", async () => {
    s3()
      .on(DeleteObjectsCommand)
      .resolves({ Errors: [{ Key: "releases/dev/1.json", Code: "AccessDenied", Message: "Access Denied" }] });
    const item = { kind: "release", name: "1", bytes: 1, reason: "" } as const;
    await assert.rejects(removeItems(context(), [item], new AbortController().signal), { name: "DeployError" });
  });

  it("deletes records before what they refer to", async () => {
    s3().on(DeleteObjectsCommand).resolves({});
    const items = (["artifact", "release"] as const).map((kind) => ({ kind, name: "1", bytes: 1, reason: "" }));
    await removeItems(context(), items, new AbortController().signal);
    const keys = s3()
      .commandCalls(DeleteObjectsCommand)
      .map(({ args }) => args[0].input.Delete?.Objects?.[0]?.Key);
    assert.deepEqual(keys, ["releases/dev/1.json", "artifacts/1"]);
  });

  it("stops between two kinds when it is cancelled", async () => {
    const item = { kind: "release", name: "1", bytes: 1, reason: "" } as const;
    await assert.rejects(removeItems(context(), [item], AbortSignal.abort()), { code: "CANCELLED" });
    assert.equal(s3().commandCalls(DeleteObjectsCommand).length, 0);
  });

  describe("of a stage with a recovery stage", () => {
    const DAY = 86_400;
    const now = NOW / 1_000;
    let bucket: VersionedBucket;
    const dynamodb = useMock(() => mockClient(DynamoDBClient));
    beforeEach(() => {
      bucket = new VersionedBucket(s3());
      dynamodb().on(ListBackupsCommand).resolves({});
    });

    function production(): PruneContext {
      const { name, short, account, region } = stageOf("disaster-recovery");
      const stage = { ...stageOf("production"), recoveryStage: { name, short, account, region } };
      const target = { kind: "aws", region: stage.region, account } as const;
      return { ...context(), stage, target };
    }

    function addSet(daysAgo: number, more: Partial<BackupSet> = {}): number {
      const id = now - daysAgo * DAY;
      const set = setOf(bucket, BACKUPS, id, more);
      bucket.put(BACKUPS, `sets/production/${String(id)}/started.json`, "{}");
      bucket.put(BACKUPS, `sets/production/${String(id)}/manifest.json`, manifestText(set));
      return id;
    }

    it("finds old sets, but not one that a restore has used since, nor the newest", async () => {
      const [old, used] = [addSet(50), addSet(49)];
      const use = { target: "disaster-recovery", release: 1, at: now - 5 * DAY, outcome: "succeeded" };
      bucket.put(BACKUPS, `sets/production/${String(used)}/restores/disaster-recovery-1.json`, JSON.stringify(use));
      addSet(40);
      assert.deepEqual(names(await planPrune(production()), "backup-set"), [String(old)]);
    });

    it("finds incomplete sets that are a week old", async () => {
      const incomplete = [now - 8 * DAY, now - 6 * DAY];
      for (const id of incomplete) bucket.put(BACKUPS, `sets/production/${String(id)}/started.json`, "{}");
      assert.deepEqual(names(await planPrune(production()), "backup-set"), [String(incomplete[0])]);
    });

    it("deletes all files of a set", async () => {
      const old = addSet(50);
      addSet(1);
      const { items } = await planPrune(production());
      await removeItems(production(), items, new AbortController().signal);
      assert.deepEqual(
        bucket.keys(BACKUPS).filter((key) => key.includes(String(old))),
        [],
      );
    });

    it("finds DynamoDB's backups of old sets, and no others", async () => {
      const [old, recent] = [addSet(50), addSet(1)];
      const backupNames = [old, recent, now - 60 * DAY].map((id) => `listbackup-prod-${String(id)}`);
      const summaries = [...backupNames, "listbackup-dr-1600000000", "mine"].map((name) => ({
        BackupArn: name,
        BackupName: name,
      }));
      dynamodb().on(ListBackupsCommand).resolves({ BackupSummaries: summaries });
      assert.deepEqual(names(await planPrune(production()), "table-backup"), [backupNames[0], backupNames[2]]);
    });

    it("leaves artifacts that a backup set uses: their deletion would be replicated", async () => {
      const [inSet, unused] = ["a".repeat(64), "b".repeat(64)];
      for (const digest of [inSet, unused])
        bucket.put(DRIVER_NAMES.deploymentsBucket(stageOf("production")), `artifacts/${digest}.zip`, "zip", LONG_AGO);
      addSet(1, {
        artifacts: [{ key: `artifacts/${inSet}.zip`, bytes: 3, sha256: inSet, versionId: null }],
      });
      assert.deepEqual(names(await planPrune(production()), "artifact"), [`${unused}.zip`]);
    });

    it("leaves all artifacts where a set cannot be read", async () => {
      bucket.put(
        DRIVER_NAMES.deploymentsBucket(stageOf("production")),
        `artifacts/${"a".repeat(64)}.zip`,
        "zip",
        LONG_AGO,
      );
      bucket.put(BACKUPS, `sets/production/${String(addSet(1))}/manifest.json`, "{}");
      const plan = await planPrune(production());
      assert.deepEqual([names(plan, "artifact"), plan.exclusions[0]?.kind], [[], "artifact"]);
    });
  });
});
