import { strict as assert } from "node:assert";
import { classifyFailure, distinctCauses } from "../../../../../automation/engine/failures/failureCause";
import type { EngineFailure } from "../../../../../automation/engine/failures/engineFailure";

const QUEUE = { name: "queue-a", type: "aws:sqs/queue:Queue", phase: "core" } as const;
const ofResource = (message: string): EngineFailure => ({ resource: QUEUE, message });
const ofEngine = (message: string): EngineFailure => ({ resource: null, message });

/** What a cause is, in one word. */
function word(failure: EngineFailure): string {
  const cause = classifyFailure(failure);
  switch (cause.kind) {
    case "aws":
      return cause.answer.kind;
    case "engine":
      return cause.known.id;
    case "unknown":
      return cause.kind;
  }
}

const BRIDGE = "sdk-v2/provider2.go:572: sdk.helper_schema: ";
const httpError = (status: number, answer: string): string =>
  `https response error StatusCode: ${String(status)}, RequestID: 35a2d6b3-bb49-4f8e-a3ea-09dc9ff6ae26, ${answer}`;

/** As the official provider and the offline one say it of a resource. */
const RESOURCE_ROWS: readonly (readonly [message: string, cause: string])[] = [
  [
    `creating SQS Queue (a): operation error SQS: CreateQueue, ${httpError(403, "api error AccessDenied: User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: sqs:createqueue")}`,
    "denied",
  ],
  [
    `${BRIDGE}creating Lambda Function (a): operation error Lambda: CreateFunction, ${httpError(409, "ResourceConflictException: Function already exist: a")}: provider=aws@7.48.0`,
    "exists",
  ],
  [
    `1 error occurred:\n\t* creating IAM Role (a): operation error IAM: CreateRole, ${httpError(409, "LimitExceeded: Cannot exceed quota for RolesPerAccount: 1000")}\n\n`,
    "quota",
  ],
  [
    `creating DynamoDB Table (a): operation error DynamoDB: CreateTable, exceeded maximum number of attempts, 25, ${httpError(400, "api error ThrottlingException: Rate exceeded")}`,
    "throttled",
  ],
  [
    `updating Lambda Function (a) code: operation error Lambda: UpdateFunctionCode, failed to get rate limit token, retry quota exceeded, 2 available, 5 requested`,
    "throttled",
  ],
  [
    `reading S3 Bucket (a): operation error S3: HeadBucket, https response error StatusCode: 403, RequestID: X, HostID: Y, api error Forbidden: Forbidden`,
    "denied",
  ],
  [
    `reading S3 Bucket (a): operation error S3: HeadBucket, https response error StatusCode: 301, RequestID: X, HostID: Y, api error MovedPermanently: Moved Permanently`,
    "wrong-region",
  ],
  [
    `creating KMS Key: operation error KMS: CreateKey, ${httpError(400, "MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals.")}`,
    "not-ready",
  ],
  [
    `creating Route 53 Record: operation error Route 53: ChangeResourceRecordSets, ${httpError(400, "PriorRequestNotComplete: The request was rejected")}`,
    "not-ready",
  ],
  [
    `creating Lambda Function (a): operation error Lambda: CreateFunction, https response error StatusCode: 0, RequestID: , request send failed, Post "https://lambda.us-west-2.amazonaws.com/2015-03-31/functions": dial tcp: lookup lambda.us-west-2.amazonaws.com: no such host`,
    "unreachable",
  ],
  [
    `creating Lambda Function (a): operation error Lambda: CreateFunction, get identity: get credentials: failed to refresh cached credentials, operation error SSO: GetRoleCredentials, https response error StatusCode: 401, RequestID: r, UnauthorizedException: Session token not found or invalid`,
    "expired",
  ],
  [
    `reading SSM Parameter (a): operation error SSM: GetParameter, get identity: get credentials: failed to refresh cached credentials, no EC2 IMDS role found`,
    "unidentified",
  ],
  [
    `creating SQS Queue (a): operation error SQS: CreateQueue, ${httpError(400, "api error ExpiredToken: The security token included in the request is expired")}`,
    "expired",
  ],
  [
    `waiting for Lambda Function (a) create: timeout while waiting for state to become 'Active' (last state: 'Pending', timeout: 10m0s)`,
    "not-ready",
  ],
  [`create of aws:sqs/queue:Queue "queue-a": not done within 120 s`, "not-ready"],
  [`create of aws:sqs/queue:Queue "not done within 120 s": odd`, "unknown"],
  [
    `create of aws:sqs/queue:Queue "queue-a": operation error SQS: CreateQueue, https response error StatusCode: 400, RequestID: , QueueDeletedRecently: You must wait 60 seconds`,
    "not-ready",
  ],
  [
    `create of aws:sqs/queue:Queue "queue-a": operation error SQS: CreateQueue, https response error StatusCode: 0, RequestID: , request send failed, connect ECONNREFUSED 127.0.0.1:4566`,
    "unreachable",
  ],
  [`rpc error: code = Unavailable desc = error reading from server: EOF`, "provider-gone"],
  // Words in places that say nothing: names of resources, messages of other errors.
  [
    `creating CloudWatch Metric Alarm (listbackup-dev-jobs-throttles): operation error CloudWatch: PutMetricAlarm, ${httpError(400, "api error ValidationError: Metrics list must not be empty")}`,
    "invalid",
  ],
  [
    `creating Lambda Function (listbackup-dev-AccessDenied-ExpiredToken): operation error Lambda: CreateFunction, ${httpError(400, "InvalidParameterValueException: 1 validation error: TooManyRequestsException is no memory size")}`,
    "invalid",
  ],
  [
    `creating SQS Queue (no space left on device): operation error SQS: CreateQueue, ${httpError(400, "api error SomethingNew: the stack is currently locked by 1 lock(s)")}`,
    "unknown",
  ],
  [`creating SNS Topic (connection refused): topic "Throttling: Rate exceeded" is not a valid name`, "unknown"],
  [
    `unable to delete resource "urn:pulumi:dev::p::aws:lambda/function:Function::locks-denied-conflict-timeouts" as it is currently marked for protection`,
    "protected",
  ],
  [`the stack is currently locked by 1 lock(s)`, "unknown"],
  [`failed to load checkpoint: snapshot`, "unknown"],
];

