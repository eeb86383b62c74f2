import { strict as assert } from "node:assert";
import { tableScaling } from "../../../../components/data/capacity";
import { dataTable } from "../../../../components/data/table";
import { tableSchema } from "../../../../model/catalog/schema/catalog";
import type { Stage } from "../../../../model/stage/stage";
import { stageOf } from "../../../support/release";
import { named, resourcesOf, type Registered } from "../mocks";

const DEV = stageOf("dev");
const SCALED: Stage = {
  ...DEV,
  data: {
    ...DEV.data,
    capacity: { kind: "autoscaled", read: { min: 2, max: 40 }, write: { min: 1, max: 20 }, targetPercent: 70 },
  },
};
const SPEC = tableSchema.parse({ purpose: "Users", hash: "userId", indexes: { EmailIndex: { hash: "email" } } });

const made = (stage: Stage): Promise<readonly Registered[]> =>
  resourcesOf((parent) => tableScaling(stage, "users", SPEC, dataTable(stage, "users", SPEC, parent), parent));

describe("the capacity of a table", () => {
  it("is paid by request unless the stage says otherwise, and needs nothing more", async () => {
    assert.deepEqual(
      (await made(DEV)).map(({ name, inputs }) => [name, inputs["billingMode"], inputs["readCapacity"]]),
      [["table-users", "PAY_PER_REQUEST", undefined]],
    );
  });

  it("begins with the least, its indexes too", async () => {
    const { inputs } = named(await made(SCALED), "table-users");
    const [index] = inputs["globalSecondaryIndexes"] as readonly Readonly<Record<string, unknown>>[];
    assert.deepEqual(
      [
        inputs["billingMode"],
        inputs["readCapacity"],
        inputs["writeCapacity"],
        index?.["readCapacity"],
        index?.["writeCapacity"],
      ],
      ["PROVISIONED", 2, 1, 2, 1],
    );
  });

  it("is written on the switch from on demand, and ignored afterwards: what scaling sets is no drift", async () => {
    const ignored = async (isOnDemand: boolean): Promise<readonly string[] | undefined> =>
      (await resourcesOf((parent) => dataTable(SCALED, "users", SPEC, parent, isOnDemand)))[0]?.ignoredChanges;
    assert.deepEqual(
      [await ignored(true), (await ignored(false))?.slice(0, 2)],
      [[], ["readCapacity", "writeCapacity"]],
    );
  });

  it("follows the load between the stage's bounds, of the table and of each index, for reads and for writes", async () => {
    const targets = (await made(SCALED)).filter(({ type }) => type === "aws:appautoscaling/target:Target");
    assert.deepEqual(
      targets.map(({ inputs }) => [
        inputs["resourceId"],
        inputs["scalableDimension"],
        inputs["minCapacity"],
        inputs["maxCapacity"],
      ]),
      [
        ["table/listbackup-dev-users", "dynamodb:table:ReadCapacityUnits", 2, 40],
        ["table/listbackup-dev-users", "dynamodb:table:WriteCapacityUnits", 1, 20],
        ["table/listbackup-dev-users/index/EmailIndex", "dynamodb:index:ReadCapacityUnits", 2, 40],
        ["table/listbackup-dev-users/index/EmailIndex", "dynamodb:index:WriteCapacityUnits", 1, 20],
      ],
    );
  });

  it("keeps the share in use that the stage wants", async () => {
    const policy = named(await made(SCALED), "table-users-write-policy");
    assert.deepEqual(policy.inputs["targetTrackingScalingPolicyConfiguration"], {
      targetValue: 70,
      predefinedMetricSpecification: { predefinedMetricType: "DynamoDBWriteCapacityUtilization" },
    });
  });
});
