import { strict as assert } from "node:assert";
import { Budgets } from "@aws-sdk/client-budgets";
import { openRehearsal } from "../../../rehearsal/rehearsal";
import { makeProject, type TestProject } from "../../support/project/project";

/** What `bootstrap --json` prints. */
interface Bootstrapped {
  readonly removed: readonly string[];
  readonly remaining: readonly { readonly name: string }[];
  readonly items: readonly { readonly created: boolean }[];
  readonly stack: {
    readonly changes: readonly { readonly kind: string; readonly type: string; readonly name: string }[];
  };
}

describe("the foundation of an account, by bin/deploy bootstrap", function () {
  this.timeout(600_000);
  let project: TestProject;
  let endpoint: string;
  before(async () => {
    project = await makeProject();
    ({ endpoint } = await openRehearsal(project.root).start({ account: "100000000001", report: () => undefined }));
  });
  after(() => project.remove());

  const budgets = () =>
    new Budgets({
      endpoint,
      region: "us-west-2",
      credentials: { accessKeyId: "100000000001", secretAccessKey: "rehearsal" },
    });
  const bootstrap = async (...args: readonly string[]) => {
    const { exit, json } = await project.deploy(["bootstrap", "dev", "--rehearsal", ...args]);
    return { ...(json as unknown as Bootstrapped), exit, error: json.error?.code };
  };

  it("changes nothing without an approval", async () => {
    const { exit, error } = await bootstrap();
    assert.deepEqual([exit, error], [6, "APPROVAL_NEEDED"]);
  });

  it("imports what the SDK created, and creates the rest", async () => {
    const { exit, items, stack } = await bootstrap("--yes");
    const namesOf = (kind: string): readonly string[] =>
      stack.changes.flatMap((change) => (change.kind === kind ? [change.name] : [])).sort();
    assert.deepEqual(
      [exit, items.map(({ created }) => created), namesOf("import")],
      [0, [true, true, true, true], ["deployments", "state", "state-key", "state-key-alias"]],
    );
    assert.deepEqual(
      ["audit-bucket", "audit", "budget"].filter((name) => !namesOf("create").includes(name)),
      [],
    );
  });

  it("changes nothing when it is repeated, and needs no approval for that", async () => {
    const { exit, items, stack } = await bootstrap();
    assert.deepEqual([exit, items.some(({ created }) => created), stack.changes], [0, false, []]);
  });

  it("removes what no data is in, with an approval", async () => {
    const { exit, removed, remaining } = await bootstrap("--remove", "--yes");
    assert.deepEqual(
      [exit, [...removed].sort(), remaining.map(({ name }) => name)],
      [
        0,
        ["audit (BucketPolicy)", "audit (Trail)", "budget (Budget)"],
        [
          "listbackup-state-100000000001-us-west-2",
          "listbackup-deployments-100000000001-us-west-2",
          "listbackup-audit-100000000001-us-west-2",
          "alias/listbackup-state",
        ],
      ],
    );
  });

  it("imports what remained, and a budget that was created by hand", async () => {
    await budgets().createBudget({
      AccountId: "100000000001",
      Budget: {
        BudgetName: "listbackup-monthly",
        BudgetType: "COST",
        TimeUnit: "MONTHLY",
        BudgetLimit: { Amount: "7", Unit: "USD" },
      },
    });
    const { exit, stack } = await bootstrap("--yes");
    const imported = stack.changes.filter(({ kind }) => kind === "import").map(({ name }) => name);
    const { Budget } = await budgets().describeBudget({ AccountId: "100000000001", BudgetName: "listbackup-monthly" });
    assert.deepEqual(
      [exit, imported.sort(), Budget?.BudgetLimit?.Amount],
      [0, ["audit-bucket", "budget", "deployments", "state", "state-key", "state-key-alias"], "100"],
    );
  });

  it("deletes buckets and key where that is confirmed by name", async () => {
    const { exit, remaining } = await bootstrap("--remove", "--yes", "--delete-data", "--confirm", "dev");
    assert.deepEqual([exit, remaining], [0, []]);
  });
});
