import { strict as assert } from "node:assert";
import { AdminDeleteUserCommand, CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { ownPlace } from "../../../../automation/place";
import { removeAbandoned } from "../../../../automation/verification/abandoned";
import type { Subject } from "../../../../automation/verification/subject";
import { testUserJournal } from "../../../../automation/verification/testUserJournal";
import type { CheckUser } from "../../../../model/catalog/checksSchema";
import type { Place } from "../../../../model/release/lease";
import { conditionalStore, type ConditionalStore } from "../../../support/conditionalStore";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const TARGET = { kind: "aws", region: "us-west-2", account: "100000000001" } as const;
const STAGE = stageOf("dev");
const SPEC = { rows: [{ table: "users", key: { userId: "{{userId}}" } }] } as unknown as CheckUser;
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
      journal: testUserJournal(TARGET, STAGE),
    }) as unknown as Subject;

  /** As a run of this machine would have left it, at a place or time of its own. */
  async function left(change: { readonly place?: Place; readonly startedAt?: number }): Promise<void> {
    await testUserJournal(TARGET, STAGE).write("us-west-2_old", SPEC, KNOWN);
    const [[key = "", text = ""] = []] = store.objects;
    store.objects.set(key, JSON.stringify({ ...(JSON.parse(text) as object), ...change }));
  }
  const dead = (): Place => ({ ...ownPlace(), started: "1" });

  it("is deleted with its rows, and forgotten", async () => {
    await left({ place: dead() });
    assert.deepEqual(await removeAbandoned(subject()), []);
    assert.deepEqual(
      [
        cognito.commandCalls(AdminDeleteUserCommand).map(({ args }) => args[0].input),
        dynamodb.commandCalls(DeleteItemCommand).map(({ args }) => args[0].input.Key),
        store.objects.size,
      ],
      [[{ UserPoolId: "us-west-2_old", Username: "check-1@example.com" }], [{ userId: { S: "u1" } }], 0],
    );
  });

  it("is recorded without what is secret", async () => {
    await left({});
    assert.doesNotMatch([...store.objects.values()].join(), /secret/);
  });

  it("stays while its run is at work", async () => {
    await left({});
    await removeAbandoned(subject());
    assert.deepEqual([cognito.commandCalls(AdminDeleteUserCommand).length, store.objects.size], [0, 1]);
  });

  it("of another machine stays for two hours, and is deleted then", async () => {
    const elsewhere = { ...ownPlace(), host: "another", boot: "another" };
    await left({ place: elsewhere });
    await removeAbandoned(subject());
    const before = store.objects.size;
    store.objects.clear();
    await left({ place: elsewhere, startedAt: Date.now() - 3 * 60 * 60_000 });
    await removeAbandoned(subject());
    assert.deepEqual([before, store.objects.size], [1, 0]);
  });

  it("that cannot be deleted is told, and left for the next run", async () => {
    cognito.on(AdminDeleteUserCommand).rejects(Object.assign(new Error("denied"), { name: "AccessDenied" }));
    await left({ place: dead() });
    const [sentence = ""] = await removeAbandoned(subject());
    assert.match(sentence, /check-1@example.com is still in the pool/);
    assert.equal(store.objects.size, 1);
  });
});
