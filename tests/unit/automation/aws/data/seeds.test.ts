import { strict as assert } from "node:assert";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { writeSeeds } from "../../../../../automation/aws/data/seeds";
import { smallCatalog, stageOf } from "../../../../support/release";

const STAGE = stageOf("dev");
const TARGET = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
const USERS = smallCatalog().data.tables["users"];
const SEEDS = ["u1", "u2"].map((userId) => ({
  id: `users/${userId}`,
  table: "users",
  row: { userId, age: 7, active: true, nothing: null, tags: ["a", { deep: 1.5 }] },
}));

describe("writeSeeds", () => {
  const dynamodb = mockClient(DynamoDBClient);
  const write = () => {
    assert.ok(USERS);
    return writeSeeds(TARGET, STAGE, "users", USERS, SEEDS);
  };
  beforeEach(() => {
    dynamodb.reset();
    dynamodb.on(PutItemCommand).resolves({});
  });
  after(() => {
    dynamodb.restore();
  });

  it("puts each row on condition that its key is free, with typed values", async () => {
    assert.deepEqual(await write(), { written: 2, existing: 0 });
    assert.deepEqual(dynamodb.commandCalls(PutItemCommand)[0]?.args[0].input, {
      TableName: "listbackup-dev-users",
      Item: {
        userId: { S: "u1" },
        age: { N: "7" },
        active: { BOOL: true },
        nothing: { NULL: true },
        tags: { L: [{ S: "a" }, { M: { deep: { N: "1.5" } } }] },
      },
      ConditionExpression: "attribute_not_exists(#key)",
      ExpressionAttributeNames: { "#key": "userId" },
    });
  });

  it("counts rows that exist, and does not change them", async () => {
    const there = Object.assign(new Error("The conditional request failed"), {
      name: "ConditionalCheckFailedException",
    });
    dynamodb.on(PutItemCommand, { Item: { userId: { S: "u1" } } }, false).rejects(there);
    assert.deepEqual(await write(), { written: 1, existing: 1 });
  });

  it("throws where AWS rejects a row", async () => {
    dynamodb.on(PutItemCommand).rejects(Object.assign(new Error("not allowed"), { name: "AccessDeniedException" }));
    await assert.rejects(write(), { code: "AWS" });
  });
});
