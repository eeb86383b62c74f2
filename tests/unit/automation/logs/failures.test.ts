import { strict as assert } from "node:assert";
import { failureIn, LOG_FAILURES } from "../../../../automation/logs/failures";

const V2 = "operation error DynamoDB: Query, https response error StatusCode: 400, RequestID: ABC";
const ROLE = "User: arn:aws:sts::123456789012:assumed-role/listbackup-dev-users/x";

/** Lines by the row that finds them. */
const FOUND: readonly (readonly [id: string, message: string])[] = [
  ["panic", "panic: runtime error: invalid memory address or nil pointer dereference"],
  ["fatal", "fatal error: all goroutines are asleep - deadlock!"],
  ["time-out", "2026-11-24T08:30:22Z 4bb Task timed out after 6.00 seconds"],
  ["time-out", '{"type":"platform.report","record":{"requestId":"1","status":"timeout"}}'],
  ["exit", "RequestId: 1 Error: Runtime exited with error: exit status 2\nRuntime.ExitError"],
  ["exit", "RequestId: 1 Error: Runtime exited with error: signal: killed"],
  ["exit", "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory"],
  ["unhandled", '2026-11-24T08:30:22.562Z\t1\tERROR\tUnhandled Promise Rejection \t{"errorType":"x"}'],
  ["unhandled", '{"errorType":"Runtime.UnhandledPromiseRejection","errorMessage":"Error: no"}'],
  ["unhandled", '2026-11-24T08:30:22.562Z\t1\tERROR\tUncaught Exception \t{"errorType":"TypeError"}'],
  ["unhandled", '2026-11-24T08:30:22.562Z\t1\tERROR\tInvoke Error \t{"errorType":"TypeError","stack":[]}'],
  ["unhandled-json", '{"timestamp":"t","level":"ERROR","requestId":"1","message":{"errorType":"TypeError"}}'],
  ["unhandled-json", '{"timestamp": "t", "log_level": "ERROR", "errorMessage": "x", "errorType": "KeyError"}'],
  ["load", "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'x'"],
  ["load", "Runtime.HandlerNotFound: index.handler is undefined or not exported"],
  ["traceback", "Traceback (most recent call last):\n  File \"app.py\", line 1\nKeyError: 'x'"],
  ["traceback", "[ERROR] KeyError: 'x'\nTraceback (most recent call last):\n  File \"app.py\", line 1"],
  ["permission", `AccessDeniedException: ${ROLE} is not authorized to perform: dynamodb:Scan on resource: arn:x`],
  ["permission", `AuthorizationError: ${ROLE} is not authorized to perform: SNS:Publish on resource: arn:x`],
  ["permission", `${V2}, api error AccessDeniedException: x`],
  ["permission", "AccessDeniedException: x\n\tstatus code: 400, request id: ABC"],
  ["permission", "AccessDenied: Access Denied\n\tstatus code: 403, request id: ABC, host id: x"],
  [
    "permission",
    "operation error S3: GetObject, https response error StatusCode: 403, api error AccessDenied: Access Denied",
  ],
  [
    "permission",
    "operation error S3: HeadObject, https response error StatusCode: 403, api error Forbidden: Forbidden",
  ],
  ["permission", "AccessDenied: Access to the resource https://sqs.us-west-2.amazonaws.com/1/q is denied."],
  [
    "permission",
    "botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the GetObject operation: Access Denied",
  ],
  [
    "permission",
    "{ name: 'AccessDenied', '$fault': 'client', '$metadata': { httpStatusCode: 403 }, Code: 'AccessDenied' }",
  ],
  ["permission", '{"level":"error","err":{"name":"AccessDeniedException","$metadata":{"httpStatusCode":400}}}'],
  ["missing-table", `${V2}, ResourceNotFoundException: Requested resource not found`],
  ["missing-table", "ResourceNotFoundException: Requested resource not found\n\tstatus code: 400, request id: ABC"],
  [
    "missing-table",
    "An error occurred (ResourceNotFoundException) when calling the Scan operation: Cannot do operations on a non-existent table",
  ],
  ["missing-table", '{"err":"ResourceNotFoundException","message":"User pool us-west-2_x does not exist."}'],
  [
    "missing-resource",
    "AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist for this wsdl version.",
  ],
  ["missing-resource", "NoSuchBucket: The specified bucket does not exist\n\tstatus code: 404"],
  ["missing-resource", "NotFound: Topic does not exist\n\tstatus code: 404"],
  ["missing-resource", "NotFoundException: Configuration set <listbackup-dev-config-set> does not exist."],
  ["missing-name", "operation error SSM: GetParameter, https response error StatusCode: 400, ParameterNotFound: "],
  ["missing-name", "ParameterNotFound: \n\tstatus code: 400, request id: ABC"],
  ["missing-name", "api error QueueDoesNotExist: x"],
  ["missing-name", "TemplateDoesNotExistException: x"],
  ["key-schema", "ValidationException: The provided key element does not match the schema\n\tstatus code: 400"],
  ["key-schema", `${V2}, api error ValidationException: The table does not have the specified index: email-index`],
  ["key-schema", `${V2}, api error ValidationException: Query condition missed key schema element: userId`],
  [
    "key-schema",
    "An error occurred (ValidationException) when calling the PutItem operation: One or more parameter values were invalid: Missing the key userId in the item",
  ],
  ["key-schema", "ValidationException: Invalid UpdateExpression: Attribute name is a reserved keyword"],
  ["credentials", "UnrecognizedClientException: The security token included in the request is invalid."],
  ["credentials", "NoCredentialProviders: no valid providers in chain. Deprecated."],
  [
    "credentials",
    "operation error SQS: SendMessage, get identity: failed to refresh cached credentials, no EC2 IMDS role found",
  ],
  ["credentials", "CredentialsProviderError: Could not load credentials from any providers"],
  ["credentials", "botocore.exceptions.NoCredentialsError: Unable to locate credentials"],
];

