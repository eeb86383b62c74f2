import { strict as assert } from "node:assert";
import { ALL_COMMANDS } from "../../../cli";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";

/** Their documents need a second stage, and are seen in the tests below `tests/engine/backup` and `tests/engine/recovery`. */
const SEEN_ELSEWHERE = ["dr"];

/** A command line of each command that ends with a document of its own, in an order in which each can run. */
const COMMAND_LINES: readonly string[] = [
  "check",
  "doctor dev",
  "bootstrap dev --yes",
  "secrets list dev",
  "secrets check dev",
  "checklist show dev",
  "build dev",
  "preview dev",
  "preview dev --full",
  "up dev --dry-run",
  "up dev --yes",
  "promote staging --from dev --dry-run",
  "rollback dev --list",
  "rollback dev --dry-run",
  "releases list dev",
  "releases show dev",
  "verify dev --group health",
  "status",
  "logs dev",
  "events dev",
  "report dev --output report.html",
  "report --all --output stages.html",
  "cancel dev",
  "freeze dev --until 2h --reason test",
  "unfreeze dev",
  "refresh dev --check",
  "restore-state dev --list",
  "diff-stages dev staging",
  "outputs dev",
  "graph dev",
  "cost dev",
  "prune dev --dry-run",
  "rehearse --start",
  "completion bash",
  "destroy dev --confirm dev",
];

const LOCAL = new Set(["check", "build", "diff-stages", "graph", "rehearse", "completion"]);

describe("the documents of --json", function () {
  this.timeout(600_000);
  let project: PreparedProject;

  before(async () => {
    project = await preparedProject();
  });
  after(() => project.remove());

  it("are tested for every command", () => {
    const tested = new Set([...SEEN_ELSEWHERE, ...COMMAND_LINES.map((line) => line.split(" ")[0])]);
    assert.deepEqual(
      ALL_COMMANDS.map(({ name }) => name).filter((name) => !tested.has(name)),
      [],
    );
  });

  for (const line of COMMAND_LINES) {
    it(`of \`${line}\` is as its schema says`, async () => {
      const [command = "", ...args] = line.split(" ");
      // Every document of a project is held to its schema: tests/support/project/project.ts.
      const { json, stdout } = await project.deploy([command, ...args, ...(LOCAL.has(command) ? [] : ["--rehearsal"])]);
      assert.deepEqual([json.command, json.error], [command, undefined], stdout);
    });
  }
});
