import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { SecretFinding } from "../../../automation/secrets/finding";
import { NAMES } from "../../../model/names";
import { readAccess } from "../../../rehearsal/ministack/accessReport";
import { functionConfigurations, logs, objects, secretValues } from "../../support/emulator/evidence";
import { filesBelow, findLeaks, type Evidence } from "../../support/leaks";
import { killWithChildren, makeProject, type CommandResult, type TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const STRIPE = "listbackup/dev/stripe";
const OAUTH = "/listbackup/dev/platforms/keap/oauth/client-secret";
const JWT = "/listbackup/jwt-secret";
const PREVIOUS = "/listbackup/jwt-secret-previous";
/** What no output may hold. */
const SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";

const USER = "user-ann";
/** Folders of the emulator, which is Parameter Store and Secrets Manager. */
const STORES = [".rehearsal/aws", ".rehearsal/aws-scratch"];

interface Statement {
  readonly Action: readonly string[];
}

/** `rotation` in the answer of `secrets rotate --json`. */
interface Rotation {
  readonly from: string;
  readonly to: string;
  readonly readers: readonly string[];
  readonly overlapUntil: string | null;
}

describe("secrets of a stage", function () {
  this.timeout(600_000);
  let project: TestProject;
  /** Temporary files of the commands, among them those of one that is killed. */
  let temporary: string;
  /** Everything that commands print. */
  const outputs: string[] = [];
  let settings: { region: string; endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };

  before(async () => {
    process.env["LISTBACKUP_ACCESS_CHECK"] = "on";
    project = await makeProject();
    await writeFile(
      join(project.root, "catalog", "secrets.yaml"),
      `"listbackup/{stage}/stripe": { purpose: Takes money, kind: required, from: person, keys: [secretKey, webhookSecret] }
"listbackup/{stage}/sentry": { purpose: Errors, kind: optional, from: person }
`,
    );
    await project.edit("catalog/parameters.yaml", (text) =>
      `${text}
/listbackup/{stage}/platforms/{platform}/oauth/*:
  { purpose: OAuth, kind: optional, type: SecureString, from: person }
${PREVIOUS}: { purpose: Verifies older tokens, kind: optional, type: SecureString, from: rotation }
`.replace(`${JWT}:\n  {`, `${JWT}:\n  { previous: ${PREVIOUS},`),
    );
    await project.edit("catalog/services/auth.yaml", (text) =>
      text.replace("grants:\n", `grants:\n  - read ssm:${JWT}\n  - read ssm:${PREVIOUS}\n`).replace(
        "functions:\n",
        `functions:
  status:
    handler: auth/status
    routes: [GET /auth/status]
    environment: { JWT_SECRET: "ssm:${JWT}", JWT_SECRET_PREVIOUS: "ssm:${PREVIOUS}" }
`,
      ),
    );
    await project.edit("catalog/services/users.yaml", (text) =>
      text
        .replace(
          "  COGNITO_REGION: region\n",
          `  COGNITO_REGION: region\n  STRIPE: "secret:listbackup/{stage}/stripe"\n`,
        )
        .replace(
          "grants: [",
          'grants: ["read secret:listbackup/{stage}/stripe", "read ssm:/listbackup/{stage}/platforms/*", ',
        ),
    );
    temporary = join(project.root, "temporary");
    await mkdir(temporary, { mode: 0o700 });
    const { exit, stdout, stderr } = await deploy(["rehearse", "--stages", "dev"]);
    assert.equal(exit, 0, stdout + stderr);
    const { endpoint } = JSON.parse(stdout) as { readonly endpoint: string };
    settings = { region: DEV.region, endpoint, credentials: { accessKeyId: DEV.account, secretAccessKey: "test" } };
  });
  after(() => project.remove());

  const valueOf = async (SecretId: string): Promise<string | undefined> =>
    (await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId }))).SecretString;
  const deploy = async (
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<CommandResult> => recorded(await project.deploy(args, environment));
  const recorded = (ran: CommandResult): CommandResult => {
    outputs.push(ran.stdout, ran.stderr);
    return ran;
  };
  const secrets = (...args: readonly string[]): Promise<CommandResult> =>
    deploy(["secrets", ...args, "--rehearsal"], { TMPDIR: temporary });

  it("are made by a rehearsal where they are required, with what is plainly no secret", async () => {
    assert.equal(await valueOf(STRIPE), '{"secretKey":"rehearsal","webhookSecret":"rehearsal"}');
  });

  it("are given to functions by name, with the right to read them and no others", async () => {
    const FunctionName = NAMES.function.of(DEV, "users", "usersGetMe");
    const { Environment, Role = "" } = await new LambdaClient(settings).send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    const RoleName = Role.split("/").at(-1) ?? "";
    const iam = new IAMClient(settings);
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: PolicyNames[0] }));
    const policy = decodeURIComponent(PolicyDocument);
    assert.equal(Environment?.Variables?.["STRIPE"], STRIPE);
    assert.ok(policy.includes(`secretsmanager:${DEV.region}:${DEV.account}:secret:${STRIPE}-??????"`), policy);
    assert.ok(policy.includes(`ssm:${DEV.region}:${DEV.account}:parameter/listbackup/dev/platforms/*"`), policy);
  });

  it("are created from a file, those that match a pattern too, and no value is shown", async () => {
    const file = join(project.root, "values");
    await writeFile(file, `${OAUTH}=${SECRET}\nsecret:listbackup/dev/sentry=${SECRET}\n`, { mode: 0o600 });
    const ran = await secrets("init", "dev", "--from-file", file);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    const { Parameter } = await new SSMClient(settings).send(
      new GetParameterCommand({ Name: OAUTH, WithDecryption: true }),
    );
    assert.deepEqual([Parameter?.Value, await valueOf("listbackup/dev/sentry")], [SECRET, SECRET]);
    assert.equal((ran.stdout + ran.stderr).includes(SECRET), false);
  });

  it("are changed one by one, with both versions and who reads it, and no value is shown", async () => {
    const file = join(project.root, "values");
    await writeFile(file, `secret:${STRIPE}#secretKey=${SECRET}\n`, { mode: 0o600 });
    const ran = await secrets("set", "dev", `secret:${STRIPE}#secretKey`, "--from-file", file);
    const { before, after, readers } = ran.json as { before?: string; after?: string; readers?: readonly string[] };
    assert.deepEqual(
      [ran.exit, before === after, readers?.includes("users/usersGetMe"), await valueOf(STRIPE)],
      [0, false, true, JSON.stringify({ secretKey: SECRET, webhookSecret: "rehearsal" })],
    );
    assert.equal((ran.stdout + ran.stderr).includes(SECRET), false);
  });

  it("are listed with what matches a pattern, without their values", async () => {
    const { exit, json, stdout } = await secrets("check", "dev");
    const { presentSecrets, patterns } = json as {
      readonly presentSecrets?: readonly string[];
      readonly patterns?: Readonly<Record<string, readonly string[]>>;
    };
    assert.equal(exit, 0, stdout);
    assert.deepEqual(presentSecrets, [`secret:${STRIPE}`, "secret:listbackup/dev/sentry"]);
    assert.deepEqual(patterns, { "/listbackup/dev/platforms/{platform}/oauth/*": [OAUTH] });
    assert.equal(stdout.includes(SECRET), false);
  });

  const parameter = async (Name: string): Promise<string> =>
    (await new SSMClient(settings).send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter?.Value ??
    "";
  const rotate = (...args: readonly string[]): Promise<CommandResult> =>
    secrets("rotate", "dev", JWT, "--yes", ...args);
  /** What the live function answers to a token that a secret signed. */
  const answerTo = async (secret: string): Promise<number> => {
    const claims = { sub: USER, account: "a1", exp: Math.floor(Date.now() / 1000) + 600 };
    const signed = [{ alg: "HS256", typ: "JWT" }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    const signature = createHmac("sha256", secret).update(signed).digest("base64url");
    const { Payload } = await new LambdaClient(settings).send(
      new InvokeCommand({
        FunctionName: NAMES.function.of(DEV, "auth", "status"),
        Qualifier: "live",
        Payload: JSON.stringify({
          version: "2.0",
          routeKey: "GET /auth/status",
          headers: { "x-account-context": `${signed}.${signature}` },
          requestContext: { authorizer: { jwt: { claims: { sub: USER } } } },
        }),
      }),
    );
    return (JSON.parse(Buffer.from(Payload ?? []).toString("utf8")) as { readonly statusCode: number }).statusCode;
  };

  describe("that are rotated", () => {
    /** Files that a killed command left. */
    const left: Evidence[] = [];
    const values: string[] = [];
    const rotation = ({ json }: CommandResult): Rotation => (json as { readonly rotation: Rotation }).rotation;

    before(async () => {
      values.push(await parameter(JWT));
      const Item = { userId: { S: USER }, email: { S: "ann@example.com" }, status: { S: "active" } };
      await new DynamoDBClient(settings).send(new PutItemCommand({ TableName: NAMES.table.of(DEV, "users"), Item }));
      assert.equal(await answerTo(values[0] ?? ""), 200);
    });

    it("get a new value, whose readers alone are deployed, and the old one is accepted too", async () => {
      const ran = await rotate("--reason", "test");
      assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
      values.push(await parameter(JWT));
      const { changed } = ran.json as { readonly changed?: readonly string[] };
      const { from, to, readers, overlapUntil } = rotation(ran);
      assert.deepEqual([changed, from, to, readers], [["auth-status", "auth-status-live"], "1", "2", ["auth/status"]]);
      assert.ok(Date.parse(overlapUntil ?? "") > Date.now() + 23 * 3_600_000);
      assert.deepEqual([await parameter(PREVIOUS), values[0] === values[1]], [values[0], false]);
      assert.deepEqual(await Promise.all(values.map(answerTo)), [200, 200]);
    });

    it("are not rotated again while the value before the last rotation is accepted", async () => {
      const { exit, json } = await rotate();
      assert.deepEqual([exit, json.error?.code, await parameter(JWT)], [3, "SECRETS_OVERLAP", values[1]]);
    });

    it("get their old value back if a function cannot be updated, and the new one is accepted too", async () => {
      const faults = join(project.root, "faults.json");
      const error = { code: "AccessDenied", message: "not authorized to perform lambda:UpdateFunctionConfiguration" };
      const fault = { type: "aws:lambda/function:Function", operation: "update", error, times: 1 };
      await writeFile(faults, JSON.stringify([fault]));
      const ran = await deploy(
        ["secrets", "rotate", "dev", JWT, "--yes", "--override", "overlap", "--reason", "test", "--rehearsal"],
        { LISTBACKUP_FAULTS: faults, TMPDIR: temporary },
      );
      values.push(await parameter(PREVIOUS));
      assert.deepEqual([ran.exit, ran.json.error?.code], [4, "ROLLED_BACK"], ran.stdout + ran.stderr);
      assert.deepEqual([await parameter(JWT), values[2] === values[1]], [values[1], false]);
      assert.deepEqual(await Promise.all([answerTo(values[1] ?? ""), answerTo(values[2] ?? "")]), [200, 200]);
    });

    it("that were killed after the value was written continue with that value", async () => {
      const options = ["--override", "overlap", "--reason", "test"];
      const killed = await project.interrupted(
        ["secrets", "rotate", "dev", JWT, "--yes", ...options, "--rehearsal"],
        { TMPDIR: temporary },
        /version \d+ written/,
        killWithChildren,
      );
      recorded(killed);
      left.push(...(await filesBelow(temporary, [])));
      const written = await parameter(JWT);
      const ran = await rotate();
      assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
      values.push(written);
      assert.deepEqual(
        [await parameter(JWT), await parameter(PREVIOUS), await answerTo(written)],
        [written, values[1], 200],
      );
    });

    it("are undone: the value of the version before is back", async () => {
      const ran = await rotate("--undo");
      assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
      assert.deepEqual([await parameter(JWT), await parameter(PREVIOUS)], [values[1], values[3]]);
    });

    it("leave nothing for an `up` to change", async () => {
      const { exit, stdout } = await deploy(["preview", "dev", "--rehearsal", "--full", "--expect-no-changes"]);
      assert.equal(exit, 0, stdout);
    });

    it("are not overwritten by `secrets set`, which would lose the previous value", async () => {
      const file = join(project.root, "values");
      await writeFile(file, `${JWT}=${SECRET}\n`, { mode: 0o600 });
      const { exit, json } = await secrets("set", "dev", JWT, "--from-file", file);
      assert.deepEqual([exit, json.error?.code, await parameter(JWT)], [2, "SECRETS_INPUT", values[1]]);
    });

    it("are nowhere but in their stores, in any version and encoding", async () => {
      const evidence = [
        { from: "output", content: Buffer.from(outputs.join("\n")) },
        ...left,
        ...(await filesBelow(project.root, [...STORES, "values"])),
        ...(await objects(settings)),
        ...(await logs(settings)),
        ...(await functionConfigurations(settings)),
      ];
      const stored = await secretValues(settings);
      assert.ok(
        stored.size >= 10 && left.some(({ from }) => from.endsWith("plan.json")),
        left.map(({ from }) => from).join(),
      );
      assert.deepEqual(findLeaks(evidence, stored), []);
    });
  });

  it("of Secrets Manager are rotated by key, and undone by the label AWSPREVIOUS", async () => {
    const name = `secret:${STRIPE}#webhookSecret`;
    const file = join(project.root, "values");
    await writeFile(file, `${name}=${SECRET}\n`, { mode: 0o600 });
    const before = await valueOf(STRIPE);
    const rotated = await secrets("rotate", "dev", name, "--yes", "--from-file", file);
    const after = await valueOf(STRIPE);
    const undo = await secrets("rotate", "dev", name, "--yes", "--undo");
    assert.deepEqual([rotated.exit, undo.exit], [0, 0], rotated.stderr + undo.stderr);
    assert.equal((JSON.parse(after ?? "{}") as Record<string, unknown>)["webhookSecret"], SECRET);
    assert.equal(await valueOf(STRIPE), before);
    assert.equal((rotated.stdout + rotated.stderr).includes(SECRET), false);
  });

  describe("whose functions", () => {
    it("fail where their role loses a permission, and verification names the action", async () => {
      const iam = new IAMClient(settings);
      const role = { RoleName: NAMES.role.of(DEV, "users"), PolicyName: "grants" };
      const { PolicyDocument = "" } = await iam.send(new GetRolePolicyCommand(role));
      const document = JSON.parse(decodeURIComponent(PolicyDocument)) as { readonly Statement: readonly Statement[] };
      const Statement = document.Statement.filter(({ Action }) => !Action.some((one) => one.startsWith("dynamodb:")));
      await iam.send(new PutRolePolicyCommand({ ...role, PolicyDocument: JSON.stringify({ ...document, Statement }) }));
      const verified = await project.deploy(["verify", "dev", "--rehearsal", "--group", "login"]);
      await iam.send(new PutRolePolicyCommand({ ...role, PolicyDocument: JSON.stringify(document) }));
      assert.equal(verified.exit, 10, verified.stdout + verified.stderr);
      assert.match(verified.stdout, /dynamodb:\w+/);
      assert.ok((await readAccess(settings.endpoint))?.denials.some(({ role: name }) => name === role.RoleName));
    });
  });

  describe("that are required and gone", () => {
    it("refuse a deployment, and are a finding of the check", async () => {
      await new SecretsManagerClient(settings).send(
        new DeleteSecretCommand({ SecretId: STRIPE, ForceDeleteWithoutRecovery: true }),
      );
      const { exit, json } = await project.deploy(["up", "dev", "--rehearsal", "--yes"]);
      assert.deepEqual([exit, json.error?.code], [3, "PARAMETERS_MISSING"]);
      assert.match(json.error?.what ?? "", /secret:listbackup\/dev\/stripe/);
      const checked = await secrets("check", "dev");
      const { findings } = checked.json as { readonly findings?: readonly SecretFinding[] };
      assert.deepEqual(
        [checked.exit, findings?.map(({ name, code, severity }) => [name, code, severity])],
        [3, [[`secret:${STRIPE}`, "missing", "error"]]],
      );
    });
  });
});
