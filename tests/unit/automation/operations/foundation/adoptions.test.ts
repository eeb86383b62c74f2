import { strict as assert } from "node:assert";
import { BudgetsClient, DescribeBudgetCommand } from "@aws-sdk/client-budgets";
import { CloudTrailClient, GetTrailCommand } from "@aws-sdk/client-cloudtrail";
import { IAMClient } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetObjectLockConfigurationCommand, HeadBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { findAdoptions } from "../../../../../automation/operations/foundation/adoptions";
import type { ExportedState } from "../../../../../automation/engine/state/exportedState";
import { foundationOf } from "../../../../../model/account/foundation";
import { stageOf } from "../../../../support/release";

const STAGE = stageOf("dev");
const FOUNDATION = foundationOf("dev", [STAGE], String);
const TARGET = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
const AUDIT = "listbackup-audit-100000000001-us-west-2";

const notFound = (name: string): Error => Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 404 } });

describe("what a foundation imports", () => {
  const s3 = mockClient(S3Client);
  const kms = mockClient(KMSClient);
  const iam = mockClient(IAMClient);
  const budgets = mockClient(BudgetsClient);
  const trail = mockClient(CloudTrailClient);
  const mocks = [s3, kms, iam, budgets, trail];
  beforeEach(() => {
    for (const mock of mocks) mock.reset();
    s3.on(HeadBucketCommand).rejects(notFound("NotFound"));
    kms.on(DescribeKeyCommand).rejects(notFound("NotFoundException"));
    iam.rejects(notFound("NoSuchEntityException"));
    budgets.on(DescribeBudgetCommand).rejects(notFound("NotFoundException"));
    trail.on(GetTrailCommand).rejects(notFound("TrailNotFoundException"));
  });
  after(() => {
    for (const mock of mocks) mock.restore();
  });

  const adopted = async (state: ExportedState | null = null) =>
    Object.fromEntries(await findAdoptions(TARGET, FOUNDATION, state));

  it("is nothing in an empty account", async () => {
    assert.deepEqual(await adopted(), {});
  });

  it("is what exists, by the ids that Pulumi imports", async () => {
    kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: "1234" } });
    budgets.on(DescribeBudgetCommand).resolves({});
    trail.on(GetTrailCommand).resolves({ Trail: { TrailARN: "arn:trail" } });
    assert.deepEqual(await adopted(), {
      "aws:kms/key:Key state-key": "1234",
      "aws:kms/alias:Alias state-key-alias": "alias/listbackup-state",
      "aws:budgets/budget:Budget budget": "100000000001:listbackup-monthly",
      "aws:cloudtrail/trail:Trail audit": "arn:trail",
    });
  });

  it("leaves out what is in the state, and does not look for it", async () => {
    budgets.on(DescribeBudgetCommand).resolves({});
    const urn = "urn:pulumi:foundation-dev::listbackup-foundation::aws:budgets/budget:Budget::budget";
    const state = { version: 3, deployment: { resources: [{ urn, type: "aws:budgets/budget:Budget" }] } };
    assert.deepEqual([await adopted(state), budgets.calls().length], [{}, 0]);
  });

  it("is an audit bucket with Object Lock", async () => {
    s3.on(HeadBucketCommand, { Bucket: AUDIT }).resolves({});
    s3.on(GetObjectLockConfigurationCommand).resolves({ ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" } });
    assert.deepEqual(await adopted(), { "aws:s3/bucket:Bucket audit-bucket": AUDIT });
  });

  it("is refused for an audit bucket without Object Lock", async () => {
    s3.on(HeadBucketCommand, { Bucket: AUDIT }).resolves({});
    s3.on(GetObjectLockConfigurationCommand).rejects(notFound("ObjectLockConfigurationNotFoundError"));
    await assert.rejects(adopted(), { code: "PREFLIGHT" });
  });
});
