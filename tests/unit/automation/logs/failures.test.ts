import { strict as assert } from "node:assert";
import { failureIn, LOG_FAILURES } from "../../../../automation/logs/failures";
import { FAILED_LINES } from "../../../support/failedLines";

const V2 = "operation error DynamoDB: Query, https response error StatusCode: 400, RequestID: ABC";

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
  for (const [id, message] of FAILED_LINES) {
    it(`are found: ${id}: ${message.slice(0, 100)}`, () => {
      assert.equal(failureIn(message)?.id, id);
    });

    it(`match the filter pattern: ${id}: ${message.slice(0, 100)}`, () => {
      const row = LOG_FAILURES.find((one) => one.id === id);
      assert.ok(row?.terms.some((term) => matchesTerm(message, term)));
    });
  }

  for (const message of NOT_FOUND) {
    it(`are none: ${message.slice(0, 100)}`, () => {
      assert.equal(failureIn(message), null);
    });
  }

  it("have an example of each row", () => {
    assert.deepEqual(new Set(FAILED_LINES.map(([id]) => id)), new Set(LOG_FAILURES.map(({ id }) => id)));
  });
});

/** Matches like CloudWatch: case-sensitive, whole words. */
function matchesTerm(message: string, term: string): boolean {
  const begin = message.indexOf(term);
  const isWord = (at: number): boolean => /\w/.test(message[at] ?? " ");
  if (begin === -1) return false;
  const starts = !isWord(begin) || !isWord(begin - 1);
  const ends = !isWord(begin + term.length - 1) || !isWord(begin + term.length);
  return (starts && ends) || matchesTerm(message.slice(begin + 1), term);
}
