import { strict as assert } from "node:assert";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { output, secret } from "@pulumi/pulumi";
import { bootstrap } from "../../../automation/aws/account/bootstrap";
import { newDataKey } from "../../../automation/aws/account/stateKey";
import type { AwsTarget } from "../../../automation/aws/target";
import type { Engine } from "../../../automation/engine/engine";
import { openEngine } from "../../../automation/engine/pulumiEngine";
import { PULUMI_PROJECT } from "../../../automation/engine/state/project";
import { secretsManagerOf } from "../../../automation/engine/state/secretsManager";
import { ensurePulumi } from "../../../automation/engine/toolchain/pulumi";
import { bucketStateBackend } from "../../../automation/engine/state/stateBackend";
import { DRIVER_NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { ROOT, useEmulator } from "../../support/emulator/emulator";
import { stageOf } from "../../support/release";

const SECRET = "a-secret-value-of-the-test";
const program = (): Promise<Record<string, unknown>> =>
  Promise.resolve({ greeting: output("hello"), token: secret(SECRET) });

/* State as a stage on AWS has it: in the account's bucket, secrets under the account's key. Both are emulated here. */
describe("the state in an account's bucket", function () {
  this.timeout(120_000);
  const emulator = useEmulator();
  let stage: Stage;
  let target: AwsTarget;

  before(async () => {
    stage = stageOf("staging");
    const { region, account } = stage;
    target = { kind: "rehearsal", region, account, endpoint: emulator.endpoint };
    await bootstrap(target, stage);
  });

  async function opened<T>(use: (engine: Engine) => Promise<T>): Promise<T> {
    const { path } = await ensurePulumi({ root: ROOT, report: () => undefined });
    const state = bucketStateBackend(stage, `127.0.0.1:${String(emulator.port)}`);
    const engine = await openEngine({ stage, target, state, pulumi: path, warn: () => undefined });
    try {
      return await use(engine);
    } finally {
      await engine.close();
    }
  }

  function bucket(): { readonly s3: S3Client; readonly Bucket: string } {
    const s3 = new S3Client({
      region: stage.region,
      endpoint: emulator.endpoint,
      forcePathStyle: true,
      credentials: { accessKeyId: stage.account, secretAccessKey: "test" },
    });
    return { s3, Bucket: DRIVER_NAMES.stateBucket(stage) };
  }

  /** Leaves the state as a killed run does that was making a queue. */
  async function interrupt(): Promise<void> {
    const { s3, Bucket } = bucket();
    const Key = `.pulumi/stacks/${PULUMI_PROJECT}/${stage.name}.json`;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const state = JSON.parse((await Body?.transformToString()) ?? "") as {
      readonly checkpoint: { readonly latest: { pending_operations?: readonly object[] } };
    };
    const type = "aws:sqs/queue:Queue";
    const urn = `urn:pulumi:${stage.name}::${PULUMI_PROJECT}::${type}::work`;
    state.checkpoint.latest.pending_operations = [
      { type: "creating", resource: { urn, type, custom: true, inputs: { name: "work" } } },
    ];
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: JSON.stringify(state) }));
  }

  /** @param prefix of the keys that are looked at */
  async function stateText(Prefix = ""): Promise<string> {
    const { s3, Bucket } = bucket();
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
    const keys = (Contents ?? []).flatMap(({ Key }) => Key ?? []);
    const bodies = keys.map(async (Key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return (await Body?.transformToString()) ?? "";
    });
    return (await Promise.all(bodies)).join("\n");
  }

  it("has no stack while nothing is deployed, and looking makes none", async () => {
    const state = await opened((engine) => engine.state());
    assert.deepEqual([state.entries, (await stateText()).includes("checkpoint")], [0, false]);
  });

  it("takes a stack's outputs, the secret one encrypted", async () => {
    const { kind } = await opened((engine) => engine.up(program, {}));
    const text = await stateText();
    assert.deepEqual(
      [kind, text.includes("hello"), text.includes(SECRET), text.includes("awskms://")],
      ["succeeded", true, false, true],
    );
  });

  it("is opened again from another machine, which has none of the stack's settings", async () => {
    const outputs = await opened((engine) => engine.outputs());
    assert.deepEqual(outputs["token"], { value: SECRET, secret: true });
  });

  it("keeps its key from one deployment to the next", async () => {
    const keyOf = (text: string): string | undefined => /"encryptedkey":\s*"([^"]+)"/.exec(text)?.[1];
    const before = keyOf(await stateText());
    await opened((engine) => engine.up(() => Promise.resolve({ token: secret("another") }), {}));
    assert.notEqual(before, undefined);
    assert.equal(keyOf(await stateText()), before);
  });

  it("is copied before it is changed, the secrets encrypted", async () => {
    const copies = await stateText(`backups/${stage.name}/`);
    assert.deepEqual([copies.includes("hello"), copies.includes(SECRET)], [true, false]);
  });

  it("has no pending operations after recovery from an interruption", async () => {
    await interrupt();
    const recovery = await opened((engine) => engine.recover({}));
    const { pending, entries } = await opened((engine) => engine.state());
    assert.deepEqual(
      [recovery.kind === "recovered" && recovery.report.interrupted.map(({ result }) => result), pending, entries],
      [["again"], [], 1],
    );
  });

  it("is created under the key that the stage file has", async () => {
    const other = stageOf("dev");
    const account: AwsTarget = { ...target, region: other.region, account: other.account };
    await bootstrap(account, other);
    const { path } = await ensurePulumi({ root: ROOT, report: () => undefined });
    const encryptedKey = await newDataKey(account);
    const state = { ...bucketStateBackend(other, `127.0.0.1:${String(emulator.port)}`), encryptedKey };
    const engine = await openEngine({ stage: other, target: account, state, pulumi: path, warn: () => undefined });
    try {
      await engine.up(program, {});
      const manager = secretsManagerOf(await engine.exportState());
      assert.deepEqual(manager, { kind: "cloud", url: state.secretsProvider, encryptedKey });
    } finally {
      await engine.close();
    }
  });
});
