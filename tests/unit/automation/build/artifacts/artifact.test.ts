import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, strToU8, unzipSync } from "fflate";
import { hasArtifact, packExecutable, storeArtifact } from "../../../../../automation/build/artifacts/artifact";

const PROGRAM = strToU8("#!/bin/sh\necho it runs\n");

describe("packing an executable", () => {
  it("uses the name that Lambda starts, and keeps its bytes", () => {
    const files = Object.entries(unzipSync(packExecutable(PROGRAM)));
    assert.deepEqual(
      files.map(([name, content]) => [name, strFromU8(content)]),
      [["bootstrap", "#!/bin/sh\necho it runs\n"]],
    );
  });

  it("produces the same bytes on every machine and day", () => {
    assert.equal(
      createHash("sha256").update(packExecutable(PROGRAM)).digest("hex"),
      "aee031ef10d32cdf209198462576dbb8d6b884207179c5b74167fc1e97d3388e",
    );
  });

  it("makes it executable on Unix", () => {
    const zip = Buffer.from(packExecutable(PROGRAM));
    const directory = zip.indexOf(Buffer.from("PK\u0001\u0002"));
    const [madeBy, mode] = [zip.readUInt8(directory + 5), zip.readUInt32LE(directory + 38) >>> 16];
    assert.deepEqual([madeBy, mode.toString(8)], [3, "100755"]);
  });

  it("contains no build time", () => {
    const zip = Buffer.from(packExecutable(PROGRAM));
    const directory = zip.indexOf(Buffer.from("PK\u0001\u0002"));
    // In a zip, midnight of the first of January 1980 is time 0 and date 0x21.
    assert.deepEqual([zip.readUInt16LE(directory + 12), zip.readUInt16LE(directory + 14)], [0, 0x21]);
  });
});

describe("a local artifact", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-artifact-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is named by the sha256 of its content", async () => {
    assert.deepEqual(await storeArtifact(folder, strToU8("abc")), {
      digest: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      size: 3,
    });
  });

  it("is stored under its digest, without other files", async () => {
    const { digest } = await storeArtifact(join(folder, "new"), strToU8("abc"));
    assert.deepEqual(await readdir(join(folder, "new")), [`${digest}.zip`]);
  });

  it("exists once it was stored", async () => {
    assert.equal(await hasArtifact(folder, await storeArtifact(folder, strToU8("abc"))), true);
  });

  it("does not exist where it was not stored", async () => {
    assert.equal(await hasArtifact(folder, { digest: "0".repeat(64), size: 3 }), false);
  });

  it("does not exist where its file is truncated", async () => {
    const artifact = await storeArtifact(folder, strToU8("abc"));
    await writeFile(join(folder, `${artifact.digest}.zip`), "ab");
    assert.equal(await hasArtifact(folder, artifact), false);
  });
});
