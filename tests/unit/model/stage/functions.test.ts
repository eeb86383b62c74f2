import { strict as assert } from "node:assert";
import type { Release } from "../../../../model/release/release";
import { functionsOnStage, refusedPlaceholders, unbuiltFunctions } from "../../../../model/stage/functions";
import type { Stage } from "../../../../model/stage/stage";
import { DIGEST, releaseOf, smallCatalog, stageOf } from "../../../support/release";

const PRODUCTION = stageOf("production");

function stage(change: Partial<Stage["functions"]>): Stage {
  return { ...PRODUCTION, functions: { ...PRODUCTION.functions, absent: [], withoutHandler: "refuse", ...change } };
}

/** A release in which functions have placeholders. */
function withPlaceholders(...ids: readonly string[]): Release {
  const release = releaseOf(smallCatalog());
  const artifacts = Object.entries(release.artifacts).map(
    ([id, artifact]) => [id, ids.includes(id) ? { ...artifact, kind: "placeholder" as const } : artifact] as const,
  );
  return { ...release, artifacts: Object.fromEntries(artifacts) };
}

describe("the functions of a stage", () => {
  it("are all of the catalog's, in its order", () => {
    assert.deepEqual(
      functionsOnStage(stage({}), releaseOf(smallCatalog())).map(({ id }) => id),
      ["gateway/health", "auth/login", "auth/logout", "users/get", "jobs/follow", "jobs/work"],
    );
  });

  it("come with the artifacts that the release gives them", () => {
    const [first] = functionsOnStage(stage({}), withPlaceholders("gateway/health"));
    assert.deepEqual(first?.artifact, { digest: DIGEST, size: 1, kind: "placeholder" });
  });

  it("are without those that the stage does without", () => {
    const fewer = functionsOnStage(stage({ absent: ["auth/login", "jobs/work"] }), releaseOf(smallCatalog()));
    assert.deepEqual(
      fewer.map(({ id }) => id),
      ["gateway/health", "auth/logout", "users/get", "jobs/follow"],
    );
  });

  it("are without those that the release has no artifact for", () => {
    const fewer = functionsOnStage(stage({}), releaseOf(smallCatalog(), "auth/login"));
    assert.equal(
      fewer.some(({ id }) => id === "auth/login"),
      false,
    );
  });
});

describe("placeholders", () => {
  const release = withPlaceholders("auth/login", "users/get");

  it("are refused by a stage that takes none", () => {
    assert.deepEqual(refusedPlaceholders(stage({}), release), ["auth/login", "users/get"]);
  });

  it("are taken by a stage that says so", () => {
    assert.deepEqual(refusedPlaceholders(stage({ withoutHandler: "placeholder" }), release), []);
  });

  it("are taken by every stage in a rehearsal", () => {
    const rehearsed = { ...stage({}), rehearsal: { endpoint: "http://127.0.0.1:4566", provider: "offline" as const } };
    assert.deepEqual(refusedPlaceholders(rehearsed, release), []);
  });

  it("matter to nobody where the stage does without the function", () => {
    assert.deepEqual(refusedPlaceholders(stage({ absent: ["users/get"] }), release), ["auth/login"]);
  });

  for (const [name, taken] of [
    ["dev", true],
    ["staging", false],
    ["production", false],
    ["disaster-recovery", false],
  ] as const) {
    it(`are ${taken ? "taken" : "refused"} on ${name} as its file has it`, () => {
      assert.equal(stageOf(name).functions.withoutHandler, taken ? "placeholder" : "refuse");
    });
  }
});

describe("functions that a release was not built with", () => {
  const release = releaseOf(smallCatalog(), "auth/login", "jobs/work");

  it("are those of its catalog without an artifact", () => {
    assert.deepEqual(unbuiltFunctions(stage({}), release), ["auth/login", "jobs/work"]);
  });

  it("leave out what the stage does without", () => {
    assert.deepEqual(unbuiltFunctions(stage({ absent: ["auth/login"] }), release), ["jobs/work"]);
  });
});
