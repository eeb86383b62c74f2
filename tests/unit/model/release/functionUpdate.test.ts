import { strict as assert } from "node:assert";
import { functionUpdates, withFunctionsOf } from "../../../../model/release/functionUpdate";
import { sameContent } from "../../../../model/release/content";
import type { Release } from "../../../../model/release/release";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const STAGE = stageOf("dev");
const LIVE = releaseOf(smallCatalog());
const [ID = "", ARTIFACT] = Object.entries(LIVE.artifacts)[0] ?? [];
const [SERVICE = "", NAME = ""] = ID.split("/");

type Service = Release["catalog"]["services"][string];

function withService(change: (service: Service) => Service): Release {
  const service = LIVE.catalog.services[SERVICE];
  assert.ok(service !== undefined);
  const services = { ...LIVE.catalog.services, [SERVICE]: change(service) };
  return { ...LIVE, catalog: { ...LIVE.catalog, services } };
}

function withFunction(change: object): Release {
  return withService((service) => {
    const fn = service.functions[NAME];
    assert.ok(fn !== undefined);
    return { ...service, functions: { ...service.functions, [NAME]: { ...fn, ...change } } };
  });
}

function withArtifact(change: object): Release {
  assert.ok(ARTIFACT !== undefined);
  return { ...LIVE, artifacts: { ...LIVE.artifacts, [ID]: { ...ARTIFACT, ...change } } };
}

/** Updates by function, if nothing else differs. */
function updatesTo(next: Release): unknown {
  return sameContent(withFunctionsOf(LIVE, next), LIVE) ? functionUpdates(STAGE, LIVE, next) : null;
}

describe("updates of functions", () => {
  const updates: readonly (readonly [what: string, next: Release, changed: readonly string[]])[] = [
    ["code", withArtifact({ digest: "f".repeat(64) }), ["code"]],
    ["a memory size", withFunction({ memory: 1111 }), ["memory"]],
    [
      "both",
      { ...withFunction({ memory: 1111 }), artifacts: withArtifact({ digest: "f".repeat(64) }).artifacts },
      ["code", "memory"],
    ],
  ];
  for (const [what, next, changed] of updates)
    it(`are all that differs where a function has another value: ${what}`, () => {
      assert.deepEqual(updatesTo(next), [{ id: ID, changed }]);
    });

  it("are of each function that has its service's default", () => {
    const next = withService((service) => ({ ...service, defaults: { ...service.defaults, memory: 1111 } }));
    const inheriting = Object.entries(LIVE.catalog.services[SERVICE]?.functions ?? {}).flatMap(([name, { memory }]) =>
      memory === undefined ? [{ id: `${SERVICE}/${name}`, changed: ["memory"] }] : [],
    );
    assert.ok(inheriting.length > 0);
    assert.deepEqual(updatesTo(next), inheriting);
  });

  it("are none where a default is written out", () => {
    const memory = LIVE.catalog.services[SERVICE]?.defaults.memory;
    assert.equal(updatesTo(withFunction({ memory })), null);
  });

  it("are none of a function that the stage does not have", () => {
    const stage = { ...STAGE, functions: { ...STAGE.functions, absent: [ID] } };
    assert.equal(functionUpdates(stage, LIVE, withArtifact({ digest: "f".repeat(64) })), null);
  });

  const more: Readonly<Record<string, Release>> = {
    "a variable of the function": withFunction({ environment: { MODE: "new" } }),
    "a timeout, which alarms have": withFunction({ timeout: 7 }),
    "a reserved concurrency": withFunction({ concurrency: 3 }),
    "a runtime": withFunction({ runtime: "nodejs22.x", entry: "index.handler" }),
    "a route": withFunction({ routes: ["GET /other"] }),
    "a placeholder instead of a handler": withArtifact({ kind: "placeholder" }),
    "a function less": { ...LIVE, artifacts: {} },
    "retention of logs": withService((service) => ({ ...service, logRetentionDays: 3 })),
    "a service less": { ...LIVE, catalog: { ...LIVE.catalog, services: {} } },
  };
  for (const [what, next] of Object.entries(more))
    it(`are not all that differs: ${what}`, () => {
      assert.equal(updatesTo(next), null);
    });
});
