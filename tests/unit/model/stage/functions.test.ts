import { strict as assert } from "node:assert";
import type { Release } from "../../../../model/release/release";
import {
  functionsByService,
  functionsOnStage,
  refusedPlaceholders,
  unbuiltFunctions,
} from "../../../../model/stage/functions";
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

  it("are grouped by service, in the catalog's order", () => {
    const groups = functionsByService(functionsOnStage(stage({}), releaseOf(smallCatalog())));
    assert.deepEqual(
      [...groups].map(([service, members]) => [service, ...members.map(({ name }) => name)]),
      [
        ["gateway", "health"],
        ["auth", "login", "logout"],
        ["users", "get"],
        ["jobs", "follow", "work"],
      ],
    );
  });

  it("have the artifacts of the release", () => {
    const [first] = functionsOnStage(stage({}), withPlaceholders("gateway/health"));
    assert.deepEqual(first?.artifact, { digest: DIGEST, size: 1, kind: "placeholder" });
  });

  it("do not include absent ones", () => {
    const fewer = functionsOnStage(stage({ absent: ["auth/login", "jobs/work"] }), releaseOf(smallCatalog()));
    assert.deepEqual(
      fewer.map(({ id }) => id),
      ["gateway/health", "auth/logout", "users/get", "jobs/follow"],
    );
  });

  it("do not include those without artifact", () => {
    const fewer = functionsOnStage(stage({}), releaseOf(smallCatalog(), "auth/login"));
    assert.equal(
      fewer.some(({ id }) => id === "auth/login"),
      false,
    );
  });
});

describe("placeholders", () => {
  const release = withPlaceholders("auth/login", "users/get");

  it("are rejected by a stage that does not accept them", () => {
    assert.deepEqual(refusedPlaceholders(stage({}), release), ["auth/login", "users/get"]);
  });

  it("are accepted by a stage that is configured so", () => {
    assert.deepEqual(refusedPlaceholders(stage({ withoutHandler: "placeholder" }), release), []);
  });

  it("are accepted by every stage in a rehearsal", () => {
    const rehearsed = { ...stage({}), rehearsal: { endpoint: "http://127.0.0.1:4566", provider: "offline" as const } };
    assert.deepEqual(refusedPlaceholders(rehearsed, release), []);
  });

  it("do not matter if the function is absent from the stage", () => {
    assert.deepEqual(refusedPlaceholders(stage({ absent: ["users/get"] }), release), ["auth/login"]);
  });

  for (const [name, taken] of [
    ["dev", true],
    ["staging", false],
    ["production", false],
    ["disaster-recovery", false],
  ] as const) {
    it(`are ${taken ? "accepted" : "rejected"} on ${name} by its settings`, () => {
      assert.equal(stageOf(name).functions.withoutHandler, taken ? "placeholder" : "refuse");
    });
  }
});

describe("functions that a release was not built with", () => {
  const release = releaseOf(smallCatalog(), "auth/login", "jobs/work");

  it("are those of its catalog without an artifact", () => {
    assert.deepEqual(unbuiltFunctions(stage({}), release), ["auth/login", "jobs/work"]);
  });

  it("do not include absent ones", () => {
    assert.deepEqual(unbuiltFunctions(stage({ absent: ["auth/login"] }), release), ["jobs/work"]);
  });
});
