import { strict as assert } from "node:assert";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { factsOf, readStateFacts, withSummary } from "../../../../automation/state/stateFacts";
import type { ExportedState } from "../../../../automation/engine/state/exportedState";
import type { ReleaseRecord } from "../../../../model/release/record";
import { stageOf } from "../../../support/release";

const DEV = stageOf("dev");
const SESSION = { stage: DEV, target: { kind: "aws", region: DEV.region, account: DEV.account } } as const;
const STACK = {
  urn: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
  type: "pulumi:pulumi:Stack",
  outputs: { functions: 4, url: "https://api" },
};
const QUEUE = { urn: "urn:pulumi:dev::p::aws:sqs/queue:Queue::a", type: "aws:sqs/queue:Queue", custom: true, id: "a" };
const STATE: ExportedState = { version: 3, deployment: { resources: [STACK, QUEUE] } };
const PENDING: ExportedState = {
  version: 3,
  deployment: { ...STATE.deployment, pending_operations: [{ resource: QUEUE, type: "updating" }] },
};
const LEFT = { inputs: "a", state: '"1" v' };
const OF_STATE = { resources: 1, entries: 2, functions: 4, url: "https://api" };

describe("the summary of a state in a record", () => {
  it("is of the state that the deployment left", () => {
    assert.deepEqual(withSummary(LEFT, STATE), { ...LEFT, summary: OF_STATE });
  });

  it("is missing where operations are pending, or the state cannot be read", () => {
    assert.deepEqual(
      [withSummary(LEFT, PENDING), withSummary(LEFT, null), withSummary(null, STATE)],
      [LEFT, LEFT, null],
    );
  });
});

describe("what the status says of a state", () => {
  const s3 = mockClient(S3Client);
  /** Differs from the state, so that a test sees which one was read. */
  const summary = { ...OF_STATE, resources: 7 };

  beforeEach(() => {
    s3.reset();
    s3.on(ListObjectsV2Command).resolves({});
    s3.on(HeadObjectCommand).resolves({ ETag: '"1"', VersionId: "v" });
    const text = JSON.stringify({ version: 3, checkpoint: { latest: STATE.deployment } });
    s3.on(GetObjectCommand).resolves({ Body: { transformToString: () => Promise.resolve(text) } as never });
  });
  after(() => {
    s3.restore();
  });

  const read = (deployed: ReleaseRecord["deployed"]): ReturnType<typeof readStateFacts> =>
    readStateFacts("/nowhere", SESSION, Promise.resolve({ records: [{ deployed }] }));

  it("is in the record of the deployment that left it, and the state is not read", async () => {
    assert.deepEqual(await read({ ...LEFT, summary }), { ...summary, pending: 0 });
    assert.equal(s3.commandCalls(GetObjectCommand).length, 0);
  });

  const ofTheState: Readonly<Record<string, () => ReturnType<typeof readStateFacts>>> = {
    "after another write": () => read({ ...LEFT, state: '"0" v', summary }),
    "without a summary": () => read(LEFT),
    "after a deployment that failed": () => read(null),
    "where the records cannot be read": () =>
      readStateFacts("/nowhere", SESSION, Promise.reject(new Error("no records"))),
    "where its version cannot be read": () => {
      s3.on(HeadObjectCommand).rejects(new Error("no answer"));
      return read({ ...LEFT, summary });
    },
  };
  for (const [when, facts] of Object.entries(ofTheState))
    it(`is read from it ${when}`, async () => {
      assert.deepEqual(await facts(), { ...OF_STATE, pending: 0 });
    });

  it("counts what a run began and did not finish, whatever the record says", async () => {
    const [run, number] = ["1700000000000-abcdef01", "0000.json"];
    const header = { schema: 1, operation: "destroy", startedAt: 0, deletions: "all" };
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: `state-journals/dev/${run}/${number}` }] });
    const body = (text: string): never => ({ transformToString: () => Promise.resolve(text) }) as never;
    s3.on(GetObjectCommand, { Key: `state-journals/dev/${run}/${number}` }).resolves({
      Body: body(JSON.stringify(header)),
    });
    assert.equal((await read({ ...LEFT, summary })).pending, 1);
  });

  it("is nothing where there is none", async () => {
    s3.on(HeadObjectCommand).rejects(Object.assign(new Error("none"), { name: "NotFound" }));
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: "none", $metadata: {} }));
    assert.deepEqual(await read(null), factsOf(null));
  });
});
