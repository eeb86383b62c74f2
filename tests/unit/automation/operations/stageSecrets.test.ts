import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EncryptCommand, KMSClient } from "@aws-sdk/client-kms";
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { bucketStateBackend } from "../../../../automation/engine/state/stateBackend";
import { ensureStageSecrets } from "../../../../automation/operations/stageSecrets";
import { secretsProviderOf, withSecretsProvider } from "../../../../model/stage/secretsProvider";
import { stageOf, stageText } from "../../../support/release";

const DEV = stageOf("dev");
const SESSION = { stage: DEV, target: { kind: "aws", region: DEV.region, account: DEV.account } } as const;
const { secretsProvider } = bucketStateBackend(DEV);
const FILE = "Pulumi.dev.yaml";

describe("the secrets provider that bootstrap writes into a stage file", () => {
  const s3 = mockClient(S3Client);
  const kms = mockClient(KMSClient);
  let root = "";

  beforeEach(async () => {
    s3.reset();
    s3.on(ListObjectsV2Command).resolves({});
    kms.reset();
    kms.on(EncryptCommand).resolves({ CiphertextBlob: Buffer.from("new") });
    root = await mkdtemp(join(tmpdir(), "listbackup-stage-"));
    await writeFile(join(root, FILE), stageText("dev"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  after(() => {
    s3.restore();
    kms.restore();
  });

  const hasNoState = (): unknown =>
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: "no such key", $metadata: {} }));
  const hasState = (secrets_providers: object): unknown => {
    const text = JSON.stringify({ version: 3, checkpoint: { latest: { secrets_providers } } });
    return s3.on(GetObjectCommand).resolves({ Body: { transformToString: () => Promise.resolve(text) } as never });
  };
  const written = async () => secretsProviderOf(await readFile(join(root, FILE), "utf8"));
  const base64 = (text: string): string => Buffer.from(text).toString("base64");

  it("has a new key where there is no state", async () => {
    hasNoState();
    assert.equal(await ensureStageSecrets(root, SESSION), "written");
    assert.deepEqual(await written(), { secretsProvider, encryptedKey: base64("new") });
  });

  it("has the key of an existing state", async () => {
    hasState({ type: "cloud", state: { url: secretsProvider, encryptedkey: base64("old") } });
    assert.equal(await ensureStageSecrets(root, SESSION), "written");
    assert.deepEqual([(await written()).encryptedKey, kms.calls().length], [base64("old"), 0]);
  });

  it("keeps a key that is there", async () => {
    hasNoState();
    const text = withSecretsProvider(stageText("dev"), { secretsProvider, encryptedKey: base64("mine") });
    await writeFile(join(root, FILE), text);
    assert.equal(await ensureStageSecrets(root, SESSION), "present");
    assert.equal(await readFile(join(root, FILE), "utf8"), text);
  });

  it("is not written for a state that has a passphrase", async () => {
    hasState({ type: "passphrase", state: { salt: "v1:abc" } });
    await assert.rejects(ensureStageSecrets(root, SESSION), { code: "STATE_MISMATCH" });
    assert.equal(await readFile(join(root, FILE), "utf8"), stageText("dev"));
  });

  it("is not written in a rehearsal", async () => {
    const target = { ...SESSION.target, kind: "rehearsal", endpoint: "http://127.0.0.1:4570" } as const;
    assert.equal(await ensureStageSecrets(root, { stage: DEV, target }), "not needed");
  });
});
