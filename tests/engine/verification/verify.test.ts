import { strict as assert } from "node:assert";
import {
  CognitoIdentityProviderClient,
  ListUserPoolsCommand,
  ListUsersCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient, ScanCommand } from "@aws-sdk/client-dynamodb";
import { InvokeCommand, LambdaClient, UpdateAliasCommand } from "@aws-sdk/client-lambda";
import type { EgressReport } from "../../../automation/wiring";
import { NAMES } from "../../../model/names";
import { createFunction, invoke } from "../../support/emulator/functions";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const CHECKS = "catalog/checks.yaml";
const VERIFY = ["verify", "dev", "--rehearsal"] as const;

const CALLS_OUT = `
import urllib.request

def handler(event, context):
    try:
        return urllib.request.urlopen("https://api.example.com").status
    except OSError:
        return "refused"
`;

interface Timed {
  readonly milliseconds?: number;
  readonly steps?: readonly { readonly step: string; readonly milliseconds: number }[];
}

interface Verified {
  readonly checks?: readonly { readonly id: string; readonly verdict: { readonly kind: string } }[];
}

describe("verifying a stage", function () {
  this.timeout(600_000);
  let project: TestProject;
  let deployed: Timed;
  let settings: { region: string; endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };

  before(async () => {
    const prepared = await preparedProject();
    project = prepared;
    await project.edit(
      CHECKS,
      (text) =>
        `${text}  traces: { purpose: No trace has a fault, group: traces, kind: traces, when: verify }
  metrics:
    { purpose: Within limits, group: metrics, kind: metrics, when: verify, errorPercent: 1, throttles: 0, durationPercent: 90 }
`,
    );
    const { exit, stdout, stderr, json } = await project.deploy(["up", "dev", "--rehearsal", "--yes"]);
    assert.equal(exit, 0, stdout + stderr);
    deployed = json as Timed;
    const { endpoint } = prepared;
    settings = { region: DEV.region, endpoint, credentials: { accessKeyId: DEV.account, secretAccessKey: "test" } };
  });
  after(() => project.remove());

  const verdictsOf = ({ json }: CommandResult): Readonly<Record<string, string>> =>
    Object.fromEntries(((json as Verified).checks ?? []).map(({ id, verdict }) => [id, verdict.kind]));

  /** All users of the pool, and the rows of the tables that a registration writes to. */
  async function left(): Promise<number> {
    const cognito = new CognitoIdentityProviderClient(settings);
    const { UserPools: [pool] = [] } = await cognito.send(new ListUserPoolsCommand({ MaxResults: 10 }));
    const { Users = [] } = await cognito.send(new ListUsersCommand({ UserPoolId: pool?.Id }));
    const dynamodb = new DynamoDBClient(settings);
    const tables = ["users", "accounts", "user-accounts"].map((name) => NAMES.table.of(DEV, name));
    const counts = await Promise.all(
      tables.map((TableName) => dynamodb.send(new ScanCommand({ TableName, Select: "COUNT" }))),
    );
    return counts.reduce((sum, { Count = 0 }) => sum + Count, Users.length);
  }

  it("comes after a deployment whose steps account for its time", () => {
    const { milliseconds = 0, steps = [] } = deployed;
    const ratio = steps.reduce((sum, step) => sum + step.milliseconds, 0) / milliseconds;
    console.log(`      Time that the summary accounts for: ${(ratio * 100).toFixed(1)} %`);
    assert.ok(ratio >= 0.95 && ratio <= 1.001, `${String(ratio)}: ${JSON.stringify(steps)}`);
  });

  it("passes, with the inconclusive groups that the stage accepts", async () => {
    const ran = await project.deploy(VERIFY);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    assert.deepEqual(verdictsOf(ran), {
      health: "passed",
      login: "passed",
      routes: "passed",
      metrics: "passed",
      logs: "passed",
      traces: "inconclusive",
    });
  });

  it("reports the calls that the emulator refused to functions", async () => {
    const client = new LambdaClient(settings);
    const files = { "caller.py": Buffer.from(CALLS_OUT) };
    await createFunction(client, DEV.account, {
      name: "caller",
      runtime: "python3.12",
      handler: "caller.handler",
      files,
    });
    assert.equal(await invoke(client, "caller", {}), "refused");
    const { stdout, stderr } = await project.deploy([...VERIFY, "--group", "health"]);
    const { egress } = JSON.parse(stdout) as { readonly egress: EgressReport };
    assert.deepEqual(
      [egress.refused, egress.calls],
      [1, [{ function: "caller", target: "api.example.com:443", count: 1 }]],
    );
    assert.match(stderr, /^Refused outbound calls: 1 \(api\.example\.com:443 by caller\)$/m);
  });

  it("leaves no users and no data", async () => {
    assert.equal(await left(), 0);
  });

  it("runs only the groups that are named", async () => {
    assert.deepEqual(verdictsOf(await project.deploy([...VERIFY, "--group", "health,logs"])), {
      health: "passed",
      logs: "passed",
    });
  });

  it("has its requests in the logs, each with the function that answered", async () => {
    const { exit, json } = await project.deploy([
      "logs",
      "dev",
      "--rehearsal",
      "--service",
      "users",
      "--filter",
      "GET /users/me",
    ]);
    const { lines } = json as { readonly lines?: readonly { readonly name: string; readonly level: string }[] };
    assert.equal(exit, 0);
    assert.deepEqual(new Set(lines?.map(({ name, level }) => `${name} ${level}`)), new Set(["users-usersGetMe INFO"]));
  });

  it("is inconclusive if the stage does not accept that", async () => {
    const was = "acceptInconclusive: [end-to-end, integration, metrics, logs, traces]";
    await project.edit("Pulumi.dev.yaml", (text) => text.replace(was, "acceptInconclusive: [metrics]"));
    const { exit, json } = await project.deploy(VERIFY);
    await project.edit("Pulumi.dev.yaml", (text) => text.replace("acceptInconclusive: [metrics]", was));
    assert.deepEqual([exit, json.error?.code], [11, "INCONCLUSIVE"]);
  });

  it("judges by metrics where there are some", async () => {
    const FunctionName = NAMES.function.of(DEV, "notes", "follow");
    await new LambdaClient(settings).send(new InvokeCommand({ FunctionName, Qualifier: "live", Payload: "{}" }));
    const { exit, json } = await project.deploy([...VERIFY, "--group", "metrics"]);
    assert.deepEqual([exit, json.error?.code], [10, "VERIFICATION"]);
    assert.match(json.error?.what ?? "", /notes\/follow: 1 of 1 invocations failed/);
  });

  it("takes a release back whose check fails, and shows what was asked and answered", async () => {
    await project.edit(CHECKS, (text) => text.replace("answer: { status: healthy }", "answer: { status: happy }"));
    const { exit, json } = await project.deploy(["up", "dev", "--rehearsal", "--yes"]);
    assert.deepEqual([exit, json.error?.code], [4, "ROLLED_BACK"]);
    assert.match(
      json.error?.what ?? "",
      /status is healthy, expected happy\s+request {3}GET \/health\s+response {2}200 \{/,
    );
    assert.match(json.error?.what ?? "", /log {7}.*"route":"GET \/health"/);
    await project.edit(CHECKS, (text) => text.replace("answer: { status: happy }", "answer: { status: healthy }"));
  });

  it("fails where a function is gone, and still deletes its user", async () => {
    const FunctionName = NAMES.function.of(DEV, "users", "usersGetMe");
    await new LambdaClient(settings).send(
      new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: "999" }),
    );
    const ran = await project.deploy(VERIFY);
    const { exit, json } = ran;
    assert.deepEqual([exit, json.error?.code], [10, "VERIFICATION"]);
    assert.match(json.error?.what ?? "", /GET \/users\/me returned 5\d\d, expected 200/);
    const { health, login, routes } = verdictsOf(ran);
    assert.deepEqual([health, login, routes], ["passed", "failed", "failed"]);
    assert.equal(await left(), 0);
  });

  it("refuses a group that is none", async () => {
    const { exit, json } = await project.deploy([...VERIFY, "--group", "helth"]);
    assert.deepEqual([exit, json.error?.code], [2, "USAGE"]);
  });

  it("refuses a time that is none", async () => {
    const { exit, json } = await project.deploy([...VERIFY, "--since", "yesterday"]);
    assert.deepEqual([exit, json.error?.code], [2, "USAGE"]);
  });

  it("has nothing to check where nothing is live", async () => {
    const { exit, json } = await project.deploy(["destroy", "dev", "--rehearsal", "--confirm", "dev"]);
    assert.equal(exit, 0, JSON.stringify(json));
    const verified = await project.deploy(VERIFY);
    assert.deepEqual([verified.exit, verified.json.error?.code], [3, "RELEASE_UNKNOWN"]);
  });
});
