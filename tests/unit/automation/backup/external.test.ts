import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { mockClient } from "aws-sdk-client-mock";
import { ageEncrypt, type AgeKey, type AgeReceiver } from "../../../../automation/backup/encryption/ageFile";
import { writeParameters } from "../../../../automation/backup/encryption/parameterFile";
import { encryptionOf, keyFor } from "../../../../automation/backup/external/ageKey";
import { textInArchive, unpackArchive, writeArchive } from "../../../../automation/backup/external/archive";
import { encryptedValues } from "../../../../automation/backup/external/encryptedValues";
import { exportSet } from "../../../../automation/backup/external/exportSet";
import { openSetStore } from "../../../../automation/backup/store/setStore";
import type { ParameterCopies } from "../../../../model/backup/parameterCopies";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { FROM_ROTATION } from "../../../../model/catalog/schema/rotation";
import { DeployError } from "../../../../model/errors";
import { BACKUPS, fileIn, setOf } from "../../../support/backupSets";
import { VersionedBucket } from "../../../support/fakes/versionedBucket";
import { useMock } from "../../../support/mocks";
import { recordOf } from "../../../support/records";
import { smallCatalog, stageOf } from "../../../support/release";

const ID = 1_795_000_000;
const COPIES: ParameterCopies = {
  schema: 1,
  stage: "production",
  parameters: [
    { name: "/listbackup/{stage}/jwt-secret", type: "SecureString", value: "value-1" },
    // `secrets init` takes no value for what only a rotation writes.
    { name: "/listbackup/jwt-secret-previous", type: "SecureString", value: "value-0" },
  ],
  secrets: [
    { name: "listbackup/{stage}/stripe", value: '{"key":"value-2","hook":"value-3"}' },
    { name: "listbackup/plain", value: "value-4" },
  ],
};
const VALUES = {
  "/listbackup/{stage}/jwt-secret": "value-1",
  "secret:listbackup/{stage}/stripe#key": "value-2",
  "secret:listbackup/{stage}/stripe#hook": "value-3",
  "secret:listbackup/plain": "value-4",
};

