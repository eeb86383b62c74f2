import { strict as assert } from "node:assert";
import type { IncomingMessage } from "node:http";
import { S3Client } from "@aws-sdk/client-s3";
import { bucketExists } from "../../../../../automation/aws/buckets/bucket";
import { readRecord } from "../../../../../automation/aws/buckets/releases";
import type { AwsTarget } from "../../../../../automation/aws/target";
import { DeployError } from "../../../../../model/errors";
import { DRIVER_NAMES } from "../../../../../model/names";
import { ERROR_BODIES, FakeAws, withoutMocks, type HttpAnswer } from "../../../../support/fakes/fakeAws";
import { stageOf } from "../../../../support/release";

const STAGE = stageOf("dev");
const BUCKET = DRIVER_NAMES.deploymentsBucket(STAGE);
const DENIED = ERROR_BODIES.s3(403, "AccessDenied", "Access Denied");
const EMPTY: HttpAnswer = { status: 200, body: `<ListBucketResult><Name>${BUCKET}</Name></ListBucketResult>` };
const listing = (key: string): HttpAnswer => ({
  status: 200,
  body: `<ListBucketResult><Contents><Key>${key}</Key></Contents></ListBucketResult>`,
});

describe("buckets, with responses of a real server", () => {
  let aws: FakeAws;
  let target: AwsTarget;
  let putMocksBack: () => void;
  before(async () => {
    putMocksBack = withoutMocks([S3Client]);
    aws = await FakeAws.start();
    target = { kind: "rehearsal", region: STAGE.region, account: STAGE.account, endpoint: aws.endpoint };
  });
  after(() => {
    aws.stop();
    putMocksBack();
  });

  const isHead = ({ method }: IncomingMessage): boolean => method === "HEAD";
  const namesOwner = ({ headers }: IncomingMessage): boolean => headers["x-amz-expected-bucket-owner"] !== undefined;
  const errorOf = async (work: Promise<unknown>): Promise<DeployError> => {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DeployError, String(error));
    return error;
  };

  /** What HEAD and then GET answer, and the error that comes of it. */
  const CASES: readonly (readonly [status: number, get: HttpAnswer, code: string, what: RegExp])[] = [
    [403, DENIED, "PREFLIGHT", /lacks s3:ListBucket on it, or it does not belong to account/],
    [403, ERROR_BODIES.s3(403, "InvalidAccessKeyId", "no such key id"), "IDENTITY_UNKNOWN", /No valid AWS credentials/],
    [403, ERROR_BODIES.s3(403, "RequestTimeTooSkewed", "too large"), "IDENTITY_UNKNOWN", /clock/],
    [400, ERROR_BODIES.s3(400, "ExpiredToken", "expired"), "IDENTITY_UNKNOWN", /have expired/],
    [
      301,
      { ...ERROR_BODIES.s3(301, "PermanentRedirect", "other"), headers: { "x-amz-bucket-region": "eu-west-1" } },
      "AWS",
      /in another region \(eu-west-1\)/,
    ],
  ];
  for (const [status, get, code, what] of CASES) {
    it(`explain a response ${String(status)} to HEAD by GET: ${String(what)}`, async () => {
      aws.answer = (request) => (isHead(request) ? { status } : get);
      const error = await errorOf(bucketExists(target, BUCKET));
      assert.equal(error.code, code);
      assert.match(error.what, what);
    });
  }

  it("report another account's bucket that allows access", async () => {
    aws.answer = (request) => (isHead(request) ? { status: 403 } : namesOwner(request) ? DENIED : EMPTY);
    assert.match((await errorOf(bucketExists(target, BUCKET))).what, /does not belong to account/);
  });

  it("take 404 for a missing bucket, with one request", async () => {
    aws.answer = () => ({ status: 404 });
    aws.requests.length = 0;
    assert.deepEqual([await bucketExists(target, BUCKET), aws.requests.length], [false, 1]);
  });

  const KEY = `releases/${STAGE.name}/17.json`;

  it("take 403 for a missing release where the listing does not have it", async () => {
    aws.answer = ({ url }) => (url?.includes("list-type=2") === true ? EMPTY : DENIED);
    assert.equal((await errorOf(readRecord(target, STAGE, 17))).code, "RELEASE_UNKNOWN");
  });

  it("take 403 for denied access where the listing has the release", async () => {
    aws.answer = ({ url }) => (url?.includes("list-type=2") === true ? listing(KEY) : DENIED);
    assert.match((await errorOf(readRecord(target, STAGE, 17))).what, /^AWS denied access/);
  });

  it("take 403 for denied access where the listing is denied, too", async () => {
    aws.answer = () => DENIED;
    assert.match((await errorOf(readRecord(target, STAGE, 17))).what, /^AWS denied access/);
  });

  it("take a missing bucket of the driver for an account that is not bootstrapped", async () => {
    aws.answer = () => ERROR_BODIES.s3(404, "NoSuchBucket", "The specified bucket does not exist");
    assert.equal((await errorOf(readRecord(target, STAGE, 17))).code, "NOT_BOOTSTRAPPED");
  });
});
