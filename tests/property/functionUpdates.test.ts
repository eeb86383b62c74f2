import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { stageProgram } from "../../components/program";
import { functionChanges } from "../../automation/engine/changes/functionChanges";
import { sameContent } from "../../model/release/content";
import { functionUpdates, withFunctionsOf } from "../../model/release/functionUpdate";
import type { Release } from "../../model/release/release";
import { printSeed, propertyParameters } from "../support/property";
import { releaseOf, smallCatalog, stageOf } from "../support/release";
import { mockEngine, settled, type Registered } from "../unit/components/mocks";

const STAGE = stageOf("production");
const LIVE = releaseOf(smallCatalog());
const IDS = Object.keys(LIVE.artifacts);

/** A part of the functions gets other code or memory. */
const updated: fc.Arbitrary<Release> = fc
  .array(
    fc.record({
      id: fc.constantFrom(...IDS),
      digest: fc.option(fc.constantFrom("e", "f"), { nil: null }),
      memory: fc.option(fc.integer({ min: 128, max: 200 }), { nil: null }),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((changes) =>
    changes.reduce<Release>((release, { id, digest, memory }) => {
      const [service = "", name = ""] = id.split("/");
      const [spec, fn, artifact] = [
        release.catalog.services[service],
        release.catalog.services[service]?.functions[name],
        release.artifacts[id],
      ];
      assert.ok(spec !== undefined && fn !== undefined && artifact !== undefined);
      const sized = { ...fn, ...(memory === null ? {} : { memory }) };
      const services = {
        ...release.catalog.services,
        [service]: { ...spec, functions: { ...spec.functions, [name]: sized } },
      };
      const artifacts = {
        ...release.artifacts,
        [id]: { ...artifact, ...(digest === null ? {} : { digest: digest.repeat(64) }) },
      };
      return { ...release, artifacts, catalog: { ...release.catalog, services } };
    }, LIVE),
  );

async function registeredBy(release: Release): Promise<readonly Registered[]> {
  const registered = await mockEngine();
  await stageProgram({ stage: STAGE, release })();
  await settled();
  return registered;
}

/** What differs between two runs of the program, by name: the properties. */
function differences(before: readonly Registered[], after: readonly Registered[]): Record<string, readonly string[]> {
  const known = new Map(before.map((one) => [one.urn, one]));
  assert.equal(known.size, after.length);
  return Object.fromEntries(
    after.flatMap((one) => {
      const { inputs: old, ...otherOld } = known.get(one.urn) ?? assert.fail(`${one.urn} is new`);
      const { inputs, ...other } = one;
      assert.deepEqual(other, otherOld);
      const names = [...new Set([...Object.keys(old), ...Object.keys(inputs)])];
      const changed = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(inputs[name]));
      return changed.length === 0 ? [] : [[one.name, changed.sort()]];
    }),
  );
}

describe("for any updates of functions", () => {
  let live: readonly Registered[];
  before(async () => {
    printSeed();
    live = await registeredBy(LIVE);
  });

  it("the program registers every other resource as before, and what differs was known without it", async () => {
    await fc.assert(
      fc.asyncProperty(updated, async (next) => {
        assert.ok(sameContent(withFunctionsOf(LIVE, next), LIVE));
        const updates = functionUpdates(STAGE, LIVE, next) ?? [];
        const changes = functionChanges(live, updates) ?? assert.fail("a function is not in the state");
        const aliases = changes.filter(({ type }) => type === "aws:lambda/alias:Alias");
        const functions = changes.filter(({ type }) => type === "aws:lambda/function:Function");
        assert.deepEqual(
          Object.fromEntries(functions.map(({ name, properties }) => [name, [...properties].sort()])),
          differences(live, await registeredBy(next)),
        );
        // An alias follows its function's version, which mocks do not count.
        assert.deepEqual(
          aliases.map(({ name, properties }) => [name, properties]),
          functions.map(({ name }) => [`${name}-live`, ["functionVersion"]]),
        );
      }),
      propertyParameters(12),
    );
  });
});
