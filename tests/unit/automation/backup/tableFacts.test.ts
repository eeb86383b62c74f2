import { strict as assert } from "node:assert";
import { DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, NoSuchBucket, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { setIds } from "../../../../automation/backup/store/sets";
import { openSetStore } from "../../../../automation/backup/store/setStore";
import { tableFacts } from "../../../../automation/backup/ways/tableFacts";
import { DeployError } from "../../../../model/errors";
import { useMock } from "../../../support/mocks";
import { smallCatalog, stageOf } from "../../../support/release";

describe("what a backup needs", () => {
  const dynamodb = useMock(() => mockClient(DynamoDBClient));
  const s3 = useMock(() => mockClient(S3Client));
  const stage = stageOf("production");
  const target = { kind: "aws", region: stage.region, account: stage.account } as const;

  it("is the size and the keys of each table", async () => {
    dynamodb()
      .on(DescribeTableCommand)
      .resolves({
        Table: {
          KeySchema: [{ AttributeName: "at", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "at", AttributeType: "N" }],
          ItemCount: 3,
          TableSizeBytes: 300,
          ProvisionedThroughput: { ReadCapacityUnits: 8, WriteCapacityUnits: 1 },
        },
      });
    const [users] = await tableFacts({ stage, target }, smallCatalog());
    assert.deepEqual(users, {
      name: "users",
      table: "listbackup-prod-users",
      keys: [{ name: "at", type: "N" }],
      items: 3,
      bytes: 300,
      capacity: { kind: "provisioned", readUnits: 8 },
    });
  });

  it("is every table of the release: all that are missing are named", async () => {
    dynamodb()
      .on(DescribeTableCommand)
      .rejects(new ResourceNotFoundException({ message: "", $metadata: {} }));
    await assert.rejects(
      tableFacts({ stage, target }, smallCatalog()),
      (error: unknown) =>
        error instanceof DeployError &&
        error.code === "PREFLIGHT" &&
        error.what.includes("listbackup-prod-jobs, listbackup-prod-users"),
    );
  });

  it("is the backups bucket, which `bootstrap` of the recovery stage creates", async () => {
    s3()
      .on(ListObjectsV2Command)
      .rejects(new NoSuchBucket({ message: "", $metadata: {} }));
    const { name, short, account, region } = stageOf("disaster-recovery");
    const store = openSetStore({ ...stage, recoveryStage: { name, short, account, region } }, target);
    await assert.rejects(
      setIds(store),
      (error: unknown) =>
        error instanceof DeployError &&
        error.code === "NOT_BOOTSTRAPPED" &&
        error.remedy.includes("bootstrap disaster-recovery"),
    );
  });
});
