import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteSecretCommand, GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { NAMES } from "../../../model/names";
import { makeProject, type CommandResult, type TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const STRIPE = "listbackup/dev/stripe";
const OAUTH = "/listbackup/dev/platforms/keap/oauth/client-secret";
/** What no output may hold. */
const SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";

describe("secrets of a stage", function () {
  this.timeout(600_000);
  let project: TestProject;
  let settings: { region: string; endpoint: string; credentials: { accessKeyId: string; secretAccessKey: string } };

  before(async () => {
    project = await makeProject();
    await writeFile(
      join(project.root, "catalog", "secrets.yaml"),
      `"listbackup/{stage}/stripe": { purpose: Takes money, kind: required, from: person, keys: [secretKey, webhookSecret] }
"listbackup/{stage}/sentry": { purpose: Errors, kind: optional, from: person }
`,
    );
    await project.edit(
      "catalog/parameters.yaml",
      (text) => `${text}
/listbackup/{stage}/platforms/{platform}/oauth/*:
  { purpose: OAuth, kind: optional, type: SecureString, from: person }
`,
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
    const { exit, stdout, stderr } = await project.deploy(["rehearse", "--stages", "dev"]);
    assert.equal(exit, 0, stdout + stderr);
    const { endpoint } = JSON.parse(stdout) as { readonly endpoint: string };
    settings = { region: DEV.region, endpoint, credentials: { accessKeyId: DEV.account, secretAccessKey: "test" } };
  });
  after(() => project.remove());

  const valueOf = async (SecretId: string): Promise<string | undefined> =>
    (await new SecretsManagerClient(settings).send(new GetSecretValueCommand({ SecretId }))).SecretString;
  const secrets = (...args: readonly string[]): Promise<CommandResult> =>
    project.deploy(["secrets", ...args, "--rehearsal"]);

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
    assert.equal(exit, 0);
    assert.deepEqual(presentSecrets, [`secret:${STRIPE}`, "secret:listbackup/dev/sentry"]);
    assert.deepEqual(patterns, { "/listbackup/dev/platforms/{platform}/oauth/*": [OAUTH] });
    assert.equal(stdout.includes(SECRET), false);
  });

  it("that are required and gone refuse a deployment", async () => {
    await new SecretsManagerClient(settings).send(
      new DeleteSecretCommand({ SecretId: STRIPE, ForceDeleteWithoutRecovery: true }),
    );
    const { exit, json } = await project.deploy(["up", "dev", "--rehearsal", "--yes"]);
    assert.deepEqual([exit, json.error?.code], [3, "PARAMETERS_MISSING"]);
    assert.match(json.error?.what ?? "", /secret:listbackup\/dev\/stripe/);
  });
});
