import { strict as assert } from "node:assert";
import { adoptionId, idProblem, type AdoptionId } from "../../../../../automation/engine/adoption/adoptionId";

const DEV = { region: "us-west-2", account: "100000000001" };
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const known = (id: string, importId = id): AdoptionId => ({ kind: "known", id, importId });

/** Import ids are those of the official provider's documentation. */
const ROWS: readonly (readonly [type: string, inputs: Readonly<Record<string, unknown>>, id: AdoptionId])[] = [
  ["aws:dynamodb/table:Table", { name: "a" }, known("a")],
  ["aws:s3/bucket:Bucket", { bucket: "a" }, known("a")],
  ["aws:sqs/queue:Queue", { name: "a" }, { kind: "any" }],
  ["aws:iam/role:Role", { name: "a" }, known("a")],
  ["aws:iam/rolePolicy:RolePolicy", { role: "r", name: "a" }, known("r:a")],
  ["aws:cloudwatch/logGroup:LogGroup", { name: "/a/b" }, known("/a/b")],
  ["aws:lambda/function:Function", { name: "a" }, known("a")],
  [
    "aws:lambda/alias:Alias",
    { functionName: "f", name: "live" },
    known("arn:aws:lambda:us-west-2:100000000001:function:f:live", "f/live"),
  ],
  ["aws:cloudwatch/metricAlarm:MetricAlarm", { name: "a" }, known("a")],
  ["aws:ssm/parameter:Parameter", { name: "/a" }, known("/a")],
  ["aws:cloudwatch/eventRule:EventRule", { eventBusName: "b", name: "a" }, known("b/a")],
  ["aws:cloudwatch/eventTarget:EventTarget", { eventBusName: "b", rule: "r", targetId: "t" }, known("b-r-t", "b/r/t")],
  ["aws:sns/topic:Topic", { name: "a" }, known("arn:aws:sns:us-west-2:100000000001:a")],
  ["aws:apigatewayv2/stage:Stage", { apiId: "i", name: "$default" }, known("$default", "i/$default")],
  ["aws:cognito/userPool:UserPool", { name: "a" }, { kind: "any" }],
  ["aws:cognito/userGroup:UserGroup", { userPoolId: UNKNOWN, name: "a" }, { kind: "unknown" }],
  ["aws:apigatewayv2/deployment:Deployment", { apiId: "i" }, { kind: "none" }],
  ["aws:acm/certificateValidation:CertificateValidation", {}, { kind: "none" }],
];

describe("the id to adopt", () => {
  for (const [type, inputs, id] of ROWS)
    it(`of ${type}`, () => {
      assert.deepEqual(adoptionId(type, inputs, DEV), id);
    });
});

const TABLE = "aws:dynamodb/table:Table";
const QUEUE = "aws:sqs/queue:Queue";
const TABLE_ARN = "arn:aws:dynamodb:us-west-2:100000000001:table";

/** Null: the id is accepted. */
const PROBLEMS: readonly (readonly [id: string, type: string, problem: string | null])[] = [
  ["listbackup-dev-users", TABLE, null],
  [`${TABLE_ARN}/listbackup-dev-users`, TABLE, null],
  ["listbackup-staging-users", TABLE, "it is another resource: this one is listbackup-dev-users"],
  [`${TABLE_ARN}/other`, TABLE, "it is another resource: this one is listbackup-dev-users"],
  [
    "arn:aws:dynamodb:us-west-2:200000000002:table/listbackup-dev-users",
    TABLE,
    "it is in account 200000000002, and the stage in 100000000001",
  ],
  [
    "arn:aws:dynamodb:eu-west-1:100000000001:table/listbackup-dev-users",
    TABLE,
    "it is in eu-west-1, and the stage in us-west-2",
  ],
  ["arn:aws:sqs:us-west-2:100000000001:listbackup-dev-users", TABLE, "it is the ARN of another type (sqs)"],
  ["https://sqs.us-west-2.amazonaws.com/100000000001/listbackup-dev-users", QUEUE, null],
  [
    "https://sqs.us-west-2.amazonaws.com/200000000002/listbackup-dev-users",
    QUEUE,
    "it is in account 200000000002, and the stage in 100000000001",
  ],
  [
    "https://sqs.us-west-2.amazonaws.com/100000000001/other",
    QUEUE,
    "it is the queue other, and this one is listbackup-dev-users",
  ],
  [
    "listbackup-dev-users",
    QUEUE,
    "a queue's id is its URL, such as https://sqs.us-west-2.amazonaws.com/123456789012/name",
  ],
];

describe("an id", () => {
  for (const [id, type, problem] of PROBLEMS)
    it(`${id} of ${type} is ${problem === null ? "accepted" : "refused"}`, () => {
      assert.equal(idProblem(id, type, { name: "listbackup-dev-users" }, DEV), problem);
    });
});
