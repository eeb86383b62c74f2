import { strict as assert } from "node:assert";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { Lambda } from "@aws-sdk/client-lambda";
import { Scheduler } from "@aws-sdk/client-scheduler";
import { SQS } from "@aws-sdk/client-sqs";
import { makeProject, ROOT, type TestProject } from "../../support/project/project";

const BACKEND = { LISTBACKUP_BACKEND: join(ROOT, "tests", "fixtures", "callers") };
const ACCOUNT = "100000000001";
const REGION = "us-west-2";

interface Outputs {
  readonly url: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

/*
 * One of everything that calls a function, really deployed and really called by the emulator. What a function of the
 * fixture is called with stands in its log. The emulator waits a minute before a schedule is due and before a record of a
 * stream is too old: of these two the test reads back the settings.
 */
describe("what calls functions", function () {
  this.timeout(600_000);
  let project: TestProject;
  let outputs: Outputs;
  let config: {
    readonly region: string;
    readonly endpoint: string;
    readonly credentials: { accessKeyId: string; secretAccessKey: string };
  };

  before(async () => {
    project = await makeProject();
    const { exit, stdout, stderr } = await project.deploy(["rehearse", "--stages", "dev"], BACKEND);
    assert.equal(exit, 0, stdout + stderr);
    const { endpoint } = JSON.parse(stdout) as { readonly endpoint: string };
    assert.match(endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    config = { region: REGION, endpoint, credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" } };
    const outputsRun = await project.deploy(["outputs", "dev", "--rehearsal"], BACKEND);
    outputs = (JSON.parse(outputsRun.stdout) as { readonly outputs: Outputs }).outputs;
  });
  after(() => project.remove());

  /** Asks `GET /who`, with a token or without. */
  async function who(path: string, token?: string): Promise<{ readonly status: number; readonly caller: unknown }> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(`${outputs.url}${path}`, { headers });
    return { status: response.status, caller: await response.json() };
  }

  /** The first event in the service's log that has a text, within half a minute. */
  async function eventWith(text: string): Promise<string> {
    const logs = new CloudWatchLogs(config);
    for (let attempt = 0; attempt < 60; attempt += 1) {
      const { events = [] } = await logs.filterLogEvents({ logGroupName: "/listbackup/dev/work" });
      const found = events.find(({ message = "" }) => message.includes(text));
      if (found?.message !== undefined) return found.message;
      await sleep(500);
    }
    throw new Error(`no event with ${text} came`);
  }

  const queueUrl = (name: string): string => `${config.endpoint}/${ACCOUNT}/listbackup-dev-${name}`;

  it("a Lambda authorizer lets in whom it knows, and tells the function who that is", async () => {
    assert.deepEqual(await who("/who", "let-me-in"), {
      status: 200,
      caller: { lambda: { userId: "user-1", accountId: "account-1" } },
    });
  });

  it("a Lambda authorizer refuses whom it does not know", async () => {
    assert.equal((await who("/who", "other-user")).status, 403);
  });

  it("a Lambda authorizer is not asked without what it is asked by", async () => {
    assert.equal((await who("/who")).status, 401);
  });

  it("the trigger before tokens adds a claim that the JWT authorizer hands on", async () => {
    const cognito = new CognitoIdentityProvider(config);
    const { userPoolId: UserPoolId, clientId: ClientId } = outputs;
    const [Username, Password] = ["one@example.com", "Long-enough-1"];
    const attributes = [
      { Name: "email", Value: Username },
      { Name: "name", Value: "One" },
    ];
    await cognito.adminCreateUser({ UserPoolId, Username, UserAttributes: attributes, MessageAction: "SUPPRESS" });
    await cognito.adminSetUserPassword({ UserPoolId, Username, Password, Permanent: true });
    const { AuthenticationResult } = await cognito.initiateAuth({
      ClientId,
      AuthFlow: "USER_PASSWORD_AUTH",
      AuthParameters: { USERNAME: Username, PASSWORD: Password },
    });
    const { status, caller } = await who("/who-by-token", AuthenticationResult?.AccessToken);
    const { claims } = (caller as { readonly jwt: { readonly claims: Readonly<Record<string, string>> } }).jwt;
    assert.deepEqual([status, claims["accountId"]], [200, "account-1"]);
  });

  it("a standard queue hands a batch to its function", async () => {
    await new SQS(config).sendMessage({ QueueUrl: queueUrl("jobs"), MessageBody: "first-of-a-batch" });
    assert.match(
      await eventWith("first-of-a-batch"),
      /"eventSourceARN": ?"arn:aws:sqs:us-west-2:100000000001:listbackup-dev-jobs"/,
    );
  });

  it("a stream hands its records to its function, with an end to retries and a place for what is given up", async () => {
    const { EventSourceMappings = [] } = await new Lambda(config).listEventSourceMappings({
      FunctionName: "listbackup-dev-work-follow:live",
    });
    const [mapping] = EventSourceMappings;
    assert.deepEqual(
      [mapping?.MaximumRetryAttempts, mapping?.MaximumRecordAgeInSeconds, mapping?.DestinationConfig?.OnFailure],
      [2, 60, { Destination: "arn:aws:sqs:us-west-2:100000000001:listbackup-dev-failed" }],
    );
    await new DynamoDB(config).putItem({
      TableName: "listbackup-dev-notes",
      Item: { noteId: { S: "note-of-a-stream" } },
    });
    assert.match(await eventWith("note-of-a-stream"), /"eventName": ?"INSERT"/);
  });

  it("an event rule calls a function and fills a FIFO queue", async () => {
    await new EventBridge(config).putEvents({
      Entries: [
        {
          EventBusName: "listbackup-dev-main",
          Source: "listbackup.orders",
          DetailType: "Order Placed",
          Detail: JSON.stringify({ order: "order-of-a-rule" }),
        },
      ],
    });
    assert.match(await eventWith("order-of-a-rule"), /"detail-type": ?"Order Placed"/);
    const { Messages = [] } = await new SQS(config).receiveMessage({
      QueueUrl: queueUrl("ordered.fifo"),
      WaitTimeSeconds: 10,
    });
    assert.deepEqual(
      Messages.map(({ Body = "" }) => (JSON.parse(Body) as { readonly detail: unknown }).detail),
      [{ order: "order-of-a-rule" }],
    );
  });

  it("a schedule has its function, its time and its event", async () => {
    const { ScheduleExpression, State, Target } = await new Scheduler(config).getSchedule({
      Name: "listbackup-dev-nightly",
    });
    assert.deepEqual(
      [ScheduleExpression, State, Target?.Arn, Target?.Input, Target?.DeadLetterConfig?.Arn],
      [
        "rate(1 minute)",
        "ENABLED",
        "arn:aws:lambda:us-west-2:100000000001:function:listbackup-dev-work-nightly:live",
        '{"task":"clean-up"}',
        "arn:aws:sqs:us-west-2:100000000001:listbackup-dev-failed",
      ],
    );
  });

  it("has nothing to do the second time, and nothing has drifted", async () => {
    const again = await project.deploy(["up", "dev", "--rehearsal", "--yes", "--full"], BACKEND);
    const drift = await project.deploy(["refresh", "dev", "--rehearsal", "--check"], BACKEND);
    assert.deepEqual([again.exit, again.json.outcome, drift.exit, drift.json.drift], [0, "unchanged", 0, []]);
  });
});
