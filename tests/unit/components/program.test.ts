import { strict as assert } from "node:assert";
import { stageProgram } from "../../../components/program";
import type { Gate } from "../../../components/stage/gate";
import { PHASES, phaseOfUrn, type PhaseId } from "../../../model/phases";
import type { StageName } from "../../../model/stage/name";
import { releaseOf, smallCatalog, stageOf } from "../../support/release";
import { mockEngine, settled, type Registered, type MockOptions } from "./mocks";

interface Run {
  readonly registered: readonly Registered[];
  /** Why the program ended, where it did not end well. */
  readonly error: unknown;
}

async function run(gate: Gate | undefined, options: MockOptions = {}, stage: StageName = "dev"): Promise<Run> {
  const registered = await mockEngine(options);
  const release = releaseOf(smallCatalog());
  const program = stageProgram({ stage: stageOf(stage), release, ...(gate === undefined ? {} : { gate }) });
  const error = await program().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  await settled();
  return { registered, error };
}

/** Phases that have resources, in the order of their first. */
function phasesOf(registered: readonly Registered[]): readonly PhaseId[] {
  const phases = registered.flatMap(({ urn }) => phaseOfUrn(urn) ?? []);
  return [...new Set(phases)];
}

const ALL = PHASES.map(({ id }) => id);

describe("a stage's program", () => {
  it("builds seven phases in their order", async () => {
    const { registered } = await run(undefined);
    assert.deepEqual(phasesOf(registered), ALL);
  });

  it("passes each phase's gate once, in the same order", async () => {
    const passed: PhaseId[] = [];
    await run((phase) => {
      passed.push(phase);
      return Promise.resolve();
    });
    assert.deepEqual(passed, ALL);
  });

  for (const [index, { id, title }] of PHASES.entries()) {
    it(`begins nothing behind ${title} while its gate is shut, and fails`, async () => {
      const shut = new Error("shut");
      const { registered, error } = await run((phase) => (phase === id ? Promise.reject(shut) : Promise.resolve()));
      assert.deepEqual([phasesOf(registered), error], [ALL.slice(0, index + 1), shut]);
    });
  }

  it("opens no gate before everything of its phase is there", async () => {
    let making = 0;
    const unfinished: number[] = [];
    const slow: MockOptions["making"] = async () => {
      making += 1;
      await new Promise((resolve) => setTimeout(resolve, 2));
      making -= 1;
    };
    await run(
      () => {
        unfinished.push(making);
        return Promise.resolve();
      },
      { making: slow },
    );
    assert.deepEqual(
      unfinished,
      ALL.map(() => 0),
    );
  });

  it("asks no gate in a preview, where there is nothing to check", async () => {
    const passed: PhaseId[] = [];
    const gate: Gate = (phase) => {
      passed.push(phase);
      return Promise.resolve();
    };
    const { registered } = await run(gate, { preview: true });
    assert.deepEqual([passed, phasesOf(registered)], [[], ALL]);
  });

  it("protects on production what holds data, and nothing else", async () => {
    const { registered } = await run(undefined, {}, "production");
    const kinds = new Set(registered.filter((resource) => resource.protect).map(({ type }) => type));
    assert.deepEqual(
      [...kinds].sort(),
      [
        "aws:acm/certificate:Certificate",
        "aws:cognito/userPool:UserPool",
        "aws:dynamodb/table:Table",
        "aws:s3/bucket:Bucket",
      ].sort(),
    );
  });

  it("protects nothing on dev", async () => {
    const { registered } = await run(undefined);
    assert.deepEqual(
      registered.filter((resource) => resource.protect).map(({ name }) => name),
      [],
    );
  });

  it("gives every phase the one before it to wait for", async () => {
    const { registered } = await run(undefined, { preview: true });
    const waits = PHASES.map(({ token, id }) => {
      const after = registered.find(({ type }) => type === token)?.after ?? [];
      return [id, after.length > 0];
    });
    assert.deepEqual(
      waits,
      ALL.map((id) => [id, id !== "certificates"]),
    );
  });
});
