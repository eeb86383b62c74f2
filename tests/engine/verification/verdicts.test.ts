import { strict as assert } from "node:assert";
import { ApiGatewayV2Client, GetApisCommand, GetRoutesCommand, UpdateRouteCommand } from "@aws-sdk/client-apigatewayv2";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { CognitoIdentityProviderClient, ListUserPoolsCommand } from "@aws-sdk/client-cognito-identity-provider";
import {
  CreateAliasCommand,
  DeleteAliasCommand,
  DeleteFunctionConcurrencyCommand,
  GetAliasCommand,
  InvokeCommand,
  LambdaClient,
  PublishVersionCommand,
  PutFunctionConcurrencyCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import picocolors from "picocolors";
import { readRecords } from "../../../automation/aws/buckets/releases";
import { clientConfig, type AwsTarget } from "../../../automation/aws/target";
import { packExecutable } from "../../../automation/build/artifacts/artifact";
import type { Terminal } from "../../../automation/ui/terminal";
import { checkServedVersions } from "../../../automation/verification/servedVersions";
import type { Subject } from "../../../automation/verification/subject";
import type { Verdict } from "../../../automation/verification/verdict";
import { verifyStage } from "../../../automation/verification/verify";
import { queueName } from "../../../model/catalog/queueName";
import { checksSchema } from "../../../model/catalog/schema/checks";
import { issuerOf } from "../../../model/issuer";
import { NAMES } from "../../../model/names";
import type { Release } from "../../../model/release/release";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");

/** A function that does the same with each event. `act` is the body of an async function; what it returns is the answer. */
const bootstrap = (act: string): Uint8Array =>
  packExecutable(
    Buffer.from(`#!/usr/bin/env node
const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime/invocation/";
const act = async () => { ${act} };
(async () => {
  for (;;) {
    const next = await fetch(api + "next");
    const { requestContext: { requestId } = {} } = await next.json();
    // What evidence of a failure is looked for by: without it a check waits for some seconds.
    console.error(JSON.stringify({ level: "INFO", requestId }));
    const id = next.headers.get("lambda-runtime-aws-request-id");
    await fetch(api + id + "/response", { method: "POST", body: JSON.stringify(await act()) });
  }
})();
`),
  );

const answer = (statusCode: number, body: unknown): string =>
  `return ${JSON.stringify({ statusCode, headers: { "content-type": "application/json" }, body: JSON.stringify(body) })};`;

/** As a login answers, with a token that has these claims. */
const loginWith = (claims: object): string => {
  const accessToken = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
  return answer(200, { data: { accessToken } });
};

/** Checks of the kinds that the fixture's own do not have. */
const MORE = {
  metrics: {
    kind: "metrics",
    purpose: "Within limits",
    group: "metrics",
    errorPercent: 1,
    throttles: 0,
    durationPercent: 2,
  },
  traces: { kind: "traces", purpose: "No trace has a fault", group: "traces" },
  jobs: {
    kind: "requests",
    purpose: "A message is in its queue",
    group: "end-to-end",
    steps: [{ request: "GET /health", expect: 200 }],
    reaches: { queue: "sync", contains: "{{random}}" },
    timeoutSeconds: 3,
  },
  slow: {
    kind: "requests",
    purpose: "The API answers in time",
    group: "health",
    steps: [{ request: "GET /health", expect: 200 }],
    timeoutSeconds: 1,
  },
} as const;

/**
 * Each check fails, or is inconclusive, for each of its reasons, by what is broken on the emulator. Beside these: routes, one
 * by one, in routeAnswers.test.ts; each kind of failed line in failedLines.test.ts; Go's own tests in goTests.test.ts.
 * MiniStack has no X-Ray, and a queue of AWS is not read: traces.test.ts and queue.test.ts of the unit tests fake these.
 */
describe("a verdict about a stage", function () {
  this.timeout(120_000);
  let project: PreparedProject;
  let target: AwsTarget;
  let lambda: LambdaClient;
  let subject: Subject;

  before(async function () {
    this.timeout(600_000);
    project = await preparedProject();
    const { endpoint } = project;
    target = { kind: "rehearsal", region: DEV.region, account: DEV.account, endpoint };
    const config = clientConfig(target);
    lambda = new LambdaClient(config);
    const [record] = await readRecords(target, DEV, 1);
    assert.ok(record !== undefined);
    const { Items: [api] = [] } = await new ApiGatewayV2Client(config).send(new GetApisCommand({}));
    const { UserPools: [pool] = [] } = await new CognitoIdentityProviderClient(config).send(
      new ListUserPoolsCommand({ MaxResults: 10 }),
    );
    subject = {
      target,
      stage: { ...DEV, rehearsal: { endpoint, provider: "offline" } },
      release: record.release,
      url: `${endpoint}/_aws/execute-api/${api?.ApiId ?? ""}`,
      userPoolId: pool?.Id ?? "",
      clientId: "",
      since: Date.now(),
      versions: record.versions,
      changed: null,
      backend: null,
    };
  });
  after(() => project.remove());

  const physical = (id: string): string => {
    const [service = "", name = ""] = id.split("/");
    return NAMES.function.of(DEV, service, name);
  };

  /** Has the live alias of a function serve something else while work is done. */
  async function serving<T>(id: string, act: string, work: () => Promise<T>): Promise<T> {
    const FunctionName = physical(id);
    const { FunctionVersion } = await lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile: bootstrap(act) }));
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName }));
    await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion: Version }));
    try {
      return await work();
    } finally {
      await lambda.send(new UpdateAliasCommand({ FunctionName, Name: "live", FunctionVersion }));
    }
  }

  /** Runs one check of the release, or of those above. @returns its verdict, and the test user's */
  async function verdictOf(
    id: string,
    change: Partial<Subject> = {},
  ): Promise<{ readonly check: string; readonly user: string }> {
    const release = change.release ?? subject.release;
    const own = release.catalog.checks;
    const specs = { ...own.checks, ...checksSchema.parse({ checks: MORE }).checks };
    const spec = specs[id];
    assert.ok(spec !== undefined, id);
    const one: Release = {
      ...release,
      catalog: { ...release.catalog, checks: { ...own, checks: { [id]: spec } } },
    };
    const silent = { note: () => undefined, warn: () => undefined, colors: picocolors.createColors(false) };
    const results = await verifyStage(
      { ...subject, since: Date.now() - 1_000, ...change, release: one },
      { kind: "verify", groups: [] },
      { terminal: silent as unknown as Terminal, signal: new AbortController().signal },
    );
    const verdictOf = (wanted: string): string => {
      const found = results.find((result) => result.id === wanted)?.verdict;
      return found === undefined ? "" : described(found);
    };
    return { check: verdictOf(id), user: verdictOf("user") };
  }

  const described = (verdict: Verdict): string =>
    verdict.kind === "passed"
      ? [verdict.kind, ...(verdict.left ?? [])].join("; ")
      : `${verdict.kind}: ${verdict.reason}`;

  async function servedVerdict(isSettled = true, change: Partial<Subject> = {}): Promise<string> {
    const result = await checkServedVersions({ ...subject, ...change }, isSettled);
    return result === null ? "passed" : described(result.verdict);
  }

  describe("on what aliases serve", () => {
    it("passes where each serves the release", async () => {
      assert.equal(await servedVerdict(), "passed");
    });

    it("fails by an alias that is gone, of a function that no request reaches", async () => {
      const FunctionName = physical("notes/follow");
      const { FunctionVersion } = await lambda.send(new GetAliasCommand({ FunctionName, Name: "live" }));
      await lambda.send(new DeleteAliasCommand({ FunctionName, Name: "live" }));
      const verdict = await servedVerdict();
      await lambda.send(new CreateAliasCommand({ FunctionName, Name: "live", FunctionVersion }));
      assert.match(verdict, /^failed: notes\/follow does not exist, or has no alias live\. /);
    });

    it("fails by configuration that differs", async () => {
      const FunctionName = physical("notes/follow");
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 512 }));
      const verdict = await servedVerdict();
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize: 128 }));
      assert.match(
        verdict,
        /^failed: notes\/follow serves version \d+, which differs from the function in memory\. See /,
      );
    });

    it("fails by other code, served and not", async () => {
      const verdict = await serving("notes/list", answer(200, {}), servedVerdict);
      assert.match(verdict, /^failed: notes\/list serves version \d+, whose code differs from the release\. See /);
      assert.match(
        await servedVerdict(),
        /^failed: the code of notes\/list differs from the release; the live version is not affected\. /,
      );
      assert.equal(await servedVerdict(false), "passed");
    });

    it("is inconclusive where AWS does not answer", async () => {
      const unreachable = {
        kind: "rehearsal",
        region: DEV.region,
        account: DEV.account,
        endpoint: "http://127.0.0.1:9",
      };
      assert.match(
        await servedVerdict(true, { target: unreachable as AwsTarget }),
        /^inconclusive: the functions could not be compared: /,
      );
    });
  });

  describe("on requests", () => {
    for (const [what, act, expected] of [
      ["a wrong status", answer(500, {}), "GET /health returned 500, expected 200"],
      ["a wrong value", answer(200, { status: "ill" }), "GET /health: status is ill, expected healthy"],
      ["a missing value", answer(200, {}), "GET /health: status is missing, expected healthy"],
    ] as const)
      it(`fails by ${what}`, async () => {
        assert.equal((await serving("gateway/health", act, () => verdictOf("health"))).check, `failed: ${expected}`);
      });

    it("fails by a function that ends", async () => {
      const { check } = await serving("gateway/health", "process.exit(2);", () => verdictOf("health"));
      assert.match(check, /^failed: GET \/health returned 50\d, expected 200$/);
    });

    it("fails by a function that takes too long", async () => {
      const slow = `await new Promise((end) => setTimeout(end, 2000)); ${answer(200, {})}`;
      const { check } = await serving("gateway/health", slow, () => verdictOf("slow"));
      assert.match(check, /^failed: no verdict within 1 s/);
    });

    it("fails if the endpoint does not respond", async () => {
      assert.match((await verdictOf("health", { url: "http://127.0.0.1:9" })).check, /^failed: .*127\.0\.0\.1:9/);
    });

    it("is inconclusive where a placeholder answers", async () => {
      const { release } = subject;
      const artifact = release.artifacts["gateway/health"];
      const artifacts = { ...release.artifacts, "gateway/health": { ...artifact, kind: "placeholder" } };
      assert.equal(
        (await verdictOf("health", { release: { ...release, artifacts } as Release })).check,
        "inconclusive: GET /health: the handler of gateway/health is a placeholder",
      );
    });

    it("fails by a message that does not come, after the time that it waited", async () => {
      assert.equal(
        (await verdictOf("jobs")).check,
        "failed: no verdict within 3 s: the message did not arrive in the queue sync in that time",
      );
    });

    it("passes by a message that comes", async () => {
      const sqs = new SQSClient(clientConfig(target));
      const { queues } = subject.release.catalog.data;
      const QueueUrl = `${project.endpoint}/${DEV.account}/${queueName(DEV, queues, "sync")}`;
      // No name is filled in: the check looks for what stands there.
      const fifo = QueueUrl.endsWith(".fifo") ? { MessageGroupId: "a", MessageDeduplicationId: "a" } : {};
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "a message {{nothing}}", ...fifo }));
      const { catalog } = subject.release;
      const jobs = { ...MORE.jobs, reaches: { queue: "sync", contains: "a message {{nothing}}" } };
      const checks = { ...catalog.checks, checks: checksSchema.parse({ checks: { arrives: jobs } }).checks };
      const release = { ...subject.release, catalog: { ...catalog, checks } };
      assert.equal((await verdictOf("arrives", { release })).check, "passed");
    });
  });

  describe("on a user", () => {
    it("fails by another user's data", async () => {
      const { check } = await serving("users/usersGetMe", answer(200, { data: { email: "else@example.com" } }), () =>
        verdictOf("login"),
      );
      assert.match(check, /^failed: GET \/users\/me: data\.email is else@example\.com, expected check-/);
    });

    it("fails with a route that accepts any caller", async () => {
      const gateway = new ApiGatewayV2Client(clientConfig(target));
      const ApiId = subject.url.split("/").at(-1) ?? "";
      const { Items = [] } = await gateway.send(new GetRoutesCommand({ ApiId }));
      const route = Items.find(({ RouteKey }) => RouteKey === "GET /users/me");
      const RouteId = route?.RouteId;
      await gateway.send(new UpdateRouteCommand({ ApiId, RouteId, AuthorizationType: "NONE" }));
      const body = { data: { email: "{{email}}" } };
      const open = await serving("users/usersGetMe", answer(200, body), () => verdictOf("routes"));
      const { AuthorizationType, AuthorizerId } = route ?? {};
      await gateway.send(new UpdateRouteCommand({ ApiId, RouteId, AuthorizationType, AuthorizerId }));
      assert.match(open.check, /^failed: GET \/users\/me without a token returned 200, expected 401 \(of /);
    });

    for (const [what, id, act, expected] of [
      ["who cannot register", "auth/register", answer(500, {}), "POST /auth/register returned 500, expected 201"],
      [
        "whose registration returns no user id",
        "auth/register",
        answer(201, {}),
        "the response to POST /auth/register has no data.userId",
      ],
      ["who cannot sign in", "auth/login", answer(401, {}), "POST /auth/login returned 401, expected 200"],
      [
        "whose token is none",
        "auth/login",
        answer(200, { data: { accessToken: "x" } }),
        "its token is not valid: it is not a JWT",
      ],
      [
        "whose token is another pool's",
        "auth/login",
        loginWith({ iss: "https://example.com" }),
        "its token is not valid: its issuer is https://example.com",
      ],
    ] as const)
      it(`fails by one ${what}, and does not run`, async () => {
        const { check, user } = await serving(id, act, () => verdictOf("login"));
        assert.equal(check, "inconclusive: not run: no test user");
        assert.ok(user.startsWith(`failed: it could not be created: ${expected}`), user);
      });

    for (const [what, claims, expected] of [
      ["has expired", (now: number) => ({ iat: now, exp: now - 1 }), /: it has expired already$/],
      [
        "is of the future",
        (now: number) => ({ iat: now + 600 }),
        /: it was issued \d+ s ahead of this machine's clock/,
      ],
      ["is of the past", (now: number) => ({ iat: now - 600 }), /: it was issued \d+ s behind this machine's clock/],
    ] as const)
      it(`fails by one whose token ${what}`, async () => {
        const iss = issuerOf(subject.stage, subject.userPoolId);
        const login = loginWith({ iss, ...claims(Math.floor(Date.now() / 1_000)) });
        const { user } = await serving("auth/login", login, () => verdictOf("login"));
        assert.match(user, expected);
      });

    it("says what it left behind", async () => {
      const { catalog } = subject.release;
      const { user } = catalog.checks;
      assert.ok(user !== undefined);
      const rows = [...user.rows, { table: "nowhere", key: { userId: "{{userId}}" } }];
      const checks = { ...catalog.checks, user: { ...user, rows } };
      const release = { ...subject.release, catalog: { ...catalog, checks } };
      assert.match((await verdictOf("login", { release })).user, /^passed; a row of table nowhere was not deleted: /);
    });
  });

  describe("on metrics", () => {
    it("is inconclusive where there are none", async () => {
      const since = Date.now() + 3_600_000;
      assert.equal(
        (await verdictOf("metrics", { since })).check,
        "inconclusive: CloudWatch has no invocations of any function yet",
      );
    });

    it("fails by errors, refusals and durations", async () => {
      const since = Date.now();
      const FunctionName = physical("notes/list");
      const invoke = (): Promise<unknown> => lambda.send(new InvokeCommand({ FunctionName, Qualifier: "live" }));
      const slow = `await new Promise((end) => setTimeout(end, 300)); ${answer(200, {})}`;
      await serving("notes/list", slow, async () => {
        // The first one loads the function, which is no part of its duration.
        await invoke();
        await invoke();
        await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }));
        await assert.rejects(invoke, { name: "TooManyRequestsException" });
        await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
      });
      await serving("gateway/health", "process.exit(2);", () => fetch(`${subject.url}/health`));
      const { check } = await verdictOf("metrics", { since });
      assert.match(check, /gateway\/health: \d+ of \d+ invocations failed/);
      assert.match(check, /notes\/list: \d+ invocations were throttled/);
      assert.match(check, /notes\/list: the 95th percentile of its duration is \d+ ms of 6000 ms/);
    });
  });

  describe("on logs", () => {
    const logGroupName = NAMES.logGroup.of(DEV, "notes");

    it("fails by a panic, and so does the command", async () => {
      const logs = new CloudWatchLogsClient(clientConfig(target));
      const logStreamName = "2026/11/28/[$LATEST]verdicts";
      await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
      const logEvents = [{ timestamp: Date.now(), message: "panic: all is lost" }];
      await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
      assert.equal((await verdictOf("logs")).check, `failed: ${logGroupName}: panic: all is lost`);
      const { exit, json } = await project.deploy(["verify", "dev", "--rehearsal", "--group", "logs"]);
      assert.deepEqual([exit, json.error?.code], [10, "VERIFICATION"]);
      assert.match(json.error?.what ?? "", /No panic in the logs: .*panic: all is lost/);
    });

    it("is inconclusive where a log group is gone", async () => {
      const logs = new CloudWatchLogsClient(clientConfig(target));
      await logs.send(new DeleteLogGroupCommand({ logGroupName }));
      const { check } = await verdictOf("logs", { since: Date.now() + 1_000 });
      await logs.send(new CreateLogGroupCommand({ logGroupName }));
      assert.equal(check, `inconclusive: the logs could not be read: log groups not found: ${logGroupName}`);
    });
  });

  it("on traces is inconclusive: the emulator has none", async () => {
    const { check } = await verdictOf("traces");
    assert.match(check, /^inconclusive: (?:tracing is off on this stage|the emulator does not support X-Ray)$/);
  });
});
