import { strict as assert } from "node:assert";
import { setupSteps, workflow, WORKFLOWS, type Job, type Step } from "../support/workflows/workflow";

const JOBS = WORKFLOWS.flatMap((name) =>
  Object.entries(workflow(name).jobs).map(([job, spec]) => [`${name}/${job}`, spec] as const),
);
const STEPS = [...JOBS.flatMap(([, { steps = [] }]) => steps), ...setupSteps()];

/** Names of the jobs for which something does not hold. */
function jobsWithout(holds: (job: Job) => boolean): readonly string[] {
  return JOBS.filter(([, job]) => !holds(job)).map(([name]) => name);
}

function texts(steps: readonly Step[]): readonly string[] {
  return steps.flatMap(({ run }) => run ?? []);
}

describe("the workflows", () => {
  it("use actions of others by commit: a tag can be moved", () => {
    const used = STEPS.flatMap(({ uses }) => (uses === undefined || uses.startsWith("./") ? [] : [uses]));
    assert.deepEqual(
      used.filter((uses) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(uses)),
      [],
    );
    assert.ok(used.length >= 5);
  });

  it("have no expression in a script: a branch name or a title could run commands", () => {
    assert.deepEqual(
      texts(STEPS).filter((run) => run.includes("${{")),
      [],
    );
  });

  it("give no permission but those that a job names", () => {
    assert.deepEqual(
      WORKFLOWS.filter((name) => JSON.stringify(workflow(name).permissions) !== "{}"),
      [],
    );
    assert.deepEqual(
      jobsWithout(({ permissions }) => permissions !== undefined),
      [],
    );
  });

  it("store no AWS keys", () => {
    assert.ok(!JSON.stringify(WORKFLOWS.map(workflow)).includes("secrets."));
  });

  it("never stop a deployment for the next one of the stage", () => {
    const { operate } = workflow("operation").jobs;
    assert.equal(operate?.concurrency?.["cancel-in-progress"], false);
    assert.match(operate.concurrency.group, /^\$\{\{ inputs\.environment \|\| 'stage' \}\}-\$\{\{ inputs\.stage \}\}-/);
    assert.equal(operate.environment, "${{ inputs.environment || inputs.stage }}");
  });

  it("use the environment without reviewers for what changes no stage", () => {
    const unattended = JOBS.filter(([, job]) => job.with?.["environment"] !== undefined);
    assert.deepEqual(
      unattended.map(([name, job]) => [name, job.with?.["operation"]]),
      [
        ["nightly/drift", "refresh"],
        ["nightly/backup", "backup"],
      ],
    );
    // It cannot be chosen by hand.
    assert.ok(!JSON.stringify(workflow("operation").on["workflow_dispatch"]).includes("environment"));
  });

  it("change stages in that job only", () => {
    const changing = JOBS.filter(([, { steps = [] }]) =>
      texts(steps).some((run) => /bin\/deploy (?:up|promote|rollback)/.test(run)),
    );
    assert.deepEqual(
      changing.map(([name]) => name),
      ["operation/operate"],
    );
  });

  it("hand the signal of a cancelled run to the program: nothing runs around it", () => {
    const run = workflow("operation").jobs["operate"]?.steps?.find(({ name }) => name === "Run")?.run ?? "";
    const lines = run.split("\n").filter((line) => line.includes("bin/deploy"));
    assert.ok(lines.length >= 6);
    assert.deepEqual(
      lines.filter((line) => !line.includes("exec bin/deploy")),
      [],
    );
  });

  it("have a time limit for each job", () => {
    assert.deepEqual(
      jobsWithout((job) => job.uses !== undefined || job["timeout-minutes"] !== undefined),
      [],
    );
  });

  it("do not leave the token in the checkout", () => {
    const checkouts = STEPS.filter(({ uses }) => uses?.startsWith("actions/checkout@") === true);
    assert.deepEqual(
      checkouts.map((step) => step.with?.["persist-credentials"]),
      checkouts.map(() => false),
    );
  });

  it("preview pull requests in the role that changes nothing, and never those of forks", () => {
    const { preview } = workflow("pull-request").jobs;
    const setup = preview?.steps?.find(({ uses }) => uses === "./.github/actions/setup");
    assert.equal(setup?.with?.["role"], "preview");
    assert.match(preview?.if ?? "", /^github\.event\.pull_request\.head\.repo\.full_name == github\.repository && /);
  });
});
