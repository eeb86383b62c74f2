import { strict as assert } from "node:assert";
import { arnsOverlap } from "../../../../model/limits/arnPattern";

describe("arnsOverlap", () => {
  const ROWS: readonly (readonly [form: string, resource: string, overlap: boolean])[] = [
    ["arn:aws:dynamodb:%:%:table/%", "arn:aws:dynamodb:us-west-2:1:table/users", true],
    ["arn:aws:dynamodb:%:%:table/%", "arn:aws:dynamodb:us-west-2:1:table/users/index/*", false],
    ["arn:aws:dynamodb:%:%:table/%/index/%", "arn:aws:dynamodb:us-west-2:1:table/users/index/*", true],
    ["arn:aws:dynamodb:%:%:table/%/index/%", "arn:aws:dynamodb:*:*:table/*", true],
    ["arn:aws:secretsmanager:%:%:secret:*", "arn:aws:secretsmanager:us-west-2:1:secret:a/b-??????", true],
    ["arn:aws:sns:%:%:%", "arn:aws:sqs:us-west-2:1:jobs", false],
    ["arn:aws:s3:::%", "arn:aws:s3:::data/*", false],
    ["arn:aws:s3:::%", "arn:aws:s3:::", true],
  ];
  for (const [form, resource, overlap] of ROWS) {
    it(`${overlap ? "finds" : "does not find"} an ARN of ${form} in ${resource}`, () => {
      assert.equal(arnsOverlap(form, resource), overlap);
    });
  }
});
