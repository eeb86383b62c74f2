import { strict as assert } from "node:assert";
import {
  DescribeParametersCommand,
  GetParametersCommand,
  ParameterAlreadyExists,
  PutParameterCommand,
  SSMClient,
  type PutParameterCommandInput,
} from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { AwsTarget } from "../../../../automation/aws/target";
import { checkSecrets } from "../../../../automation/secrets/check";
import { initSecrets, type InitRequest } from "../../../../automation/secrets/init";
import { matchingParameters } from "../../../../automation/secrets/parameters";
import { DeployError } from "../../../../model/errors";
import type { Catalog, Parameter } from "../../../../model/catalog/schema/catalog";
import { smallCatalog } from "../../../support/release";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };

const STAGE = { name: "production" } as const;

const JWT = "/listbackup/jwt-secret";
const STRIPE = "/listbackup/stripe-key";
const SENDER = "/listbackup/sender";
const URL = "/listbackup/api-gateway-url";

/** What no message may hold. */
const SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";

function catalogWith(parameters: Readonly<Record<string, Parameter>>): Catalog {
  return { ...smallCatalog(), parameters };
}

/** A random one, one that a person knows, one that functions do without, and one that a deployment writes. */
const CATALOG = catalogWith({
  [JWT]: { purpose: "Signs tokens", kind: "required", type: "SecureString", from: { random: 32 } },
  [STRIPE]: { purpose: "Takes money", kind: "required", type: "SecureString", from: "person" },
  [SENDER]: { purpose: "Sends mail", kind: "optional", type: "String", from: "person" },
  [URL]: { purpose: "For clients", kind: "generated", type: "String", from: "api:url" },
});

const ssm = mockClient(SSMClient);

/** Parameter Store as AWS has it: these are there, others are not. */
function there(...names: readonly string[]): void {
  ssm.on(GetParametersCommand).callsFake(({ Names = [] }: { readonly Names?: readonly string[] }) => ({
    Parameters: Names.filter((name) => names.includes(name)).map((Name) => ({ Name, Value: SECRET })),
    InvalidParameters: Names.filter((name) => !names.includes(name)),
  }));
}

function written(): readonly PutParameterCommandInput[] {
  return ssm.commandCalls(PutParameterCommand).map((call) => call.args[0].input);
}