describe("an exported set", () => {
  const s3 = useMock(() => mockClient(S3Client));
  let folder: string;
  let identity: string;
  let receiver: AgeReceiver;
  let key: AgeKey;
  const never = new AbortController().signal;
  const file = (): string => join(folder, "set.age");
  before(async () => {
    identity = await generateX25519Identity();
    receiver = { kind: "recipients", recipients: [await identityToRecipient(identity)] };
    key = { kind: "identities", identities: [identity] };
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-external-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function catalog(): Catalog {
    const secret = { purpose: "Takes money", kind: "optional", from: "person" } as const;
    const secrets = { "listbackup/{stage}/stripe": { ...secret, keys: ["key", "hook"] }, "listbackup/plain": secret };
    const previous = { purpose: "Verifies older tokens", kind: "optional", type: "SecureString", from: FROM_ROTATION };
    const small = smallCatalog();
    const parameters = { ...small.parameters, "/listbackup/jwt-secret-previous": previous };
    return catalogSchema.parse({ ...small, secrets, parameters });
  }

  /** Exports a set whose parameters are encrypted by age. */
  async function exported(data = false): Promise<readonly string[]> {
    const bucket = new VersionedBucket(s3());
    const { name, short, account, region } = stageOf("disaster-recovery");
    const stage = { ...stageOf("production"), recoveryStage: { name, short, account, region } };
    const store = openSetStore(stage, { kind: "aws", region: stage.region, account });
    const record = recordOf(ID - 100, { stage: "production" });
    const text = JSON.stringify({ ...record, release: { ...record.release, catalog: catalog() } });
    assert.ok(receiver.kind === "recipients");
    const set = setOf(bucket, BACKUPS, ID, {
      release: { id: ID - 100, commit: null, record: fileIn(bucket, BACKUPS, "release", text) },
      state: null,
      source: [
        { repository: "backend", commit: "c", file: fileIn(bucket, BACKUPS, "bundle", "bundle"), problem: null },
      ],
      parameters: await writeParameters(store, ID, COPIES, { kind: "age", recipients: [...receiver.recipients] }),
    });
    return exportSet({ store, set, file: file(), receiver, key, data, signal: never });
  }

  async function codeOf(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => "none",
      (error: unknown) => (error instanceof DeployError ? error.code : String(error)),
    );
  }

  it("contains parameters, release and source, and only its owner can read it", async () => {
    const names = await exported();
    assert.deepEqual(names, ["README.txt", "parameters.json", "release.json", "backend.bundle"]);
    assert.equal((await stat(file())).mode & 0o777, 0o600);
    const into = join(folder, "opened");
    assert.deepEqual(await unpackArchive(file(), key, into), names);
    assert.deepEqual(JSON.parse(await readFile(join(into, "parameters.json"), "utf8")), VALUES);
    assert.equal(await readFile(join(into, "backend.bundle"), "utf8"), "bundle");
  });

  it("contains the items of tables where they are wanted", async () => {
    assert.equal((await exported(true)).at(-1), "table-users-0-0.json.gz");
    assert.equal(await textInArchive(file(), key, "table-users-0-0.json.gz"), "items");
  });

  it("has no value in plain text", async () => {
    await exported();
    assert.equal((await readFile(file())).includes("value-"), false);
  });

  it("is what `secrets init` takes", async () => {
    await exported();
    assert.equal(await encryptionOf(file()), "identities");
    assert.deepEqual(await encryptedValues(file(), key, catalog()), VALUES);
  });

  it("is not opened by another key, or after a change of a byte at any place", async () => {
    await exported();
    const other: AgeKey = { kind: "identities", identities: [await generateX25519Identity()] };
    const codes = [await codeOf(unpackArchive(file(), other, join(folder, "a")))];
    const bytes = await readFile(file());
    for (const at of [30, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(file(), changed);
      codes.push(await codeOf(unpackArchive(file(), key, join(folder, "b"))));
    }
    assert.deepEqual(codes, ["SECRETS_INPUT", "SECRETS_INPUT", "SECRETS_INPUT"]);
    await assert.rejects(stat(join(folder, "b")), { code: "ENOENT" });
  });

  it("does not overwrite a file, and leaves none where it fails", async () => {
    await writeFile(file(), "mine");
    assert.equal(await codeOf(writeArchive(file(), [], receiver, never)), "USAGE");
    assert.equal(await readFile(file(), "utf8"), "mine");
    const missing = { name: "x", kind: "file", path: join(folder, "absent") } as const;
    const second = join(folder, "second.age");
    await assert.rejects(writeArchive(second, [missing], receiver, never));
    await assert.rejects(stat(second));
  });

  it("unpacks no file outside its folder", async () => {
    await writeArchive(file(), [{ name: "../../escaped", kind: "text", text: "x" }], receiver, never);
    assert.deepEqual(await unpackArchive(file(), key, join(folder, "opened")), ["escaped"]);
  });

  it("opens with a passphrase, which is not asked for without a terminal", async () => {
    const encrypter = new Encrypter();
    encrypter.setPassphrase("four words are enough");
    // The default takes seconds, on purpose.
    encrypter.setScryptWorkFactor(1);
    await writeFile(file(), await encrypter.encrypt('/listbackup/x: "y"'));
    assert.equal(await encryptionOf(file()), "passphrase");
    const passphrase = { kind: "passphrase", passphrase: "four words are enough" } as const;
    assert.deepEqual(await encryptedValues(file(), passphrase, catalog()), { "/listbackup/x": "y" });
    assert.equal(await codeOf(keyFor(file(), "passphrase", undefined, false)), "SECRETS_INPUT");
  });

  it("may also be the parameters of a set, or a file of values, encrypted by age", async () => {
    await writeFile(file(), await ageEncrypt(Buffer.from(JSON.stringify(COPIES)), receiver));
    assert.deepEqual(await encryptedValues(file(), key, catalog()), VALUES);
    await writeFile(file(), await ageEncrypt(Buffer.from('/listbackup/x: "y"'), receiver));
    assert.deepEqual(await encryptedValues(file(), key, catalog()), { "/listbackup/x": "y" });
  });

  it("needs a private key of a file that others cannot read", async () => {
    await exported();
    const keys = join(folder, "key.txt");
    await writeFile(keys, `# created: today\n${identity}\n`, { mode: 0o644 });
    assert.equal(await codeOf(keyFor(file(), "identities", keys, false)), "SECRETS_INPUT");
    assert.equal(await codeOf(keyFor(file(), "identities", undefined, false)), "SECRETS_INPUT");
  });
});
