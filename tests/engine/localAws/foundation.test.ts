import { strict as assert } from "node:assert";
import { openRehearsal } from "../../../rehearsal/rehearsal";
import { makeProject, type TestProject } from "../../support/project/project";

/** What `bootstrap --json` prints. */
interface Bootstrapped {
  readonly items: readonly { readonly created: boolean }[];
  readonly stack: {
    readonly changes: readonly { readonly kind: string; readonly type: string; readonly name: string }[];
  };
}

describe("the foundation of an account, by bin/deploy bootstrap", function () {
  this.timeout(600_000);
  let project: TestProject;
  before(async () => {
    project = await makeProject();
    await openRehearsal(project.root).start({ account: "100000000001", report: () => undefined });
  });
  after(() => project.remove());

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
});
