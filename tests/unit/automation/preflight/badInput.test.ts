import { strict as assert } from "node:assert";
import type { IncomingMessage } from "node:http";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { up } from "../../../../automation/commands/up";
import type { Context } from "../../../../automation/commands/command";
import type { Rehearsal } from "../../../../automation/wiring";
import { DeployError } from "../../../../model/errors";
import { ERROR_BODIES, FakeAws, withoutMocks, type HttpAnswer } from "../../../support/fakes/fakeAws";
import { ROOT } from "../../../support/project/project";
import { recordOf } from "../../../support/records";

const ACCOUNT = "100000000001";
const MINUTE = 60_000;
const xml = (body: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status: 200,
  headers: { "content-type": "text/xml", ...headers },
  body,
});
const json = (value: unknown): HttpAnswer => ({
  status: 200,
  headers: { "content-type": "application/x-amz-json-1.1" },
  body: JSON.stringify(value),
});

/** Answers by operation; the others are those of an account in order. */
type Answers = Readonly<Record<string, (body: string) => HttpAnswer>>;

const caller = (account = ACCOUNT, headers: Readonly<Record<string, string>> = {}): HttpAnswer =>
  xml(
    `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::${account}:role/deploy</Arn><Account>${account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    headers,
  );

const simulated = (body: string, decision: (action: string) => string): HttpAnswer => {
  const actions = [...new URLSearchParams(body)].flatMap(([key, value]) =>
    key.startsWith("ActionNames") ? [value] : [],
  );
  const members = actions.map(
    (action) =>
      `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision(action)}</EvalDecision></member>`,
  );
  return xml(
    `<SimulatePrincipalPolicyResponse><SimulatePrincipalPolicyResult><EvaluationResults>${members.join("")}</EvaluationResults></SimulatePrincipalPolicyResult></SimulatePrincipalPolicyResponse>`,
  );
};

const parameters = (body: string, type: (name: string) => string): HttpAnswer => {
  const { Names } = JSON.parse(body) as { readonly Names: readonly string[] };
  return json({
    Parameters: Names.filter((name) => REQUIRED.test(name)).map((Name) => ({
      Name,
      Type: type(Name),
      Version: 1,
      Value: valueOf(Name),
    })),
  });
};
const REQUIRED = /jwt-secret$|jwt-refresh-secret$|cors-origin$|ses-from-email$/;
const valueOf = (name: string): string => {
  if (name.endsWith("cors-origin")) return "https://app.example";
  return name.endsWith("email") ? "ann@app.example" : Buffer.alloc(32, 7).toString("base64");
};
const typeOf = (name: string): string => (/cors-origin|email/.test(name) ? "String" : "SecureString");

const IN_ORDER: Answers = {
  GetCallerIdentity: () => caller(),
  SimulatePrincipalPolicy: (body) => simulated(body, () => "allowed"),
  GetPolicy: () => xml("<GetPolicyResponse><GetPolicyResult><Policy/></GetPolicyResult></GetPolicyResponse>"),
  GetAccountSummary: () =>
    xml(
      "<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap/></GetAccountSummaryResult></GetAccountSummaryResponse>",
    ),
  GetParameters: (body) => parameters(body, typeOf),
  DescribeParameters: () => json({ Parameters: [] }),
  ListTables: () => json({ TableNames: [] }),
  "GET /2016-08-19/account-settings": () =>
    json({
      AccountLimit: { ConcurrentExecutions: 1_000, TotalCodeSize: 80_530_636_800 },
      AccountUsage: { TotalCodeSize: 0 },
    }),
  "GET /2013-04-01/hostedzonesbyname": () =>
    xml(
      "<ListHostedZonesByNameResponse><HostedZones><HostedZone><Id>/hostedzone/Z</Id><Name>listbackup.ai.</Name><CallerReference>r</CallerReference></HostedZone></HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesByNameResponse>",
    ),
  "GET /2013-04-01/hostedzone/Z": () =>
    xml(
      "<GetHostedZoneResponse><HostedZone><Id>/hostedzone/Z</Id><Name>listbackup.ai.</Name><CallerReference>r</CallerReference></HostedZone><DelegationSet><NameServers><NameServer>ns.example</NameServer></NameServers></DelegationSet></GetHostedZoneResponse>",
    ),
};

/** Operation of a request: of the query and JSON protocols its name, else method and path. */
function operationOf({ method = "", url = "", headers }: IncomingMessage, body: string): string {
  const target = headers["x-amz-target"];
  if (typeof target === "string") return target.split(".").at(-1) ?? target;
  return new URLSearchParams(body).get("Action") ?? `${method} ${new URL(url, "http://h").pathname.replace(/\/$/, "")}`;
}

/** The buckets exist, are empty, and may not be written. */
function bucketAnswer({ method = "", url = "" }: IncomingMessage): HttpAnswer {
  if (method === "HEAD") return { status: 200 };
  // The first write ends the deployment.
  if (method !== "GET") return ERROR_BODIES.s3(403, "AccessDenied", "no");
  const { pathname, searchParams } = new URL(url, "http://h");
  if (pathname === "/") return xml("<ListAllMyBucketsResult><Buckets/></ListAllMyBucketsResult>");
  if (searchParams.has("list-type"))
    return xml("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
  return ERROR_BODIES.s3(404, "NoSuchKey", "no");
}

const WRITE = /^(?:PUT|DELETE|PATCH) |^(?:Create|Put|Delete|Update|Attach|Tag|Set)[A-Z]/;

describe("up, with what must not deploy", function () {
  this.timeout(60_000);
  let aws: FakeAws;
  let putMocksBack: () => void;
  before(async () => {
    putMocksBack = withoutMocks([
      DynamoDBClient,
      IAMClient,
      LambdaClient,
      Route53Client,
      S3Client,
      SSMClient,
      STSClient,
    ]);
    aws = await FakeAws.start();
  });
  after(() => {
    aws.stop();
    putMocksBack();
  });

  const silent = (): undefined => undefined;
  function context(): Context {
    const rehearsal = {
      running: () => Promise.resolve({ endpoint: aws.endpoint, pid: 1, log: "" }),
      startProvider: () => Promise.reject(new DeployError("PROVIDER_START", "No provider here.", "None.")),
    } as unknown as Rehearsal;
    return {
      wiring: {
        root: ROOT,
        version: "test",
        program: () => Promise.reject(new Error("no program here")),
        programDigest: () => Promise.resolve("0"),
        foundation: () => Promise.reject(new Error("no program here")),
        rehearsal: () => Promise.resolve(rehearsal),
      },
      options: { profile: "", rehearsal: true, json: false, quiet: true, verbose: false },
      terminal: { note: silent, warn: silent, detail: silent } as unknown as Context["terminal"],
      signal: new AbortController().signal,
    };
  }

  /** The error of `up dev`, and the operations that write. */
  async function deploy(
    answers: Answers,
  ): Promise<{ readonly error: DeployError; readonly writes: readonly string[] }> {
    const operations: string[] = [];
    aws.answer = (request, body) => {
      const operation = operationOf(request, body);
      operations.push(operation);
      return ({ ...IN_ORDER, ...answers }[operation] ?? (() => bucketAnswer(request)))(body);
    };
    const error = await up.run(context(), ["dev"], { yes: true }).then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof DeployError, String(error));
    return { error, writes: operations.filter((operation) => WRITE.test(operation)) };
  }

  const query = ERROR_BODIES.query;
  const CASES: readonly (readonly [title: string, answers: Answers, finding: RegExp])[] = [
    ["another account", { GetCallerIdentity: () => caller("999999999999") }, /account 999999999999/],
    ["expired credentials", { GetCallerIdentity: () => query(403, "ExpiredToken", "expired") }, /have expired/],
    [
      "unknown credentials",
      { GetCallerIdentity: () => query(403, "InvalidClientTokenId", "no") },
      /No valid AWS credentials/,
    ],
    [
      "a clock that is 20 minutes off",
      { GetCallerIdentity: () => caller(ACCOUNT, { date: new Date(Date.now() + 20 * MINUTE).toUTCString() }) },
      /clock of this machine is 20 minutes behind/,
    ],
    [
      "a role without a permission",
      {
        SimulatePrincipalPolicy: (body) =>
          simulated(body, (action) => (action === "lambda:UpdateAlias" ? "implicitDeny" : "allowed")),
      },
      /lambda:UpdateAlias missing/,
    ],
    [
      "a quota that is too small",
      { ListTables: () => json({ TableNames: Array.from({ length: 2_500 }, (_, index) => `other-${String(index)}`) }) },
      /DynamoDB tables in the region: \d+ tables are needed .* 2500 are allowed/,
    ],
    [
      "a parameter of the wrong type",
      { GetParameters: (body) => parameters(body, () => "String") },
      /\/listbackup\/jwt-secret: its type is String, and the catalog says SecureString/,
    ],
    [
      "a required parameter that is missing",
      { GetParameters: () => json({ Parameters: [] }) },
      /\/listbackup\/jwt-secret/,
    ],
  ];
  for (const [title, answers, finding] of CASES)
    it(`and ${title}, ends with exit code 3, the finding, and without a write`, async () => {
      const { error, writes } = await deploy(answers);
      assert.match(error.what, finding);
      assert.equal(error.exitCode, 3);
      assert.deepEqual(writes, []);
    });

  it("and several of them, names each", async () => {
    const { error } = await deploy({
      GetParameters: () => json({ Parameters: [] }),
      SimulatePrincipalPolicy: (body) => simulated(body, () => "implicitDeny"),
    });
    assert.equal(error.code, "PREFLIGHT");
    assert.match(error.what, /^- PERMISSION_MISSING: .*\n- PARAMETERS_MISSING: /);
  });

  it("and a role without a permission, names it where the stage may be up to date and the lock is denied too", async () => {
    const bucket = `GET /listbackup-deployments-${ACCOUNT}-us-west-2`;
    const listing = `<ListBucketResult><Contents><Key>releases/dev/1700000000.json</Key></Contents></ListBucketResult>`;
    const record = recordOf(1_700_000_000, { deployed: { inputs: "a", state: "b" } });
    const { error } = await deploy({
      [bucket]: () => xml(listing),
      [`${bucket}/releases/dev/1700000000.json`]: () => json(record),
      SimulatePrincipalPolicy: (body) => simulated(body, () => "implicitDeny"),
    });
    assert.match(error.what, /lambda:UpdateAlias/);
  });

  it("takes the lock, its first write, where nothing is wrong", async () => {
    const { writes } = await deploy({});
    assert.match(writes[0] ?? "", /^PUT \/listbackup-state-.*\/leases\/dev\.json$/);
  });
});
