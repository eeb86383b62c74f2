import { strict as assert } from "node:assert";
import { Route53 } from "@aws-sdk/client-route-53";
import { creations } from "../../../automation/engine/changes/creations";
import { resourcesInState } from "../../../automation/engine/changes/functionChanges";
import { declareProgram } from "../../../automation/engine/program/declaredProgram";
import { previewResult, runProgram } from "../../../automation/engine/run/runOutcome";
import type { PreviewResult } from "../../../automation/engine/run/runResult";
import { stageProgram } from "../../../components/program";
import { costEstimate } from "../../../model/cost/costEstimate";
import type { Release } from "../../../model/release/release";
import { UNKNOWN, type PlannedResource } from "../../../model/review/plannedResource";
import { review } from "../../../model/review/review";
import type { StageName } from "../../../model/stage/name";
import type { Stage } from "../../../model/stage/stage";
import { startProvider, type RunningProvider } from "../../../rehearsal/provider/process";
import { useEmulator } from "../../support/emulator/emulator";
import { realCatalog, releaseOf, stageOf } from "../../support/release";
import { workspaceOf, type Workspace } from "./workspace";

const STACK = { project: "provider", name: "trial" };

/** In an order of their own: the engine's is that of its answers. */
function byUrn<T extends { readonly urn: string }>(all: readonly T[]): ReadonlyMap<string, T> {
  return new Map([...all].sort((a, b) => a.urn.localeCompare(b.urn)).map((one) => [one.urn, one]));
}

/** Where the engine passes on something else than is declared, and both are known: `.policy.Statement.0.Action`. It adds defaults. */
function differences(declared: unknown, passedOn: unknown, path = ""): readonly string[] {
  if (declared === UNKNOWN || passedOn === UNKNOWN || Object.is(declared, passedOn)) return [];
  if (typeof declared !== "object" || typeof passedOn !== "object" || declared === null || passedOn === null)
    return [path];
  return Object.entries(declared).flatMap(([key, value]) =>
    differences(value, (passedOn as Readonly<Record<string, unknown>>)[key], `${path}.${key}`),
  );
}

for (const name of ["dev", "production"] as const satisfies readonly StageName[])
  describe(`what ${name} creates, as its program says it without the engine`, function () {
    this.timeout(180_000);
    const emulator = useEmulator();
    let provider: RunningProvider;
    let workspace: Workspace;
    let stage: Stage;
    let release: Release;
    let previewed: Extract<PreviewResult, { readonly kind: "succeeded" }>;
    let declared: Awaited<ReturnType<typeof declareProgram>>;

    before(async () => {
      stage = stageOf(name);
      release = releaseOf(await realCatalog());
      const { account, region } = stage;
      const { endpoint } = emulator;
      const credentials = { accessKeyId: account, secretAccessKey: "test" };
      const { zone } = stage.domains;
      await new Route53({ endpoint, region, credentials }).createHostedZone({ Name: zone, CallerReference: zone });
      provider = await startProvider({ endpoint, account, region });
      const program = stageProgram({ stage, release });
      workspace = await workspaceOf(program, { providerPort: provider.port, account, region });
      const outcome = await runProgram({}, (onEvent) => workspace.stack.preview({ program, onEvent }));
      const result = previewResult(outcome);
      assert.equal(result.kind, "succeeded", JSON.stringify(result));
      if (result.kind === "succeeded") previewed = result;
      declared = await declareProgram(program, STACK);
    });
    after(async () => {
      await provider.stop();
      await workspace.remove();
    });

    it("is all that the engine would create", () => {
      assert.deepEqual(declared.unknown, []);
      assert.deepEqual(byUrn(creations(declared.resources)), byUrn(previewed.changes));
    });

    it("has the inputs that the engine would pass on, without the provider's defaults", () => {
      const created = byUrn(resourcesInState(declared.resources));
      const lines = [...byUrn(previewed.resources)].flatMap(([urn, { inputs, protect }]) => {
        const own = created.get(urn);
        return differences({ inputs: own?.inputs, protect: own?.protect }, { inputs, protect }, urn);
      });
      assert.deepEqual(lines, []);
    });

    it("has the same review and costs", () => {
      const judge = (resources: readonly PlannedResource[]): unknown => [
        review({ catalog: release.catalog, resources, isProtected: stage.protected, recovery: stage.recovery.kind }),
        costEstimate([], resources),
      ];
      assert.deepEqual(
        judge([...byUrn(resourcesInState(declared.resources)).values()]),
        judge([...byUrn(previewed.resources).values()]),
      );
    });
  });