const NOT_FOUND: readonly string[] = [
  `${V2}, ConditionalCheckFailedException: The conditional request failed`,
  "ConditionalCheckFailedException: The conditional request failed\n\tstatus code: 400, request id: ABC",
  "operation error S3: GetObject, https response error StatusCode: 404, NoSuchKey: The specified key does not exist.",
  "An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.",
  "UserNotFoundException: User does not exist.",
  "NotAuthorizedException: Incorrect username or password.",
  "UsernameExistsException: User already exists",
  "ThrottlingException: Rate exceeded\n\tstatus code: 400, request id: ABC",
  `${V2}, ProvisionedThroughputExceededException: The level of configured provisioned throughput was exceeded`,
  "TooManyRequestsException: Rate exceeded",
  "ValidationException: Item size has exceeded the maximum allowed size",
  "ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: userId",
  "ResourceNotFoundException: account 42 is not there",
  "user 42 is not authorized to perform this action",
  "AccessDenied for account 42",
  "the account does not exist",
  '[ERROR]\t2026-11-24T08:30:22.562Z\t1\tcould not fetch\nTraceback (most recent call last):\n  File "app.py"',
  "Traceback (most recent call last):\nbotocore.errorfactory.ConditionalCheckFailedException: An error occurred",
  '{"level":"ERROR","message":"no","errorType":"TypeError","errorMessage":"x","requestId":"1"}',
  '{"type":"platform.report","record":{"status":"success"}}',
  "REPORT RequestId: 1 Duration: 1 ms",
];

describe("failures in the logs", () => {
  for (const [id, message] of FOUND) {
    it(`are found: ${id}: ${message.slice(0, 100)}`, () => {
      assert.equal(failureIn(message)?.id, id);
    });

    it(`are asked for: ${id}: ${message.slice(0, 100)}`, () => {
      const row = LOG_FAILURES.find((one) => one.id === id);
      assert.ok(row?.terms.some((term) => asked(message, term)));
    });
  }

  for (const message of NOT_FOUND) {
    it(`are none: ${message.slice(0, 100)}`, () => {
      assert.equal(failureIn(message), null);
    });
  }

  it("have an example of each row", () => {
    assert.deepEqual(new Set(FOUND.map(([id]) => id)), new Set(LOG_FAILURES.map(({ id }) => id)));
  });
});

/** As CloudWatch takes a term: case counts, and so do the ends of words. */
function asked(message: string, term: string): boolean {
  const begin = message.indexOf(term);
  const isWord = (at: number): boolean => /\w/.test(message[at] ?? " ");
  if (begin === -1) return false;
  const starts = !isWord(begin) || !isWord(begin - 1);
  const ends = !isWord(begin + term.length - 1) || !isWord(begin + term.length);
  return (starts && ends) || asked(message.slice(begin + 1), term);
}
