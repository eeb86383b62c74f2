import { strict as assert } from "node:assert";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { output } from "@pulumi/pulumi";
import { publishArtifacts } from "../../../automation/aws/buckets/artifacts";
import { bootstrap } from "../../../automation/aws/account/bootstrap";
import type { AwsTarget } from "../../../automation/aws/target";
import { packExecutable, storeArtifact } from "../../../automation/build/artifacts/artifact";
import type { ExportedState } from "../../../automation/engine/state/exportedState";
import type { RunResult } from "../../../automation/engine/run/runResult";
import { openEngine } from "../../../automation/engine/pulumiEngine";
import { ensurePulumi } from "../../../automation/engine/toolchain/pulumi";
import { stateBackend } from "../../../automation/engine/state/stateBackend";
import type { Gate, Program } from "../../../automation/wiring";
import { stageProgram } from "../../../components/program";
import { catalogSchema } from "../../../model/catalog/schema/catalog";
import type { PhaseId } from "../../../model/phases";
import type { Release } from "../../../model/release/release";
import type { Stage } from "../../../model/stage/stage";
import { startProvider } from "../../../rehearsal/provider/process";
import { ROOT, useEmulator } from "../../support/emulator/emulator";
import { releaseOf, smallCatalog, stageOf } from "../../support/release";

/*
 * What fails beside the resources must not look to the engine as if they had been removed from the program: it would
 * delete them. Each trial runs on a stage that exists, without a plan, so that nothing but the program's form protects.
 */
describe("a program that fails on a stage that exists", function () {
  this.timeout(120_000);
  const emulator = useEmulator();
  let root: string;
  let stage: Stage;
  let target: AwsTarget;
  let release: Release;

  before(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-gate-"));
    stage = { ...stageOf("dev"), rehearsal: { endpoint: emulator.endpoint, provider: "offline" } };
    target = { kind: "rehearsal", region: stage.region, account: stage.account, endpoint: emulator.endpoint };
    await bootstrap(target, stage);
    const artifact = await storeArtifact(root, packExecutable(Buffer.from("#!/bin/sh\n")));
    const small = releaseOf(smallCatalog());
    const artifacts = Object.entries(small.artifacts).map(([id, was]) => [id, { ...was, ...artifact }]);
    release = { ...small, artifacts: Object.fromEntries(artifacts) as Release["artifacts"] };
    await publishArtifacts(target, stage, release, root, () => undefined);
    assert.equal((await deploy(normal())).result.kind, "succeeded");
  });
  after(() => rm(root, { recursive: true, force: true }));

  const normal = (gate?: Gate): Program => stageProgram({ stage, release, ...(gate === undefined ? {} : { gate }) });

  async function deploy(program: Program): Promise<{ readonly result: RunResult; readonly entries: number }> {
    const { path } = await ensurePulumi({ root: ROOT, report: () => undefined });
    const state = await stateBackend(root, stage, target);
    const { account, region } = stage;
    const provider = await startProvider({ endpoint: emulator.endpoint, account, region });
    const engine = await openEngine({
      stage,
      target,
      state,
      pulumi: path,
      warn: () => undefined,
      providers: [provider],
    });
    try {
      const result = await engine.up(program, {});
      return { result, entries: (await engine.state()).entries };
    } finally {
      await engine.close();
    }
  }

  async function editState(edit: (state: ExportedState) => ExportedState): Promise<void> {
    const { path } = await ensurePulumi({ root: ROOT, report: () => undefined });
    const state = await stateBackend(root, stage, target);
    const engine = await openEngine({ stage, target, state, pulumi: path, warn: () => undefined });
    try {
      const exported = await engine.exportState();
      assert.ok(exported !== null);
      await engine.replaceState(edit(exported));
    } finally {
      await engine.close();
    }
  }

  const changesOf = (result: RunResult): unknown => (result.kind === "succeeded" ? result.changes : result);

  const unrelated = (): void => {
    output("unrelated").apply(() => {
      throw new Error("unrelated");
    });
  };
  const afterPhase =
    (id: PhaseId): Gate =>
    (phase) => {
      if (phase === id) unrelated();
      return Promise.resolve();
    };

  const trials: readonly (readonly [what: string, program: () => Program])[] = [
    [
      "an apply that throws before anything is made",
      () => () => {
        unrelated();
        return normal()();
      },
    ],
    ["an apply that throws between two phases", () => normal(afterPhase("core"))],
    ["an apply that throws behind the last phase", () => normal(afterPhase("business"))],
    [
      "a gate that rejects",
      () => normal((phase) => (phase === "identity" ? Promise.reject(new Error("shut")) : Promise.resolve())),
    ],
    ["a program that throws at once", () => () => Promise.reject(new Error("at once"))],
  ];

  for (const [what, program] of trials) {
    it(`deletes nothing: ${what}`, async () => {
      const before = (await deploy(normal())).entries;
      const { result, entries } = await deploy(program());
      assert.equal(result.kind, "failed");
      assert.equal(entries, before);
    });
  }

  it("finds nothing to change afterwards", async () => {
    assert.deepEqual(changesOf((await deploy(normal())).result), []);
  });

  it("finds nothing to change where an earlier version deployed, with the provider below the stack", async () => {
    await editState((state) => {
      const resources = state.deployment.resources ?? [];
      const urnOf = (type: string): string => resources.find((resource) => resource.type === type)?.urn ?? "";
      const stack = urnOf("pulumi:pulumi:Stack");
      const provider = urnOf("pulumi:providers:aws");
      assert.match(provider, /listbackup:stage:StageStack\$pulumi:providers:aws/);
      const earlier = provider.replace("listbackup:stage:StageStack$", "");
      const renamed = JSON.parse(JSON.stringify(resources).replaceAll(provider, earlier)) as typeof resources;
      const moved = renamed.map((resource) => (resource.urn === earlier ? { ...resource, parent: stack } : resource));
      return { ...state, deployment: { ...state.deployment, resources: moved } };
    });
    assert.deepEqual(changesOf((await deploy(normal())).result), []);
  });

  it("keeps the resources of a service that moves to another phase", async () => {
    const before = (await deploy(normal())).entries;
    const { catalog } = release;
    const services = { ...catalog.services, users: { ...catalog.services["users"], phase: "business" } };
    const moved = { ...release, catalog: catalogSchema.parse({ ...catalog, services }) };
    const { result, entries } = await deploy(stageProgram({ stage, release: moved }));
    assert.deepEqual([changesOf(result), entries], [[], before]);
  });
});
