import { strict as assert } from "node:assert";
import { spawn } from "node:child_process";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Lambda } from "@aws-sdk/client-lambda";
import { clientConfig, type AwsTarget } from "../../automation/aws/target";
import { takeLease } from "../../automation/lock/lease";
import { NAMES } from "../../model/names";
import { preparedProject, type PreparedProject } from "../support/project/prepared";
import { ROOT } from "../support/project/project";
import { stageOf } from "../support/release";
import {
  evaluated,
  setupSteps,
  workflow,
  WORKFLOWS,
  type Step,
  type Values,
  type WorkflowName,
} from "../support/workflows/workflow";

const DEV = stageOf("dev");

interface Ran {
  readonly exit: number;
  readonly output: string;
}

const INPUTS = { stage: "dev", operation: "up", release: "", service: "", reason: "Push to feature/x" } as const;
const PULL_REQUEST_STAGE = "github.base_ref == 'develop' && 'staging' || 'dev'";

/*
 * Every `run:` step of the workflows, as a runner of GitHub Actions runs it, with a rehearsal instead of AWS and a server
 * of the test instead of GitHub. `make` only prints what it would run: these tests are part of it.
 */
describe("the steps of the workflows", function () {
  this.timeout(600_000);
  let project: PreparedProject;
  let github: Server;
  let comments: string[];
  let files: Readonly<Record<"GITHUB_OUTPUT" | "GITHUB_STEP_SUMMARY" | "GITHUB_EVENT_PATH", string>>;
  const ran = new Set<string>();

  before(async () => {
    project = await preparedProject();
    for (const shared of ["bin", "Makefile", "package.json"])
      await symlink(join(ROOT, shared), join(project.root, shared));
    await mkdir(join(project.root, ".runner"));
    const file = (name: string): string => join(project.root, ".runner", name);
    files = { GITHUB_OUTPUT: file("output"), GITHUB_STEP_SUMMARY: file("summary"), GITHUB_EVENT_PATH: file("event") };
    await writeFile(files.GITHUB_EVENT_PATH, JSON.stringify({ pull_request: { number: 7 } }));
    github = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        if (request.method === "POST") comments.push((JSON.parse(body) as { readonly body: string }).body);
        // An environment that GitHub has just created has no protection.
        response.end(request.url?.includes("/environments/") === true ? "{}" : "[]");
      });
    });
    await new Promise<void>((resolve) => github.listen(0, "127.0.0.1", resolve));
  });
  beforeEach(async () => {
    comments = [];
    await writeFile(files.GITHUB_OUTPUT, "");
    await writeFile(files.GITHUB_STEP_SUMMARY, "");
  });
  after(async () => {
    github.close();
    await project.remove();
  });

  /** Runs a step with what the runner and the workflow set. @param action called when the step prints something */
  async function runStep(
    step: Step,
    environment: Values,
    action?: (output: string, pid: number) => void,
  ): Promise<Ran> {
    const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""], {
      cwd: project.root,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        CI: "true",
        GITHUB_ACTIONS: "true",
        GITHUB_API_URL: `http://127.0.0.1:${String((github.address() as AddressInfo).port)}`,
        GITHUB_SERVER_URL: "https://github.example",
        GITHUB_REPOSITORY: "acme/backend",
        GITHUB_RUN_ID: "42",
        ...files,
        LISTBACKUP_REHEARSAL: "1",
        LISTBACKUP_ROOT: project.root,
        LISTBACKUP_BACKEND: join(project.root, "backend"),
        LISTBACKUP_ACCESS_CHECK: "off",
        MAKEFLAGS: "-n",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const listen = (chunk: Buffer): void => {
      output += chunk.toString();
      if (child.pid !== undefined) action?.(output, child.pid);
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    return new Promise((resolve) => {
      child.once("close", (code) => {
        resolve({ exit: code ?? -1, output });
      });
    });
  }

  /** The steps of a job with a script, those of the set-up included, in order. @returns the last one's end */
  async function runJob(name: WorkflowName, job: string, values: Values, only?: string): Promise<Ran> {
    const { steps = [], env = {} } = workflow(name).jobs[job] ?? {};
    const jobEnvironment = allEvaluated(env, values);
    const expressions = { "github.token": "token", ...values, ...prefixed("env.", jobEnvironment) };
    let last: Ran = { exit: -1, output: "no step ran" };
    for (const step of steps.filter(({ name: title }) => only === undefined || title === only)) {
      if (step.uses === "./.github/actions/setup") await runSetup(step, expressions);
      if (step.run === undefined) continue;
      ran.add(`${name}/${job}/${step.name ?? ""}`);
      last = await runStep(step, { ...jobEnvironment, ...allEvaluated(step.env ?? {}, expressions) });
      if (last.exit !== 0) return last;
    }
    return last;
  }

  async function runSetup(step: Step, values: Values): Promise<void> {
    const given = allEvaluated(
      Object.fromEntries(Object.entries(step.with ?? {}).map(([k, v]) => [k, String(v)])),
      values,
    );
    const inputs = prefixed("inputs.", { stage: "", role: "deployment", ...given });
    for (const own of setupSteps()) {
      if (own.run === undefined || (own.if === "inputs.stage != ''" && inputs["inputs.stage"] === "")) continue;
      ran.add(`setup/${own.name ?? ""}`);
      const { exit, output } = await runStep(own, allEvaluated(own.env ?? {}, inputs));
      assert.equal(exit, 0, output);
    }
  }

  function allEvaluated(texts: Readonly<Record<string, string>>, values: Values): Values {
    return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, evaluated(text, values)]));
  }

  function prefixed(prefix: string, values: Values): Values {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]));
  }

  function operate(inputs: Partial<Record<keyof typeof INPUTS, string>>, only?: string): Promise<Ran> {
    return runJob("operation", "operate", prefixed("inputs.", { ...INPUTS, ...inputs }), only);
  }

  function runOfOperation(): Step {
    const run = workflow("operation").jobs["operate"]?.steps?.find(({ name }) => name === "Run");
    assert.ok(run !== undefined);
    return run;
  }

  const target = (): AwsTarget => ({
    kind: "rehearsal",
    region: DEV.region,
    account: DEV.account,
    endpoint: project.endpoint,
  });

  /** Id of the newest release of dev. */
  async function liveRelease(): Promise<number | undefined> {
    const { json } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    return (json as { releases?: { id: number }[] }).releases?.[0]?.id;
  }

  const summary = (): Promise<string> => readFile(files.GITHUB_STEP_SUMMARY, "utf8");

  it("preview a pull request into its comment, its summary and an artifact", async () => {
    const { exit, output } = await runJob("pull-request", "preview", { [PULL_REQUEST_STAGE]: "dev" });
    assert.equal(exit, 0, output);
    const preview = await readFile(join(project.root, "preview.md"), "utf8");
    assert.deepEqual([comments, await summary()], [[`<!-- listbackup-preview dev -->\n${preview}`], preview]);
    assert.equal(
      await readFile(files.GITHUB_OUTPUT, "utf8"),
      "arn=arn:aws:iam::100000000001:role/listbackup-preview-role\nregion=us-west-2\nseconds=3600\n",
    );
  });

  it("lint and test", async () => {
    for (const job of ["lint", "test"]) {
      const { exit, output } = await runJob("pull-request", job, {});
      assert.equal(exit, 0, output);
    }
  });

  it("say why a fork gets no preview", async () => {
    const { exit, output } = await runJob("pull-request", "no-preview", {});
    assert.equal(exit, 0);
    assert.match(output, /^::notice title=No preview::/);
  });

  it("say that a branch without a stage deploys nothing", async () => {
    const { exit, output } = await runJob("deploy", "unmapped", { "github.ref_name": "release/$(touch hacked)" });
    assert.equal(exit, 0);
    assert.match(
      output,
      /^::notice title=No deployment::No stage belongs to the branch release\/\$\(touch hacked\)\. /,
    );
  });

  it("end with an annotation where the environment of a protected stage is missing", async () => {
    const { exit, output } = await operate({ stage: "production" }, "Check that the environment asks for approval");
    assert.equal(exit, 3, output);
    assert.match(output, /^::error title=GITHUB::The GitHub environment "production" lacks .* Nothing was changed\. /m);
  });

  it("end with an annotation where another run has the stage, which stays as it is", async () => {
    const release = await liveRelease();
    const nothing = (): void => undefined;
    const engine = { kill: nothing, suspend: nothing, resume: nothing, resumeAll: nothing };
    const request = { command: "up dev", who: "ann", reason: null, note: nothing, engine };
    const lease = await takeLease({ target: target(), stage: DEV }, request);
    const { exit, output } = await operate({}, "Run");
    await lease.release();
    assert.equal(exit, 9, output);
    assert.match(output, /^::error title=LEASE_HELD::.*ann/m);
    assert.equal(await liveRelease(), release);
  });

  it("end with an annotation where the token expires during a deployment, and the next run goes on", async () => {
    const faults = join(project.root, "faults.json");
    const error = { code: "ExpiredToken", message: "The security token included in the request is expired" };
    await writeFile(
      faults,
      JSON.stringify([{ type: "aws:lambda/function:Function", operation: "update", error, times: 999 }]),
    );
    await project.edit(join("catalog", "services", "users.yaml"), (text) => text.replace(/memory: \d+/, "memory: 320"));
    const environment = { STAGE: "dev", OPERATION: "up", RELEASE: "", SERVICE: "", REASON: "" };
    const expired = await runStep(runOfOperation(), { ...environment, LISTBACKUP_FAULTS: faults });
    assert.equal(expired.exit, 5, expired.output);
    assert.match(expired.output, /^::error title=NOT_ROLLED_BACK::IDENTITY_UNKNOWN: .*dev is partially deployed\./m);
    const next = await runStep(runOfOperation(), environment);
    assert.equal(next.exit, 0, next.output);
    const again = await operate({ operation: "refresh" }, "Run");
    assert.equal(again.exit, 0, again.output);
  });

  it("deploy, and add the status and a report", async () => {
    const { exit, output } = await operate({});
    assert.equal(exit, 0, output);
    assert.match(await summary(), /^```\nstage .*\ndev .*\n[^]*```\n$/);
    assert.match(await readFile(join(project.root, "report.html"), "utf8"), /^<!doctype html>/);
    await rm(join(project.root, "report.html"));
    const events = JSON.parse(await readFile(join(project.root, "events.json"), "utf8")) as { readonly stage: string };
    assert.equal(events.stage, "dev");
  });

  for (const operation of ["refresh", "verify"]) {
    it(operation, async () => {
      const { exit, output } = await operate({ operation }, "Run");
      assert.equal(exit, 0, output);
    });
  }

  it("end with an annotation where a stage's account is not bootstrapped", async () => {
    for (const operation of ["promote", "rollback"]) {
      const { exit, output } = await operate({ stage: "staging", operation, release: "1704067200" }, "Run");
      assert.equal(exit, 3, output);
      assert.match(output, /^::error title=\w+::.*Account 100000000002 in us-west-2 is not bootstrapped/m);
    }
  });

  it("end with an annotation for an operation or a stage that does not exist", async () => {
    assert.match((await operate({ operation: "destroy" }, "Run")).output, /^::error title=Operation::/m);
    const { exit, output } = await operate({ stage: "feature-x" }, "Run");
    assert.equal(exit, 2);
    assert.match(output, /::error title=STAGE_UNKNOWN::/);
  });

  it("end with an annotation where a stage has no recovery stage", async () => {
    for (const operation of ["backup", "drill"]) {
      const { exit, output } = await operate({ operation }, "Run");
      assert.notEqual(exit, 0);
      assert.match(output, /^::error title=RECOVERY_OFF::dev has no recovery stage/m);
    }
  });

  it("end with an annotation where a function was changed in AWS", async () => {
    const name = NAMES.function.of(DEV, "users", "usersGetMe");
    const lambda = new Lambda(clientConfig(target()));
    await lambda.updateFunctionConfiguration({ FunctionName: name, Timeout: 7 });
    const { exit, output } = await operate({ operation: "refresh" }, "Run");
    await lambda.updateFunctionConfiguration({ FunctionName: name, Timeout: 6 });
    lambda.destroy();
    assert.equal(exit, 7, output);
    assert.match(output, /^::error title=refresh%3A exit code 7::/m);
  });

  it("pass a reason as one argument, whatever it contains", async () => {
    const reason = `$(touch hacked) "quoted" 'x' ; exit 9`;
    await project.edit(join("catalog", "services", "users.yaml"), (text) => text.replace(/memory: \d+/, "memory: 192"));
    const { exit, output } = await operate({ reason }, "Run");
    assert.equal(exit, 0, output);
    const { json } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    assert.equal((json as { releases?: { reason: string }[] }).releases?.[0]?.reason, reason);
  });

  it("stop where the run is cancelled, and the next run goes on", async () => {
    await project.edit(join("catalog", "services", "users.yaml"), (text) => text.replace(/memory: \d+/, "memory: 256"));
    const run = runOfOperation();
    const environment = { STAGE: "dev", OPERATION: "up", RELEASE: "", SERVICE: "", REASON: "" };
    let isCancelled = false;
    const cancelled = await runStep(run, environment, (output, pid) => {
      if (isCancelled || !output.includes("User services: started")) return;
      isCancelled = true;
      process.kill(pid, "SIGINT");
    });
    assert.ok(isCancelled, cancelled.output);
    assert.equal(cancelled.exit, 8, cancelled.output);
    assert.match(cancelled.output, /::error title=CANCELLED::/);
    const next = await runStep(run, environment);
    assert.equal(next.exit, 0, next.output);
  });

  it("have all run", () => {
    const all = WORKFLOWS.flatMap((name) =>
      Object.entries(workflow(name).jobs).flatMap(([job, { steps = [] }]) =>
        steps.filter(({ run }) => run !== undefined).map((step) => `${name}/${job}/${step.name ?? ""}`),
      ),
    );
    const setup = setupSteps().flatMap(({ run, name }) => (run === undefined ? [] : [`setup/${name ?? ""}`]));
    assert.deepEqual(
      [...all, ...setup].filter((step) => !ran.has(step)),
      [],
    );
  });
});
