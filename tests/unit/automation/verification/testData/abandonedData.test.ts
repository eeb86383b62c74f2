import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { DeleteItemCommand, DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { processIdentity } from "../../../../../automation/processIdentity";
import { deleteAbandonedData } from "../../../../../automation/verification/testData/abandonedData";
import type { Subject } from "../../../../../automation/verification/subject";
import { testDataJournal, type TestData } from "../../../../../automation/verification/testData/testDataJournal";
import { checksSchema } from "../../../../../model/catalog/schema/checks";
import type { ProcessIdentity } from "../../../../../model/lock/lease";
import { conditionalStore, type ConditionalStore } from "../../../../support/fakes/conditionalStore";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const TARGET = { kind: "aws", region: "us-west-2", account: "100000000001" } as const;
const STAGE = stageOf("dev");
const ROW = { row: { table: "users", key: { userId: "{{userId}}" } } };
const KNOWN = new Map([
  ["email", "check-1@example.com"],
  ["userId", "u1"],
  ["password", "secret"],
  ["token", "secret"],
]);

describe("the test user of a run that was killed", () => {
  const s3 = mockClient(S3Client);
  const cognito = mockClient(CognitoIdentityProviderClient);
  const dynamodb = mockClient(DynamoDBClient);
  let store: ConditionalStore;

  beforeEach(() => {
    for (const mock of [s3, cognito, dynamodb]) mock.reset();
    store = conditionalStore(s3);
    s3.on(ListObjectsV2Command).callsFake(() => ({ Contents: [...store.objects.keys()].map((Key) => ({ Key })) }));
    cognito.on(AdminDeleteUserCommand).resolves({});
    dynamodb.on(DeleteItemCommand).resolves({});
  });
  after(() => {
    for (const mock of [s3, cognito, dynamodb]) mock.restore();
  });

  const subject = () =>
    ({
      target: TARGET,
      stage: STAGE,
      release: releaseOf(smallCatalog()),
      userPoolId: "us-west-2_new",
      journal: testDataJournal(TARGET, STAGE),
    }) as unknown as Subject;

  /** As a run of this machine would have left it, at a place or time of its own. */
  async function left(
    change: { readonly place?: ProcessIdentity; readonly startedAt?: number },
    what: Partial<TestData> = {},
  ): Promise<void> {
    const data = { userPoolId: "us-west-2_old", user: true, variables: KNOWN, cleanup: [ROW], ...what };
    await testDataJournal(TARGET, STAGE).entry().write(data);
    for (const [key, text] of store.objects)
      store.objects.set(key, JSON.stringify({ ...(JSON.parse(text) as object), ...change }));
  }
  const exitedProcess = (): ProcessIdentity => ({ ...processIdentity(), started: "1" });

  it("is deleted with its rows and its record", async () => {
    await left({ place: exitedProcess() });
    assert.deepEqual(await deleteAbandonedData(subject()), []);
    assert.deepEqual(
      [
        cognito.commandCalls(AdminDeleteUserCommand).map(({ args }) => args[0].input),
        dynamodb.commandCalls(DeleteItemCommand).map(({ args }) => args[0].input.Key),
        store.objects.size,
      ],
      [[{ UserPoolId: "us-west-2_old", Username: "check-1@example.com" }], [{ userId: { S: "u1" } }], 0],
    );
  });

  it("is recorded without secrets", async () => {
    await left({});
    assert.doesNotMatch([...store.objects.values()].join(), /secret/);
  });

  it("stays while its run is running", async () => {
    await left({});
    await deleteAbandonedData(subject());
    assert.deepEqual([cognito.commandCalls(AdminDeleteUserCommand).length, store.objects.size], [0, 1]);
  });

  it("of another machine stays for two hours, and is deleted then", async () => {
    const elsewhere = { ...processIdentity(), host: "another", boot: "another" };
    await left({ place: elsewhere });
    await deleteAbandonedData(subject());
    const before = store.objects.size;
    store.objects.clear();
    await left({ place: elsewhere, startedAt: Date.now() - 3 * 60 * 60_000 });
    await deleteAbandonedData(subject());
    assert.deepEqual([before, store.objects.size], [1, 0]);
  });

  it("that cannot be deleted is reported, and left to the next run", async () => {
    cognito.on(AdminDeleteUserCommand).rejects(Object.assign(new Error("denied"), { name: "AccessDenied" }));
    await left({ place: exitedProcess() });
    const [sentence = ""] = await deleteAbandonedData(subject());
    assert.match(sentence, /check-1@example.com was not deleted/);
    assert.equal(store.objects.size, 1);
  });

  it("is found by its e-mail address where no response contained its key", async () => {
    const items = { Items: [{ userId: { S: "found" } }] };
    dynamodb.on(QueryCommand, { IndexName: "EmailIndex" }).resolves(items);
    await left({ place: exitedProcess() }, { variables: new Map([["email", "check-1@example.com"]]) });
    assert.deepEqual(await deleteAbandonedData(subject()), []);
    assert.deepEqual(
      [
        dynamodb.commandCalls(QueryCommand).map(({ args }) => args[0].input.ExpressionAttributeValues),
        dynamodb.commandCalls(DeleteItemCommand).map(({ args }) => args[0].input.Key),
      ],
      [[{ ":value": { S: "check-1@example.com" } }], [{ userId: { S: "found" } }]],
    );
  });

  it("is deleted after what checks created with it, and its rows", async () => {
    const order: string[] = [];
    cognito.on(AdminDeleteUserCommand).callsFake(() => void order.push("user"));
    dynamodb.on(DeleteItemCommand).callsFake(({ TableName }: { TableName: string }) => void order.push(TableName));
    await left({ place: exitedProcess() }, { cleanup: [] });
    const [[userKey, userText] = []] = store.objects;
    const job = { row: { table: "jobs", key: { jobId: "{{jobId}}" } } };
    await left({ place: exitedProcess() }, { user: false, variables: new Map([["jobId", "j1"]]), cleanup: [job] });
    if (userKey !== undefined && userText !== undefined) store.objects.set(`0${userKey}`, userText);
    await deleteAbandonedData(subject());
    assert.deepEqual(order, ["listbackup-dev-jobs", "user", "user"]);
  });
});

describe("test data of a check that was killed", () => {
  const s3 = mockClient(S3Client);
  const cognito = mockClient(CognitoIdentityProviderClient);
  let server: Server;
  let url: string;
  let store: ConditionalStore;
  let requested: { readonly line: string; readonly token: string | undefined }[];

  before(async () => {
    server = createServer((request, response) => {
      requested.push({ line: `${request.method ?? ""} ${request.url ?? ""}`, token: request.headers.authorization });
      response.writeHead(200).end(JSON.stringify({ token: "fresh" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  beforeEach(() => {
    requested = [];
    for (const mock of [s3, cognito]) mock.reset();
    store = conditionalStore(s3);
    s3.on(ListObjectsV2Command).callsFake(() => ({ Contents: [...store.objects.keys()].map((Key) => ({ Key })) }));
  });
  after(() => {
    for (const mock of [s3, cognito]) mock.restore();
    server.closeAllConnections();
    server.close();
  });

  const user = {
    made: "by-registration",
    steps: [
      { request: "POST /auth/register", expect: 201 },
      { request: "POST /auth/login", expect: 200, save: { token: "token" }, makes: "nothing" },
    ],
  };
  const removeTag = { request: "DELETE /tags/{{tagId}}", bearer: "{{token}}", expect: 200 };

  async function removed(): Promise<readonly string[]> {
    const cleanup = [removeTag];
    const variables = new Map([...KNOWN, ["tagId", "t1"]]);
    await testDataJournal(TARGET, STAGE)
      .entry()
      .write({ userPoolId: "us-west-2_old", user: false, variables, cleanup });
    assert.doesNotMatch([...store.objects.values()].join(), /secret/);
    for (const [key, text] of store.objects)
      store.objects.set(
        key,
        JSON.stringify({ ...(JSON.parse(text) as object), place: { ...processIdentity(), started: "1" } }),
      );
    const catalog = { ...smallCatalog(), checks: checksSchema.parse({ user, checks: {} }) };
    const subject = { target: TARGET, stage: STAGE, release: releaseOf(catalog), url, userPoolId: "us-west-2_new" };
    return deleteAbandonedData({ ...subject, journal: testDataJournal(TARGET, STAGE) } as unknown as Subject);
  }

  it("is deleted as the user that created it", async () => {
    cognito.on(AdminSetUserPasswordCommand).resolves({});
    assert.deepEqual(await removed(), []);
    assert.deepEqual(
      [requested, store.objects.size],
      [
        [
          { line: "POST /auth/login", token: undefined },
          { line: "DELETE /tags/t1", token: "Bearer fresh" },
        ],
        0,
      ],
    );
  });

  it("is reported once where that user does not exist", async () => {
    cognito
      .on(AdminSetUserPasswordCommand)
      .rejects(Object.assign(new Error("no such user"), { name: "UserNotFoundException" }));
    const [sentence = ""] = await removed();
    assert.match(
      sentence,
      /of an earlier run: what DELETE \/tags\/\{\{tagId\}\} deletes: its test user cannot sign in/,
    );
    assert.equal(store.objects.size, 0);
  });
});
