import { strict as assert } from "node:assert";
import { IAMClient } from "@aws-sdk/client-iam";
import { DescribeKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { HeadBucketCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import type { Context } from "../../../../../automation/commands/command";
import { bringUpFoundation } from "../../../../../automation/operations/foundation/bringUp";
import { removeFoundation } from "../../../../../automation/operations/foundation/remove";
import { openSession } from "../../../../../automation/session";
import type { Terminal } from "../../../../../automation/ui/terminal";
import { DeployError } from "../../../../../model/errors";
import { ROOT } from "../../../../support/project/project";

const named = (name: string, status: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status }, Code: name });

/** Requests that change nothing. */
const READING = /^(Get|Head|List|Describe)/;

describe("bootstrap where the account is not as it should be", () => {
  const sts = mockClient(STSClient);
  const s3 = mockClient(S3Client);
  const kms = mockClient(KMSClient);
  const iam = mockClient(IAMClient);
  const mocks = [sts, s3, kms, iam];
  beforeEach(() => {
    for (const mock of mocks) mock.reset();
    sts.on(GetCallerIdentityCommand).resolves({ Account: "100000000001", Arn: "arn:aws:iam::100000000001:user/ann" });
    s3.on(HeadBucketCommand).rejects(named("NotFound", 404));
    kms.on(DescribeKeyCommand).rejects(named("NotFoundException", 400));
    iam.rejects(named("NoSuchEntityException", 404));
  });
  after(() => {
    for (const mock of mocks) mock.restore();
  });

  const refused = (): Promise<never> => Promise.reject(new Error("the engine was asked for"));
  const terminal = { note: () => undefined, warn: () => undefined, detail: () => undefined, interactive: false };
  const context = {
    wiring: { root: ROOT, version: "0", program: refused, foundation: refused, rehearsal: refused },
    options: { profile: null, rehearsal: false, json: true, quiet: true, verbose: false },
    terminal: terminal as unknown as Terminal,
    signal: new AbortController().signal,
  } as unknown as Context;

  /** Code and exit code of the error, and requests that would change something. */
  async function outcomeOf(work: (session: Awaited<ReturnType<typeof openSession>>) => Promise<unknown>) {
    const error: unknown = await work(await openSession(context, "dev")).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DeployError, String(error));
    const writes = mocks.flatMap((mock) => mock.calls().map(({ args }) => args[0].constructor.name));
    return [error.code, error.exitCode, writes.filter((name) => !READING.test(name))];
  }
  const request = { approved: true, deleteData: false, retryCommand: "bin/deploy bootstrap dev" };
  const bootstrapped = () => outcomeOf((session) => bringUpFoundation(context, session, request));

  it("refuses credentials of another account", async () => {
    sts.on(GetCallerIdentityCommand).resolves({ Account: "999999999999", Arn: "arn:aws:iam::999999999999:user/eve" });
    assert.deepEqual(await bootstrapped(), ["IDENTITY_MISMATCH", 3, []]);
  });

  it("refuses missing credentials", async () => {
    sts.on(GetCallerIdentityCommand).rejects(named("CredentialsProviderError", 0));
    assert.deepEqual(await bootstrapped(), ["IDENTITY_UNKNOWN", 3, []]);
  });

  it("refuses expired credentials", async () => {
    sts.on(GetCallerIdentityCommand).rejects(named("ExpiredToken", 403));
    assert.deepEqual(await bootstrapped(), ["IDENTITY_UNKNOWN", 3, []]);
  });

  it("refuses a bucket of another account", async () => {
    s3.on(HeadBucketCommand).rejects(named("403", 403));
    s3.on(ListObjectsV2Command).rejects(named("AccessDenied", 403));
    assert.deepEqual(await bootstrapped(), ["PREFLIGHT", 3, []]);
  });

  it("refuses a key that KMS is going to delete", async () => {
    kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: "k", KeyState: "PendingDeletion" } });
    assert.deepEqual(await bootstrapped(), ["PREFLIGHT", 3, []]);
  });

  it("refuses to remove what a protected stage uses", async () => {
    const remove = () =>
      outcomeOf(async ({ target }) => {
        const session = await openSession(context, "production");
        return removeFoundation(
          context,
          { ...session, target: { ...target, account: session.stage.account } },
          request,
        );
      });
    sts.on(GetCallerIdentityCommand).resolves({ Account: "100000000003", Arn: "arn:aws:iam::100000000003:user/ann" });
    assert.deepEqual(await remove(), ["PROTECTED", 6, []]);
  });
});
