import { strict as assert } from "node:assert";
import { Provider } from "@pulumi/aws/provider";
import * as sqs from "@pulumi/aws/sqs";
import { declareProgram } from "../../../automation/engine/program/declaredProgram";
import { runProgram } from "../../../automation/engine/run/runOutcome";
import { limitedProgram } from "../../../automation/engine/run/runLimit";
import { startProvider, type RunningProvider } from "../../../rehearsal/provider/process";
import { clientsOf } from "../../support/emulator/clients";
import { useEmulator } from "../../support/emulator/emulator";
import { workspaceOf, type Workspace } from "./workspace";

const REGION = "us-west-2";
const ACCOUNT = "300000000011";
const STACK = { project: "provider", name: "trial" };

describe("a program that may only create what was shown", function () {
  this.timeout(120_000);
  const emulator = useEmulator();
  let provider: RunningProvider;
  let workspace: Workspace;
  let names = ["shown"];

  function program(): Promise<Record<string, unknown>> {
    const own = new Provider("own", { region: REGION, allowedAccountIds: [ACCOUNT] });
    for (const name of names) new sqs.Queue(name, { name }, { provider: own });
    return Promise.resolve({});
  }

  before(async () => {
    provider = await startProvider({ endpoint: emulator.endpoint, account: ACCOUNT, region: REGION });
    workspace = await workspaceOf(program, { providerPort: provider.port, account: ACCOUNT, region: REGION });
  });
  after(async () => {
    await provider.stop();
    await workspace.remove();
  });

  it("creates that, and not what it registers besides", async () => {
    const { resources } = await declareProgram(program, STACK);
    const limited = limitedProgram(program, { kind: "creations", urns: resources.map(({ urn }) => urn) }, STACK);
    names = ["shown", "besides"];
    const result = await runProgram({}, (onEvent) => workspace.stack.up({ program: limited, onEvent }));
    assert.equal(result.kind, "failed");
    assert.match(JSON.stringify(result.failures), /Queue::besides was not among the creations that were shown/);
    const { QueueUrls = [] } = await clientsOf(emulator.endpoint, ACCOUNT, REGION).sqs.listQueues({});
    assert.deepEqual(
      QueueUrls.filter((url) => url.endsWith("besides")),
      [],
    );
    names = ["shown"];
    assert.equal(
      (await runProgram({}, (onEvent) => workspace.stack.up({ program: limited, onEvent }))).kind,
      "succeeded",
    );
  });
});