/** As the engine says it of itself. */
const ENGINE_ROWS: readonly (readonly [message: string, cause: string])[] = [
  ["the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end", "state-locked"],
  ["incorrect passphrase", "state-damaged"],
  ['getting secrets manager: constructing secrets manager of type "passphrase": incorrect passphrase', "state-damaged"],
  ["failed to load checkpoint: place 1: invalid character 'g' looking for beginning of value", "state-damaged"],
  [
    'could not create stack: An IO error occurred while writing the new snapshot file: blob (key ".pulumi/stacks/p/dev.json") (code=Unknown): open /s/.pulumi/stacks/p/dev.json.18ec.tmp: read-only file system',
    "disk-not-writable",
  ],
  [
    "failed to save snapshot: [An IO error occurred while writing the new snapshot file: write /s/dev.json: no space left on device]",
    "disk-full",
  ],
  [
    'failed to load checkpoint: blob (key ".pulumi/stacks/p/dev.json") (code=Unknown): open /s/dev.json: permission denied',
    "disk-not-writable",
  ],
  [
    'read ".pulumi/meta.yaml": blob (key ".pulumi/meta.yaml") (code=Unknown): operation error S3: GetObject, https response error StatusCode: 403, RequestID: , HostID: , api error AccessDenied: Access Denied',
    "denied",
  ],
  [
    "Running program '/p' failed with an unhandled exception: Error: alarm jobs-throttles is AccessDenied",
    "program-error",
  ],
  ["a stage called locked: the stack is currently locked", "unknown"],
];

describe("the cause of a failed run", () => {
  for (const [message, cause] of RESOURCE_ROWS) {
    it(`is ${cause} for a resource: ${message.trim()}`, () => {
      assert.equal(word(ofResource(message)), cause);
    });
  }
  for (const [message, cause] of ENGINE_ROWS) {
    it(`is ${cause} for the engine: ${message}`, () => {
      assert.equal(word(ofEngine(message)), cause);
    });
  }

  it("is the signal that ended it, whatever the engine printed", () => {
    const failure = { ...ofEngine("jobs-throttles: Throttling"), exit: { signal: "SIGKILL" } } as const;
    assert.equal(word(failure), "pulumi-killed");
  });

  for (const [errno, cause] of [
    ["ENOSPC", "disk-full"],
    ["EROFS", "disk-not-writable"],
    ["EACCES", "disk-not-writable"],
    ["ENOENT", "unknown"],
  ] as const) {
    it(`is ${cause} for ${errno}`, () => {
      assert.equal(word({ ...ofEngine("no"), exit: { errno } }), cause);
    });
  }

  it("is a cause that stops the run rather than one of a single resource", () => {
    const call = (answer: string): EngineFailure =>
      ofResource(`operation error SQS: CreateQueue, ${httpError(400, answer)}`);
    const [cause] = distinctCauses([
      ofEngine("odd"),
      call("api error AccessDenied: no"),
      call("api error ExpiredToken: old"),
    ]);
    assert.equal(cause.kind === "aws" ? cause.answer.kind : cause.kind, "expired");
  });
});
