import { strict as assert } from "node:assert";
import { readFile, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import {
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { ApiGatewayV2, type Route } from "@aws-sdk/client-apigatewayv2";
import { DeleteQueueCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { packExecutable } from "../../../automation/build/artifacts/artifact";
import { PHASES } from "../../../model/phases";
import { readViolations, type ViolationReport } from "../../../rehearsal/ministack/violationReport";
import { killWithChildren, makeProject, type CommandResult, type TestProject } from "../../support/project/project";
import { sampled, printSeed } from "../../support/property";

const UP = ["up", "dev", "--rehearsal", "--yes"] as const;
const STATE_FILE = ".rehearsal/state/100000000001-us-west-2/.pulumi/stacks/listbackup-backend/dev.json";
const NOTES = "catalog/services/notes.yaml";

/** What an `up` says when it has begun to change the users' functions. */
const CHANGING = /User services: started/;

const endpointOf = (stdout: string): string => (JSON.parse(stdout) as { readonly endpoint: string }).endpoint;

/** Changes one function, and so lets an `up` through all seven phases. */
const moreMemory = (megabytes: number) => (text: string) => text.replace(/memory: \d+/, `memory: ${String(megabytes)}`);

/** A request by the name of a custom domain, which leads to the emulator nowhere else. */
function requestTo(endpoint: string, host: string, path: string): Promise<{ readonly status: number }> {
  return new Promise((resolve, reject) => {
    get(`${endpoint}${path}`, { headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    }).on("error", reject);
  });
}

/*
 * The life of one stage, with the real command, the real engine and an emulated AWS. The tests build on each other: a
 * stage of its own for each would take minutes.
 */
describe("a stage's life", function () {
  this.timeout(600_000);
  let project: TestProject;
  let endpoint = "";
  /** What the first local AWS says of the requests that it got. */
  let beforeRestart: ViolationReport | null = null;

  before(async () => {
    printSeed();
    project = await makeProject();
  });
  after(async () => {
    await project.remove();
  });

  async function names(): Promise<{ readonly tables: readonly string[]; readonly functions: readonly string[] }> {
    assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    const config = {
      region: "us-west-2",
      endpoint,
      credentials: { accessKeyId: "100000000001", secretAccessKey: "test" },
    };
    const { TableNames } = await new DynamoDBClient(config).send(new ListTablesCommand({}));
    const { Functions } = await new LambdaClient(config).send(new ListFunctionsCommand({}));
    return { tables: TableNames ?? [], functions: (Functions ?? []).flatMap(({ FunctionName }) => FunctionName ?? []) };
  }

  it("is refused while no rehearsal runs", async () => {
    const { exit, json } = await project.deploy(UP);
    assert.deepEqual([exit, json.error?.code], [3, "EMULATOR_NOT_RUNNING"]);
  });

  it("comes up whole at first, and passes its checks", async () => {
    const { exit, stdout, stderr, json } = await project.deploy(["rehearse", "--stages", "dev"]);
    assert.equal(exit, 0, stdout + stderr);
    endpoint = endpointOf(stdout);
    const [stage] = json.stages ?? [];
    assert.deepEqual(
      (stage?.["checks"] as readonly { readonly verdict: string }[]).map(({ verdict }) => verdict),
      ["passed", "passed", "passed"],
    );
    assert.deepEqual((await names()).tables, [
      "listbackup-dev-accounts",
      "listbackup-dev-notes",
      "listbackup-dev-user-accounts",
      "listbackup-dev-users",
    ]);
  });

  it("has nothing to do the second time", async () => {
    const { exit, json } = await project.deploy([...UP, "--full"]);
    assert.deepEqual([exit, json.outcome], [0, "unchanged"]);
  });

  it("needs no Pulumi where inputs and state are those of the live release", async () => {
    const { exit, json } = await project.deploy(UP);
    const { steps } = json as unknown as { readonly steps: readonly { readonly step: string }[] };
    const names = steps.map(({ step }) => step);
    assert.deepEqual(
      [exit, json.outcome, names.includes("compare"), names.includes("preview")],
      [0, "unchanged", true, false],
    );
  });

  it("asks Pulumi after something else has written its state", async () => {
    const file = join(project.root, STATE_FILE);
    await writeFile(file, `${await readFile(file, "utf8")}\n`);
    const { json } = await project.deploy(UP);
    const { steps } = json as unknown as { readonly steps: readonly { readonly step: string }[] };
    assert.deepEqual([json.outcome, steps.some(({ step }) => step === "preview")], ["unchanged", true]);
  });

  it("changes one function: its new version and the alias that points to it", async () => {
    await project.edit("catalog/services/users.yaml", moreMemory(256));
    const previewed = await project.deploy(["preview", "dev", "--rehearsal"]);
    const changes = previewed.json.changes as unknown as readonly { readonly name: string }[];
    const { exit, json } = await project.deploy(UP);
    assert.deepEqual(
      [exit, json.changes, (json as unknown as { readonly changed: unknown }).changed],
      [0, { create: 0, update: 2, replace: 0, delete: 0, import: 0 }, changes.map(({ name }) => name)],
    );
  });

  it("has nothing left to change after updates of functions, says Pulumi", async () => {
    const { exit, json } = await project.deploy([...UP, "--full"]);
    assert.deepEqual([exit, json.outcome], [0, "unchanged"]);
  });

  it("requires --yes without a terminal", async () => {
    await project.edit("catalog/services/users.yaml", moreMemory(512));
    const { exit, json } = await project.deploy(["up", "dev", "--rehearsal"]);
    assert.deepEqual([exit, json.error?.code], [6, "APPROVAL_NEEDED"]);
  });

  it("gives paths an API of their own behind a mapping, and then has nothing to do", async () => {
    await project.edit("catalog/api.yaml", (text) => `${text}\napis:\n  /notes: { purpose: Notes }\n`);
    const up = await project.deploy(UP);
    assert.deepEqual([up.exit, up.json.outcome], [0, "deployed"], up.stdout + up.stderr);
    const { Items: apis = [] } = await gateway().getApis({});
    const own = apis.find(({ Name }) => Name === "listbackup-dev-api-notes")?.ApiId;
    const keys = ((await gateway().getRoutes({ ApiId: own })).Items ?? []).map(({ RouteKey }) => RouteKey);
    const [domain] = (await gateway().getDomainNames({})).Items ?? [];
    const { Items: mappings = [] } = await gateway().getApiMappings({ DomainName: domain?.DomainName });
    const status = async (path: string): Promise<number> =>
      (await requestTo(endpoint, domain?.DomainName ?? "", `${path}?AWSAccessKeyId=100000000001`)).status;
    const again = await project.deploy(["preview", "dev", "--rehearsal", "--full"]);
    assert.deepEqual(
      {
        keys,
        mapped: mappings.find(({ ApiMappingKey }) => ApiMappingKey === "notes")?.ApiId === own,
        // Each API has its own routes: without a token 401, and 404 where it has no such route.
        answers: [
          await status("/notes"),
          await status("/notes/none"),
          await status("/users/me"),
          await status("/health"),
        ],
        changes: again.json.changes,
      },
      {
        keys: ["GET /"],
        mapped: true,
        answers: [401, 404, 401, 200],
        changes: [],
      },
      again.stdout + again.stderr,
    );
  });

  it("returns them to the main API", async () => {
    await project.edit("catalog/api.yaml", (text) => text.replace(/\napis:\n.*\n/, ""));
    const up = await project.deploy([...UP, "--allow-delete", "api-notes-access-logs"]);
    const { Items: apis = [] } = await gateway().getApis({});
    const found = [up.exit, apis.map(({ Name }) => Name), (await route("GET /notes"))?.RouteKey];
    assert.deepEqual(found, [0, ["listbackup-dev-api"], "GET /notes"], up.stdout + up.stderr);
  });

  it("names the resource that AWS refuses, keeps what was done, and carries on", async () => {
    await project.edit(
      "catalog/data.yaml",
      (text) =>
        `${text.replace("queues:\n", "queues:\n  extra: { purpose: One more, visibilityTimeout: 30, retention: 3600, receiveWait: 0, maxReceives: 2 }\n")}`,
    );
    const faults = join(project.root, "faults.json");
    const error = { code: "AccessDenied", message: "not authorized to perform sqs:CreateQueue" };
    await writeFile(
      faults,
      JSON.stringify([{ type: "aws:sqs/queue:Queue", name: "queue-extra", operation: "create", error, times: 9 }]),
    );
    const refused = await project.deploy([...UP, "--no-rollback"], { LISTBACKUP_FAULTS: faults });
    assert.deepEqual([refused.exit, refused.json.error?.code], [1, "ENGINE"]);
    assert.match(
      refused.json.error?.what ?? "",
      /phase 2 Core infrastructure, queue-extra \(aws:sqs\/queue:Queue\).*CreateQueue/,
    );
    const repaired = await project.deploy(UP);
    assert.deepEqual([repaired.exit, repaired.json.outcome], [0, "deployed"]);
  });

  for (const [index, { id, title }] of sampled([...PHASES.entries()], 2)) {
    it(`deletes nothing when the gate behind ${title} stays shut, and heals`, async () => {
      const before = await names();
      await project.edit(NOTES, moreMemory(192 + 64 * index));
      const shut = await project.deploy([...UP, "--no-rollback"], { LISTBACKUP_FAIL_GATE: id });
      assert.deepEqual([shut.exit, shut.json.error?.code], [1, "GATE_FAILED"], shut.stdout);
      assert.deepEqual(await names(), before);
      const healed = await project.deploy(UP);
      assert.equal(healed.exit, 0, healed.stdout);
      assert.deepEqual(await names(), before);
    });
  }

  const REFRESH = ["refresh", "dev", "--rehearsal"] as const;
  const NAME = "listbackup-dev-users-usersGetMe";
  const client = (): LambdaClient =>
    new LambdaClient({
      region: "us-west-2",
      endpoint,
      credentials: { accessKeyId: "100000000001", secretAccessKey: "test" },
    });
  const gateway = (): ApiGatewayV2 =>
    new ApiGatewayV2({
      region: "us-west-2",
      endpoint,
      credentials: { accessKeyId: "100000000001", secretAccessKey: "test" },
    });
  const apiId = async (): Promise<string | undefined> => (await gateway().getApis({})).Items?.[0]?.ApiId;
  const route = async (key: string): Promise<Route | undefined> =>
    (await gateway().getRoutes({ ApiId: await apiId() })).Items?.find(({ RouteKey }) => RouteKey === key);
  const foundBy = ({ json }: CommandResult): readonly string[] =>
    (json.drift ?? []).map(({ name, kind, properties = [] }) =>
      [name, kind, ...properties.map(({ path }) => path).sort()].join(" "),
    );

  it("has no drift without changes", async () => {
    const ran = await project.deploy([...REFRESH, "--check"]);
    assert.deepEqual([ran.exit, foundBy(ran)], [0, []], ran.stdout);
  });

  it("shows what was changed by hand, property by property and code by its digest, and writes nothing", async () => {
    await client().send(new UpdateFunctionConfigurationCommand({ FunctionName: NAME, Timeout: 77 }));
    await client().send(
      new UpdateFunctionCodeCommand({ FunctionName: NAME, ZipFile: packExecutable(Buffer.from("by hand")) }),
    );
    await gateway().deleteRoute({ ApiId: await apiId(), RouteId: (await route("GET /notes"))?.RouteId });
    const first = await project.deploy([...REFRESH, "--check"]);
    const second = await project.deploy([...REFRESH, "--check"]);
    const expected = [7, ["users-usersGetMe changed code timeout", 'api changed routes["GET /notes"]']];
    assert.deepEqual(
      [first, second].map((ran) => [ran.exit, foundBy(ran)]),
      [expected, expected],
    );
  });

  it("is repaired by a refresh and the next up", async () => {
    assert.equal((await project.deploy(REFRESH)).exit, 0);
    assert.equal((await project.deploy(UP)).exit, 0);
    const { Timeout } = await client().send(new GetFunctionConfigurationCommand({ FunctionName: NAME }));
    assert.notEqual(Timeout, 77);
    assert.notEqual(await route("GET /notes"), undefined);
    assert.equal((await project.deploy([...REFRESH, "--check"])).exit, 0);
  });

  it("keeps in its state what is gone, until that is accepted", async () => {
    const sqs = new SQSClient({
      region: "us-west-2",
      endpoint,
      credentials: { accessKeyId: "100000000001", secretAccessKey: "test" },
    });
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "listbackup-dev-sync-dlq.fifo" }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    const refused = await project.deploy(REFRESH);
    assert.deepEqual([refused.exit, refused.json.error?.code], [6, "DRIFT_VANISHED"]);
    assert.equal((await project.deploy([...REFRESH, "--accept"])).exit, 0);
    const { exit, json } = await project.deploy(UP);
    assert.deepEqual([exit, json.changes?.["create"]], [0, 1]);
  });

  it("is not taken for gone when too much of it is missing", async () => {
    await project.edit("Pulumi.dev.yaml", (text) => text.replace("vanishedPercent: 20", "vanishedPercent: 0"));
    await client().send(new DeleteFunctionCommand({ FunctionName: NAME }));
    const { exit, json } = await project.deploy([...REFRESH, "--accept"]);
    assert.deepEqual([exit, json.error?.code], [6, "DRIFT_VANISHED"]);
    await project.edit("Pulumi.dev.yaml", (text) => text.replace("vanishedPercent: 0", "vanishedPercent: 20"));
    assert.equal((await project.deploy([...REFRESH, "--accept"])).exit, 0);
    assert.equal((await project.deploy(UP)).exit, 0);
  });

  it("refuses to replace a table that holds data", async () => {
    await project.edit("catalog/data.yaml", (text) => text.replace("hash: noteId", "hash: otherId"));
    const { exit, json } = await project.deploy(UP);
    assert.deepEqual([exit, json.error?.code], [6, "DATA_LOSS"]);
    await project.edit("catalog/data.yaml", (text) => text.replace("hash: otherId", "hash: noteId"));
  });

  it("leaves a state that it cannot read as it is", async () => {
    const state = STATE_FILE;
    let good = "";
    await project.edit(state, (text) => {
      good = text;
      return "{ broken";
    });
    const up = await project.deploy(UP);
    const status = await project.deploy(["status", "dev", "--rehearsal"]);
    let left = "";
    await project.edit(state, (text) => {
      left = text;
      return good;
    });
    assert.deepEqual(
      [up.exit, up.json.error?.code, status.json.stages?.[0]?.["kind"], left],
      [3, "STATE_UNREADABLE", "unreachable", "{ broken"],
    );
  });

  it("finds a misspelt reference before anything runs", async () => {
    await project.edit(NOTES, (text) => text.replace("NOTES_TABLE: table:notes", "NOTES_TABLE: table:note"));
    const { exit, json } = await project.deploy(UP);
    assert.deepEqual([exit, json.error?.code], [2, "CATALOG_INVALID"]);
    await project.edit(NOTES, (text) => text.replace("NOTES_TABLE: table:note,", "NOTES_TABLE: table:notes,"));
  });

  it("finishes after the emulator was killed during an up", async () => {
    await project.edit("catalog/services/users.yaml", moreMemory(384));
    const faults = join(project.root, "slow.json");
    await writeFile(
      faults,
      JSON.stringify([{ type: "aws:lambda/function:Function", operation: "update", latencyMs: 5000 }]),
    );
    const { exit, json, stdout } = await project.interrupted(UP, { LISTBACKUP_FAULTS: faults }, CHANGING, async () => {
      beforeRestart = await readViolations(endpoint);
      await project.deploy(["rehearse", "--stop"]);
    });
    // There is a release to go back to, and no AWS to do it on.
    assert.deepEqual([exit, json.error?.code], [5, "NOT_ROLLED_BACK"], stdout);
    const finished = await project.deploy(["rehearse", "--stages", "dev"]);
    assert.equal(finished.exit, 0, finished.stdout);
    // It may have restarted on another port, and another process may use the old one.
    endpoint = endpointOf(finished.stdout);
  });

  it("clears the lock of a run that was killed, and finishes", async () => {
    await project.edit("catalog/services/users.yaml", moreMemory(320));
    const faults = join(project.root, "slow.json");
    await project.interrupted(UP, { LISTBACKUP_FAULTS: faults }, CHANGING, killWithChildren);
    const finished = await project.deploy(UP);
    assert.equal(finished.exit, 0, finished.stdout);
    assert.match(finished.stderr, /Cleared the Pulumi lock of dev: process \d+, .* was killed/);
  });

  it("is there again after the local AWS was stopped and started", async () => {
    await project.deploy(["rehearse", "--stop"]);
    const started = await project.deploy(["rehearse", "--start"]);
    const { origin } = JSON.parse(started.stdout) as { readonly origin: string };
    assert.deepEqual([started.exit, origin], [0, "resumed"], started.stdout);
    endpoint = endpointOf(started.stdout);
    const status = await project.deploy(["status", "dev", "--rehearsal"]);
    assert.equal(status.exit, 0, status.stdout);
  });

  it("is taken down without a trace", async () => {
    const { exit, json } = await project.deploy(["destroy", "dev", "--rehearsal", "--confirm", "dev"]);
    assert.equal(exit, 0);
    assert.ok((json.removed ?? 0) > 50);
    assert.deepEqual(await names(), { tables: [], functions: [] });
  });

  it("is reported as not deployed by every command", async () => {
    const commands = [
      ["outputs", "dev"],
      ["refresh", "dev", "--check"],
      ["restore-state", "dev", "--forget"],
      ["verify", "dev"],
    ];
    const endings: unknown[] = [];
    for (const words of commands) {
      const { exit, json } = await project.deploy([...words, "--rehearsal"]);
      endings.push([words[0], exit, json.error?.what]);
    }
    const again = await project.deploy(["destroy", "dev", "--rehearsal", "--confirm", "dev"]);
    assert.deepEqual(
      [...endings, ["destroy", again.exit, again.json.removed]],
      [
        ["outputs", 3, "Nothing is deployed on dev."],
        ["refresh", 3, "Nothing is deployed on dev."],
        ["restore-state", 0, undefined],
        ["verify", 3, "Nothing is deployed on dev."],
        ["destroy", 0, 0],
      ],
    );
  });

  it("has sent nothing that AWS would refuse", async () => {
    const reports = [beforeRestart, await readViolations(endpoint)];
    assert.deepEqual(
      reports.map((report) => [report?.refused, report?.errors, report?.violations]),
      [
        [0, 0, []],
        [0, 0, []],
      ],
    );
    const checked = reports.reduce((sum, report) => sum + (report?.checked ?? 0), 0);
    assert.ok(checked > 1_000, `${String(checked)} requests were checked`);
  });
});
