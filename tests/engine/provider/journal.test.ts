import { strict as assert } from "node:assert";
import { Provider } from "@pulumi/aws/provider";
import * as sqs from "@pulumi/aws/sqs";
import * as pulumi from "@pulumi/pulumi";
import { parseJournal } from "../../../automation/engine/journal/journal";
import { withJournals } from "../../../automation/engine/journal/journaledState";
import { JournalWriter } from "../../../automation/engine/journal/journalWriter";
import { journaledProgram } from "../../../automation/engine/journal/journaledProgram";
import { isInAws, pendingOperations, planRecovery } from "../../../automation/engine/recovery/recoveryPlan";
import type { ExportedState, ResourceState, StateDeployment } from "../../../automation/engine/state/exportedState";
import { importState } from "../../../automation/engine/state/importState";
import { ensurePulumi } from "../../../automation/engine/toolchain/pulumi";
import { startProvider, type RunningProvider } from "../../../rehearsal/provider/process";
import { ROOT, useEmulator } from "../../support/emulator/emulator";
import { workspaceOf, type Workspace } from "./workspace";

const REGION = "us-west-2";
const ACCOUNT = "300000000009";
const SECRET = "correct horse";

/** What an entry of the journal must have as the engine's state has it. */
const REFERENCES = ["urn", "type", "custom", "parent", "provider", "dependencies"] as const;

function program(): Promise<Record<string, unknown>> {
  const provider = new Provider("own", { region: REGION, allowedAccountIds: [ACCOUNT] });
  const outer = new pulumi.ComponentResource("test:index:Outer", "outer");
  const inner = new pulumi.ComponentResource("test:index:Inner", "inner", {}, { parent: outer });
  const options = { parent: inner, provider };
  const tags = { word: pulumi.secret(SECRET) };
  const failed = new sqs.Queue("failed", { name: "journal-failed", tags }, options);
  const redrivePolicy = pulumi.jsonStringify({ deadLetterTargetArn: failed.arn, maxReceiveCount: 3 });
  new sqs.Queue("queue", { name: "journal-queue", redrivePolicy }, options);
  return Promise.resolve({});
}

function references(resources: readonly ResourceState[]): readonly unknown[] {
  return resources
    .map((resource) => Object.fromEntries(REFERENCES.map((key) => [key, resource[key] ?? []])))
    .sort((a, b) => String(a["urn"]).localeCompare(String(b["urn"])));
}

describe("the journal of a run under the real engine", function () {
  this.timeout(120_000);
  const emulator = useEmulator();
  let provider: RunningProvider;
  let workspace: Workspace;
  const objects: string[] = [];

  before(async () => {
    provider = await startProvider({ endpoint: emulator.endpoint, account: ACCOUNT, region: REGION });
    const writer = new JournalWriter((_number, content) => Promise.resolve(void objects.push(content)), {
      operationOf: () => "create",
    });
    await writer.begin({ schema: 1, operation: "up", startedAt: 0, deletions: [] });
    workspace = await workspaceOf(journaledProgram(program, { project: "provider", name: "trial" }, writer), {
      providerPort: provider.port,
      account: ACCOUNT,
      region: REGION,
    });
    await workspace.stack.up();
  });
  after(async () => {
    await provider.stop();
    await workspace.remove();
  });

  async function saved(): Promise<StateDeployment> {
    const state = JSON.parse(await workspace.state()) as { readonly checkpoint: { readonly latest: StateDeployment } };
    return state.checkpoint.latest;
  }

  /** The state that a kill would have left. */
  async function journaled(): Promise<ExportedState> {
    const [header = null, ...batches] = objects;
    const before = { version: 3, deployment: { ...(await saved()), resources: [] } };
    const state = withJournals(before, [parseJournal({ header, batches })]);
    assert.ok(state !== null);
    return state;
  }

  it("has the references that the engine's state has", async () => {
    const { deployment } = await journaled();
    const pending = deployment.pending_operations?.map(({ resource }) => resource) ?? [];
    assert.deepEqual(
      references([...(deployment.resources ?? []), ...pending]),
      references((await saved()).resources ?? []),
    );
  });

  it("has no secret", () => {
    assert.equal(objects.join("").includes(SECRET), false);
  });

  it("leaves a state that the engine accepts, with secrets that stay secrets", async () => {
    const state = await journaled();
    const found = pendingOperations(state).map((operation) => [operation, { kind: "id", id: "known" }] as const);
    const { path } = await ensurePulumi({ root: ROOT });
    await importState(path, workspace.stack, planRecovery(state, new Map(found)).state);
    const recovered = (await saved()).resources ?? [];
    const failed = recovered.find(({ urn }) => urn.endsWith("::failed"));
    const { word } = failed?.inputs?.["tags"] as { readonly word: object };
    assert.deepEqual(
      [recovered.filter(isInAws).map(({ id }) => id), "ciphertext" in word, "plaintext" in word],
      [["known", "known"], true, false],
    );
  });
});
