import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Budgets } from "@aws-sdk/client-budgets";
import { CloudTrail } from "@aws-sdk/client-cloudtrail";
import { S3 } from "@aws-sdk/client-s3";
import type { Context } from "../../../automation/commands/command";
import { withTemporaryState } from "../../../automation/operations/foundation/foundationEngine";
import { foundationProgram } from "../../../components/foundationProgram";
import { foundationOf } from "../../../model/account/foundation";
import { openRehearsal } from "../../../rehearsal/rehearsal";
import { makeProject, type TestProject } from "../../support/project/project";
import { enableRecovery } from "../../support/project/recovery";
import { stageOf } from "../../support/release";

/** What `bootstrap --json` prints. */
interface Bootstrapped {
  readonly removed: readonly string[];
  readonly remaining: readonly { readonly name: string }[];
  readonly items: readonly { readonly created: boolean }[];
  readonly stack: {
    readonly changes: readonly { readonly kind: string; readonly type: string; readonly name: string }[];
  };
}

/** Roles with their policies are many, and tested elsewhere: `tests/unit/components/account/roles.test.ts`. */
const isNotOfRoles = (name: string): boolean =>
  !/^(roles-|listbackup-(deployment|preview|backup|replication)\b)/.test(name);

describe("the foundation of an account, by bin/deploy bootstrap", function () {
  this.timeout(600_000);
  let project: TestProject;
  let endpoint: string;
  before(async () => {
    project = await makeProject();
    await enableRecovery(project);
    ({ endpoint } = await openRehearsal(project.root).start({ account: "100000000001", report: () => undefined }));
  });
  after(() => project.remove());

  const sdk = () => ({
    endpoint,
    region: "us-west-2",
    credentials: { accessKeyId: "100000000001", secretAccessKey: "rehearsal" },
    forcePathStyle: true,
  });
  const stateFolders = (): boolean => existsSync(join(project.root, ".rehearsal", "state"));
  const bootstrap = async (...args: readonly string[]) => {
    const { exit, json } = await project.deploy(["bootstrap", "dev", "--rehearsal", ...args]);
    return { ...(json as unknown as Bootstrapped), exit, error: json.error?.code };
  };

  /** In this process: as on AWS, where the state bucket does not exist yet. */
  async function previewWithoutState() {
    const stage = { ...stageOf("dev"), rehearsal: { endpoint, provider: "offline" as const } };
    const { account, region } = stage;
    const wiring = { root: project.root, rehearsal: () => Promise.resolve(openRehearsal(project.root)) };
    const terminal = { note: () => undefined, warn: () => undefined };
    const context = { wiring, terminal, signal: new AbortController().signal } as unknown as Context;
    const foundation = foundationOf("dev", [stage], String);
    const session = { stage, target: { kind: "rehearsal", region, account, endpoint } } as const;
    return withTemporaryState(context, session, foundation, (engine) =>
      engine.preview(foundationProgram({ foundation, adopt: new Map() }), {}),
    );
  }

  it("is previewed without a state, and nothing is created", async () => {
    const result = await previewWithoutState();
    const created = result.kind === "succeeded" ? result.changes.map(({ name }) => name) : [];
    const { Buckets = [] } = await new S3(sdk()).listBuckets({});
    assert.deepEqual(
      [["state", "state-key", "audit", "budget"].filter((name) => !created.includes(name)), Buckets, stateFolders()],
      [[], [], false],
    );
  });

  it("is not finished where bootstrap is killed", async () => {
    const BudgetLimit = { Amount: "7", Unit: "USD" };
    const Budget = { BudgetName: "listbackup-monthly", BudgetType: "COST", TimeUnit: "MONTHLY", BudgetLimit } as const;
    await new Budgets(sdk()).createBudget({ AccountId: "100000000001", Budget });
    const { exit } = await project.deploy(["bootstrap", "dev", "--rehearsal", "--yes"], { LISTBACKUP_CRASH_AT: "40" });
    assert.notEqual(exit, 0);
  });

  it("is finished by the next bootstrap, with a budget that was created by hand", async () => {
    const { exit, stack } = await bootstrap("--yes");
    const { Budget } = await new Budgets(sdk()).describeBudget({
      AccountId: "100000000001",
      BudgetName: "listbackup-monthly",
    });
    assert.equal(Budget?.BudgetLimit?.Amount, "100");
    const { trailList = [] } = await new CloudTrail(sdk()).describeTrails({});
    assert.deepEqual(
      [exit, stack.changes.length > 0, trailList.map(({ Name, S3BucketName }) => [Name, S3BucketName])],
      [0, true, [["listbackup-audit", "listbackup-audit-100000000001-us-west-2"]]],
    );
  });

  it("changes nothing when it is repeated, and needs no approval for that", async () => {
    const { exit, items, stack } = await bootstrap();
    assert.deepEqual([exit, items.some(({ created }) => created), stack.changes], [0, false, []]);
  });

  it("removes what no data is in, with an approval", async () => {
    const { exit, removed, remaining } = await bootstrap("--remove", "--yes");
    assert.deepEqual(
      [exit, removed.filter(isNotOfRoles).sort(), remaining.map(({ name }) => name)],
      [
        0,
        [
          "audit (BucketPolicy)",
          "audit (Trail)",
          "backup-dev (Plan)",
          "backup-dev-tables (Selection)",
          "budget (Budget)",
        ],
        [
          "listbackup-state-100000000001-us-west-2",
          "listbackup-deployments-100000000001-us-west-2",
          "listbackup-audit-100000000001-us-west-2",
          "listbackup-backups-100000000001-us-west-2",
          "listbackup-dr-data-100000000001-us-west-2",
          "alias/listbackup-state",
        ],
      ],
    );
  });

  it("deletes buckets and key where that is confirmed by name", async () => {
    const { exit, remaining } = await bootstrap("--remove", "--yes", "--delete-data", "--confirm", "dev");
    assert.deepEqual([exit, remaining], [0, []]);
  });
});