describe("parameters of a stage", () => {
  let reported: string[];
  const init = (change: Partial<InitRequest> = {}): ReturnType<typeof initSecrets> =>
    initSecrets({
      target: TARGET,
      stage: STAGE,
      catalog: CATALOG,
      values: { [STRIPE]: SECRET },
      report: (line) => reported.push(line),
      ...change,
    });

  beforeEach(() => {
    reported = [];
    ssm.reset();
    ssm.on(PutParameterCommand).resolves({});
    there();
  });
  after(() => {
    ssm.restore();
  });

  it("are present, missing, or optional and missing; generated ones are left out", async () => {
    there(JWT);
    assert.deepEqual(await checkSecrets(TARGET, STAGE, CATALOG), {
      present: { [JWT]: 1 },
      presentSecrets: [],
      secretVersions: {},
      missingRequired: [STRIPE],
      missingOptional: [SENDER],
    });
  });

  it("are read without being decrypted", async () => {
    await checkSecrets(TARGET, STAGE, CATALOG);
    assert.deepEqual(
      ssm.commandCalls(GetParametersCommand).map((call) => call.args[0].input),
      [{ Names: [JWT, STRIPE, SENDER], WithDecryption: false }],
    );
  });

  it("are described where the caller may not read values, as in the role of previews", async () => {
    const denied = Object.assign(new Error("not authorized"), { name: "AccessDeniedException" });
    ssm.on(GetParametersCommand).rejects(denied);
    ssm.on(DescribeParametersCommand).resolves({ Parameters: [{ Name: JWT, Version: 4, Type: "SecureString" }] });
    const { present, missingRequired } = await checkSecrets(TARGET, STAGE, CATALOG);
    assert.deepEqual([present, missingRequired], [{ [JWT]: 4 }, [STRIPE]]);
  });

  it("are read by tens, which is AWS's limit", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 23 }, (_unused, index) => [
        `/listbackup/p${String(index)}`,
        { purpose: "One of many", kind: "required", type: "String", from: "person" } as const,
      ]),
    );
    await checkSecrets(TARGET, STAGE, catalogWith(many));
    assert.deepEqual(
      ssm.commandCalls(GetParametersCommand).map((call) => call.args[0].input.Names?.length),
      [10, 10, 3],
    );
  });

  it("are created with the value that was given", async () => {
    there(JWT);
    await init();
    assert.deepEqual(written(), [
      { Name: STRIPE, Value: SECRET, Type: "SecureString", Description: "Takes money", Overwrite: false },
    ]);
  });

  it("are created with the catalog's number of random bytes", async () => {
    there(STRIPE);
    await init({ values: {} });
    assert.deepEqual(
      written().map(({ Name, Value = "" }) => [Name, Buffer.from(Value, "base64").length]),
      [[JWT, 32]],
    );
  });

  it("are random each time", async () => {
    there(STRIPE);
    await init({ values: {} });
    await init({ values: {} });
    assert.equal(new Set(written().map(({ Value }) => Value)).size, 2);
  });

  it("that are random accept a given value", async () => {
    there(STRIPE);
    await init({ values: { [JWT]: SECRET } });
    assert.deepEqual(
      written().map(({ Value }) => Value),
      [SECRET],
    );
  });

  it("that exist are not changed by a given value", async () => {
    there(JWT, STRIPE);
    assert.deepEqual(await init(), { created: [], unchanged: [STRIPE] });
  });

  it("are prompted for without a given value, with their purpose", async () => {
    const prompted: string[] = [];
    there(JWT);
    await init({
      values: {},
      ask: ({ purpose }, name) => {
        prompted.push(`${name}: ${purpose}`);
        return Promise.resolve(SECRET);
      },
    });
    assert.deepEqual(prompted, [`${STRIPE}: Takes money`, `${SENDER}: Sends mail`]);
  });

  it("are created with the input", async () => {
    there(JWT, SENDER);
    await init({ values: {}, ask: () => Promise.resolve(SECRET) });
    assert.deepEqual(
      written().map(({ Name, Value }) => [Name, Value]),
      [[STRIPE, SECRET]],
    );
  });

  it("that are optional are left out where the input is empty", async () => {
    there(JWT);
    assert.deepEqual(await init({ ask: () => Promise.resolve("") }), { created: [STRIPE], unchanged: [] });
  });

  it("are an error with all names, without given values and without a terminal", async () => {
    const person = { purpose: "Takes money", kind: "required", type: "String", from: "person" } as const;
    const catalog = catalogWith({ "/listbackup/one": person, "/listbackup/two": person });
    await assert.rejects(init({ values: {}, catalog }), (error) => {
      assert.ok(error instanceof DeployError);
      assert.deepEqual(
        [error.code, error.what.match(/\/listbackup\/\w+/g)],
        ["SECRETS_INPUT", ["/listbackup/one", "/listbackup/two"]],
      );
      return true;
    });
  });

  it("are not created, not even one, where a required one is missing", async () => {
    await init({ values: {} }).catch(() => undefined);
    assert.deepEqual(written(), []);
  });

  it("are rejected where their name is unknown", async () => {
    await assert.rejects(init({ values: { "/listbackup/strip-key": SECRET } }), { code: "SECRETS_INPUT" });
  });

  it("are rejected where a deployment generates them", async () => {
    await assert.rejects(init({ values: { [URL]: "https://example.com" } }), { code: "SECRETS_INPUT" });
  });

  it("are reported when created, without their values", async () => {
    await init();
    assert.deepEqual(reported, [`created ${JWT}`, `created ${STRIPE}`]);
  });

  it("that another run has created keep that value", async () => {
    ssm.on(PutParameterCommand).rejects(new ParameterAlreadyExists({ message: "there", $metadata: {} }));
    await assert.doesNotReject(init());
  });

  it("that AWS rejects are not quoted in the error", async () => {
    const quoting = `Value '${SECRET}' at 'value' failed to satisfy constraint`;
    ssm.on(PutParameterCommand).rejects(Object.assign(new Error(quoting), { name: "ValidationException" }));
    there(JWT);
    await assert.rejects(init(), (error) => {
      assert.ok(error instanceof DeployError);
      assert.deepEqual([error.code, everything(error).includes(SECRET)], ["AWS", false]);
      return true;
    });
  });

  const OAUTH = "/listbackup/{stage}/platforms/{platform}/oauth/*";
  const PATTERNS = catalogWith({
    "/listbackup/{stage}/jwt": { purpose: "Signs", kind: "required", type: "SecureString", from: { random: 32 } },
    [OAUTH]: { purpose: "OAuth", kind: "optional", type: "SecureString", from: "person" },
  });
  const KEAP = "/listbackup/production/platforms/keap/oauth/client-id";

  it("have the stage's full name in theirs; patterns are never missing", async () => {
    there();
    const { missingRequired, missingOptional } = await checkSecrets(TARGET, STAGE, PATTERNS);
    assert.deepEqual([missingRequired, missingOptional], [["/listbackup/production/jwt"], []]);
  });

  it("that match a pattern are listed, from all pages", async () => {
    const others = ["/listbackup/production/platforms/keap/name", "/listbackup/production/platforms/oauth/x"];
    ssm
      .on(DescribeParametersCommand, {
        ParameterFilters: [{ Key: "Path", Option: "Recursive", Values: ["/listbackup/production/platforms"] }],
      })
      .resolvesOnce({ Parameters: [{ Name: KEAP }], NextToken: "more" })
      .resolvesOnce({ Parameters: [...others, `${KEAP}/old`].map((Name) => ({ Name })) });
    assert.deepEqual(await matchingParameters(TARGET, STAGE, PATTERNS), {
      "/listbackup/production/platforms/{platform}/oauth/*": [KEAP, `${KEAP}/old`],
    });
  });

  it("that match a pattern are not prompted for, and created where a value is given", async () => {
    there();
    const prompted: string[] = [];
    await init({
      catalog: PATTERNS,
      values: { [KEAP.replace("production", "{stage}")]: SECRET },
      ask: (_entry, part) => Promise.resolve(String(prompted.push(part))),
    });
    assert.deepEqual(
      [prompted, written().map(({ Name, Type }) => [Name, Type])],
      [
        [],
        [
          ["/listbackup/production/jwt", "SecureString"],
          [KEAP, "SecureString"],
        ],
      ],
    );
  });

  it("that may not be read are an error of AWS", async () => {
    ssm.on(GetParametersCommand).rejects(Object.assign(new Error("no"), { name: "AccessDeniedException" }));
    await assert.rejects(checkSecrets(TARGET, STAGE, CATALOG), { code: "AWS" });
  });
});

/** An error with all its causes, as a log would show them. */
function everything(error: Error): string {
  const cause = error.cause instanceof Error ? everything(error.cause) : "";
  return `${error.message} ${error.stack ?? ""} ${cause}`;
}
