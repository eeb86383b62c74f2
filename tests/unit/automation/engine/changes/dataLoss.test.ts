import { strict as assert } from "node:assert";
import { dataLosses } from "../../../../../automation/engine/changes/dataLoss";

type Inputs = Readonly<Record<string, unknown>>;

const update = (type: string, old: Inputs, next: Inputs) =>
  dataLosses({ kind: "update", type, name: "x", id: "id", old, new: next }).map(({ kind, name }) => `${kind} ${name}`);

const TABLE = "aws:dynamodb/table:Table";
const index = (name: string, hashKey: string, more: object = {}) => ({ name, hashKey, projectionType: "ALL", ...more });

const CASES: readonly (readonly [title: string, type: string, old: Inputs, next: Inputs, lost: readonly string[]])[] = [
  [
    "an index that goes",
    TABLE,
    { globalSecondaryIndexes: [index("A", "a"), index("B", "b")] },
    { globalSecondaryIndexes: [index("B", "b")] },
    ["delete x/A"],
  ],
  [
    "an index that is built again",
    TABLE,
    { globalSecondaryIndexes: [index("A", "a")] },
    { globalSecondaryIndexes: [index("A", "b")] },
    ["replace x/A"],
  ],
  [
    "no index whose capacity changes",
    TABLE,
    { globalSecondaryIndexes: [index("A", "a", { readCapacity: 1 })] },
    { globalSecondaryIndexes: [index("A", "a", { readCapacity: 5 })] },
    [],
  ],
  ["no index that comes", TABLE, {}, { globalSecondaryIndexes: [index("A", "a")] }, []],
  ["items that a TTL expires", TABLE, {}, { ttl: { attributeName: "at", enabled: true } }, ["replace x/ttl"]],
  ["the expiry of items", TABLE, { ttl: { attributeName: "at", enabled: true } }, {}, ["delete x/ttl"]],
  [
    "items that another TTL expires",
    TABLE,
    { ttl: { attributeName: "at", enabled: true } },
    { ttl: { attributeName: "until", enabled: true } },
    ["replace x/ttl"],
  ],
  ["a stream", TABLE, { streamEnabled: true, streamViewType: "NEW_IMAGE" }, {}, ["delete x/stream"]],
  [
    "a stream with other records",
    TABLE,
    { streamEnabled: true, streamViewType: "NEW_IMAGE" },
    { streamEnabled: true, streamViewType: "KEYS_ONLY" },
    ["replace x/stream"],
  ],
  [
    "recovery points",
    TABLE,
    { pointInTimeRecovery: { enabled: true } },
    { pointInTimeRecovery: { enabled: false } },
    ["delete x/point-in-time-recovery"],
  ],
  [
    "old messages",
    "aws:sqs/queue:Queue",
    { messageRetentionSeconds: 3600 },
    { messageRetentionSeconds: 60 },
    ["replace x/retention"],
  ],
  [
    "no message that is kept longer",
    "aws:sqs/queue:Queue",
    { messageRetentionSeconds: 60 },
    { messageRetentionSeconds: 90 },
    [],
  ],
  ["old log events", "aws:cloudwatch/logGroup:LogGroup", {}, { retentionInDays: 7 }, ["replace x/retention"]],
  [
    "no log event that is kept for ever",
    "aws:cloudwatch/logGroup:LogGroup",
    { retentionInDays: 7 },
    { retentionInDays: 0 },
    [],
  ],
  [
    "old versions of objects",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    { rules: [{ id: "age" }] },
    { rules: [{ id: "age", noncurrentVersionExpiration: { noncurrentDays: 30 } }] },
    ["replace x/expiration"],
  ],
];

describe("data losses of an update", () => {
  for (const [title, type, old, next, lost] of CASES) {
    it(`is ${title}`, () => {
      assert.deepEqual(update(type, old, next), lost);
    });
  }

  for (const [type, lost] of [
    ["aws:dynamodb/table:Table", "its items"],
    ["aws:s3/bucket:Bucket", "its objects"],
    ["aws:cognito/userPool:UserPool", "its users"],
    ["aws:cognito/userGroup:UserGroup", "its memberships"],
    ["aws:sqs/queue:Queue", "its messages"],
    ["aws:sns/topic:Topic", "its subscriptions"],
    ["aws:cloudwatch/logGroup:LogGroup", "its log events"],
  ] as const) {
    for (const kind of ["delete", "replace"] as const) {
      it(`are ${lost} for a ${kind} of a ${type.split(":")[2] ?? ""}`, () => {
        const losses = dataLosses({ kind, type, name: "x", id: "id", old: {}, new: {} });
        assert.deepEqual(losses, [{ kind, name: "x", type, id: "id", lost, part: false }]);
      });
    }
  }

  it("are empty for a create", () => {
    assert.deepEqual(dataLosses({ kind: "create", type: TABLE, name: "x", id: "", old: {}, new: {} }), []);
  });
});
