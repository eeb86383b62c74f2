import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { artifactKey, releaseSchema, sourceCodeHash, type Release } from "../../../../model/release/release";
import { DIGEST, realCatalog, releaseOf, smallCatalog } from "../../../support/release";

const ID = "users/get";

/** Paths of schema errors. */
function wrong(change: Readonly<Record<string, unknown>>): readonly string[] {
  const result = releaseSchema.safeParse({ ...releaseOf(smallCatalog()), ...change });
  return result.success ? [] : result.error.issues.map(({ path }) => path.join("."));
}

describe("a release", () => {
  it("is unchanged after a round trip", () => {
    const release = releaseOf(smallCatalog());
    assert.deepEqual(releaseSchema.parse(JSON.parse(JSON.stringify(release))), release);
  });

  it("of the whole backend is unchanged after a round trip", async () => {
    const release = releaseOf(await realCatalog());
    assert.deepEqual(releaseSchema.parse(JSON.parse(JSON.stringify(release))), release);
  });

  it("may come from outside a repository", () => {
    assert.deepEqual(wrong({ source: { commit: null, branch: null, dirty: false } }), []);
  });

  it("may lack artifacts", () => {
    assert.deepEqual(wrong({ artifacts: {} }), []);
  });

  const artifact: Release["artifacts"][string] = { digest: DIGEST, size: 1, kind: "handler" };
  const WRONG: Readonly<Record<string, readonly [change: Readonly<Record<string, unknown>>, path: string]>> = {
    "of a later schema": [{ schema: 2 }, "schema"],
    "built at a broken second": [{ builtAt: 1.5 }, "builtAt"],
    "without source": [{ source: undefined }, "source"],
    "without catalog": [{ catalog: undefined }, "catalog"],
    "with an unknown key": [{ colour: "red" }, ""],
    "with a digest in capitals": [
      { artifacts: { [ID]: { ...artifact, digest: DIGEST.toUpperCase() } } },
      `artifacts.${ID}.digest`,
    ],
    "with a digest cut short": [
      { artifacts: { [ID]: { ...artifact, digest: DIGEST.slice(1) } } },
      `artifacts.${ID}.digest`,
    ],
    "with a path for a digest": [
      { artifacts: { [ID]: { ...artifact, digest: `../${DIGEST}` } } },
      `artifacts.${ID}.digest`,
    ],
    "with an empty artifact": [{ artifacts: { [ID]: { ...artifact, size: 0 } } }, `artifacts.${ID}.size`],
    "with another kind of artifact": [{ artifacts: { [ID]: { ...artifact, kind: "image" } } }, `artifacts.${ID}.kind`],
  };
  for (const [what, [change, path]] of Object.entries(WRONG)) {
    it(`is none ${what}`, () => {
      assert.deepEqual(wrong(change), [path]);
    });
  }
});

describe("an artifact of a release", () => {
  const digest = createHash("sha256").update("abc").digest();

  it("has a key with its digest", () => {
    assert.equal(artifactKey(digest.toString("hex")), `artifacts/${digest.toString("hex")}.zip`);
  });

  it("has the digest that Lambda reports, which is the same in base64", () => {
    assert.equal(sourceCodeHash(digest.toString("hex")), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  });
});
