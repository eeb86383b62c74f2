import { strict as assert } from "node:assert";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { Lambda } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import { Provider } from "@pulumi/aws/provider";
import * as appautoscaling from "@pulumi/aws/appautoscaling";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import type { OpMap, PulumiFn, PreviewResult } from "@pulumi/pulumi/automation";
import { type RunningProvider, startProvider } from "../../../rehearsal/provider/process";
import { useEmulator } from "../../support/emulator/emulator";
import { hashOf, zipOf } from "./examples/functions";
import { type Settings, trial } from "./program";
import { type Workspace, workspaceOf } from "./workspace";

/** A type of the AWS provider that no component of ours declares. */
class Vpc extends pulumi.CustomResource {
  constructor(name: string) {
    super("aws:ec2/vpc:Vpc", name, {});
  }
}

const REGION = "us-west-2";
const CODE = "code-of-the-trial";

/** Counts by operation, those that change something only. */
function changesOf(summary: OpMap | undefined): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(summary ?? {}).filter(([operation]) => operation !== "same"));
}

describe("the offline provider under the real engine", function () {
  this.timeout(120_000);
  const emulator = useEmulator();

  /** The SDK's settings for one account of the emulator. */
  const sdk = (account: string, region = REGION) => ({
    endpoint: emulator.endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: "rehearsal" },
  });

  describe("a stack's life", () => {
    const account = "300000000001";
    let provider: RunningProvider;
    let workspace: Workspace;
    let settings: Settings = {
      codeKey: "one",
      codeHash: hashOf(zipOf("one")),
      visibilityTimeoutSeconds: 60,
      paths: ["/a", "/b/{id}"],
    };

    before(async () => {
      const s3 = new S3({ ...sdk(account), forcePathStyle: true });
      await s3.createBucket({ Bucket: CODE, CreateBucketConfiguration: { LocationConstraint: REGION } });
      for (const key of ["one", "two"]) await s3.putObject({ Bucket: CODE, Key: key, Body: zipOf(key) });
      provider = await startProvider({ endpoint: emulator.endpoint, account, region: REGION });
      workspace = await workspaceOf(() => Promise.resolve(trial(settings, CODE)), {
        providerPort: provider.port,
        account,
        region: REGION,
      });
    });
    after(async () => {
      await provider.stop();
      await workspace.remove();
    });

    const preview = (): Promise<PreviewResult> => workspace.stack.preview();

    it("previews a stack that is not there yet", async () => {
      const { changeSummary } = await preview();
      assert.deepEqual(changesOf(changeSummary), { create: 14 });
    });

    it("creates it", async () => {
      const { summary, outputs } = await workspace.stack.up();
      assert.deepEqual(changesOf(summary.resourceChanges), { create: 14 });
      assert.deepEqual([outputs["version"]?.value, outputs["aliasVersion"]?.value], ["1", "1"]);
    });

    it("keeps secrets out of the plain state", async () => {
      assert.equal((await workspace.state()).includes("correct horse"), false);
    });

    it("finds nothing to do afterwards", async () => {
      assert.deepEqual(changesOf((await preview()).changeSummary), {});
    });

    it("finds no drift where there is none", async () => {
      const { summary } = await workspace.stack.refresh();
      assert.deepEqual(changesOf(summary.resourceChanges), {});
    });

    it("finds what was changed by hand, property by property", async () => {
      const [url] = (await new SQS(sdk(account)).listQueues({ QueueNamePrefix: "trial-queue" })).QueueUrls ?? [];
      await new SQS(sdk(account)).setQueueAttributes({ QueueUrl: url, Attributes: { VisibilityTimeout: "99" } });
      const byHand = { FunctionName: "trial-function", Timeout: 99 };
      await new Lambda(sdk(account)).updateFunctionConfiguration(byHand);
      const { summary } = await workspace.stack.refresh();
      assert.deepEqual(changesOf(summary.resourceChanges), { update: 2 });
      const { stdout } = await workspace.stack.preview({ diff: true });
      assert.deepEqual([...stdout.matchAll(/^ +~ (\w+) *: .*=>/gm)].map(([, property]) => property).sort(), [
        "functionVersion",
        "timeout",
        "visibilityTimeoutSeconds",
      ]);
    });

    it("fixes it with the next up", async () => {
      const { summary, outputs } = await workspace.stack.up();
      assert.deepEqual(changesOf(summary.resourceChanges), { update: 3 });
      assert.equal(outputs["aliasVersion"]?.value, "2");
    });

    it("changes code, routes and settings, and replaces what must be", async () => {
      settings = {
        codeKey: "two",
        codeHash: hashOf(zipOf("two")),
        visibilityTimeoutSeconds: 45,
        paths: ["/a", "/c"],
      };
      const { summary } = await workspace.stack.up();
      assert.deepEqual(changesOf(summary.resourceChanges), { replace: 1, update: 5 });
    });

    it("takes what is gone for gone", async () => {
      await new DynamoDB(sdk(account)).deleteTable({ TableName: "trial-table" });
      const { summary } = await workspace.stack.refresh();
      assert.deepEqual(changesOf(summary.resourceChanges), { delete: 1 });
    });

    it("destroys what is left, and leaves nothing", async () => {
      await workspace.stack.destroy();
      const { QueueUrls } = await new SQS(sdk(account)).listQueues({});
      const { Functions } = await new Lambda(sdk(account)).listFunctions({});
      assert.deepEqual([QueueUrls ?? [], Functions ?? []], [[], []]);
    });
  });

  /** Runs one program in a stack and a provider of its own. */
  async function withStack<T>(
    account: string,
    program: PulumiFn,
    work: (workspace: Workspace) => Promise<T>,
  ): Promise<T> {
    const provider = await startProvider({ endpoint: emulator.endpoint, account, region: REGION });
    const workspace = await workspaceOf(program, { providerPort: provider.port, account, region: REGION });
    try {
      return await work(workspace);
    } finally {
      await provider.stop();
      await workspace.remove();
    }
  }

  it("imports what is there already", async () => {
    const account = "300000000002";
    const { QueueUrl = "" } = await new SQS(sdk(account)).createQueue({
      QueueName: "adopted",
      Attributes: { VisibilityTimeout: "77" },
      tags: { project: "trial" },
    });
    const program = (): Promise<void> => {
      new sqs.Queue("adopted", { name: "adopted", visibilityTimeoutSeconds: 77 }, { import: QueueUrl });
      return Promise.resolve();
    };
    const changes = await withStack(account, program, async ({ stack }) =>
      changesOf((await stack.up()).summary.resourceChanges),
    );
    assert.deepEqual(changes, { create: 1, import: 1 });
  });

  it("leaves ignored changes", async () => {
    const account = "300000000003";
    let seconds = 30;
    const program = (): Promise<void> => {
      new sqs.Queue(
        "held",
        { name: "held", visibilityTimeoutSeconds: seconds },
        { ignoreChanges: ["visibilityTimeoutSeconds"] },
      );
      return Promise.resolve();
    };
    const changes = await withStack(account, program, async ({ stack }) => {
      await stack.up();
      seconds = 60;
      return changesOf((await stack.up()).summary.resourceChanges);
    });
    assert.deepEqual(changes, {});
  });

  it("serves providers of several regions at once", async () => {
    const account = "300000000004";
    const program = (): Promise<Record<string, pulumi.Output<string>>> => {
      const east = new Provider("east", { region: "us-east-1", defaultTags: { tags: { side: "east" } } });
      const there = new sqs.Queue("there", { name: "there" }, { provider: east });
      const here = new sqs.Queue("here", { name: "here" });
      return Promise.resolve({
        there: there.arn,
        here: here.arn,
        side: there.tagsAll.apply((tags) => tags["side"] ?? ""),
      });
    };
    const outputs = await withStack(account, program, async ({ stack }) => (await stack.up()).outputs);
    assert.deepEqual(Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value as unknown])), {
      there: `arn:aws:sqs:us-east-1:${account}:there`,
      here: `arn:aws:sqs:us-west-2:${account}:here`,
      side: "east",
    });
  });

  it("says what the emulator has no service for", async () => {
    const program = (): Promise<void> => {
      new appautoscaling.Target("scaling", {
        serviceNamespace: "dynamodb",
        resourceId: "table/some",
        scalableDimension: "dynamodb:table:ReadCapacityUnits",
        minCapacity: 1,
        maxCapacity: 2,
      });
      return Promise.resolve();
    };
    const stdout = await withStack("300000000005", program, async ({ stack }) => (await stack.up()).stdout);
    assert.match(stdout, /warning: not available here: .*aws:appautoscaling\/target:Target/);
  });

  it("refuses a type that it has not, by name", async () => {
    const program = (): Promise<void> => {
      new Vpc("net");
      return Promise.resolve();
    };
    await withStack("300000000006", program, async ({ stack }) => {
      await assert.rejects(stack.preview(), /has no type aws:ec2\/vpc:Vpc, which "net" needs/);
    });
  });

  it("refuses a property that it has not, by name", async () => {
    const program = (): Promise<void> => {
      new sqs.Queue("odd", { namePrefix: "odd" });
      return Promise.resolve();
    };
    await withStack("300000000007", program, async ({ stack }) => {
      await assert.rejects(stack.preview(), /aws:sqs\/queue:Queue has no property namePrefix/);
    });
  });

  it("refuses credentials of another account than the allowed ones", async () => {
    const program = (): Promise<void> => {
      new sqs.Queue("any", {});
      return Promise.resolve();
    };
    await withStack("300000000008", program, async ({ stack }) => {
      await stack.setConfig("aws:allowedAccountIds", { value: JSON.stringify(["999999999999"]) });
      await assert.rejects(stack.preview(), /credentials are of account 300000000008; allowed: 999999999999/);
    });
  });
});
