import { strict as assert } from "node:assert";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { readStateFacts } from "../../../../automation/state/readStateFacts";
import { factsOf } from "../../../../automation/state/stateFacts";
import type { ReleaseRecord } from "../../../../model/release/record";
import { stageOf } from "../../../support/release";
import { STATE_LEFT, STATE_SUMMARY, SUMMARIZED_STATE } from "../../../support/stateSummary";

const DEV = stageOf("dev");
const SESSION = { stage: DEV, target: { kind: "aws", region: DEV.region, account: DEV.account } } as const;

describe("what the status says of a state", () => {
  const s3 = mockClient(S3Client);
  /** Differs from the state, so that a test sees which one was read. */
  const summary = { ...STATE_SUMMARY, resources: 7 };

  beforeEach(() => {
    s3.reset();
    s3.on(ListObjectsV2Command).resolves({});
    s3.on(HeadObjectCommand).resolves({ ETag: '"1"', VersionId: "v" });
    const text = JSON.stringify({ version: 3, checkpoint: { latest: SUMMARIZED_STATE.deployment } });
    s3.on(GetObjectCommand).resolves({ Body: { transformToString: () => Promise.resolve(text) } as never });
  });
  after(() => {
    s3.restore();
  });

  const read = (deployed: ReleaseRecord["deployed"]): ReturnType<typeof readStateFacts> =>
    readStateFacts("/nowhere", SESSION, Promise.resolve({ records: [{ deployed }] }));

  it("is in the record of the deployment that left it, and the state is not read", async () => {
    assert.deepEqual(await read({ ...STATE_LEFT, summary }), { ...summary, pending: 0, isRecorded: true });
    assert.equal(s3.commandCalls(GetObjectCommand).length, 0);
  });

  const ofTheState: Readonly<Record<string, () => ReturnType<typeof readStateFacts>>> = {
    "after another write": () => read({ ...STATE_LEFT, state: '"0" v', summary }),
    "without a summary": () => read(STATE_LEFT),
    "after a deployment that failed": () => read(null),
    "where the records cannot be read": () =>
      readStateFacts("/nowhere", SESSION, Promise.reject(new Error("no records"))),
    "where its version cannot be read": () => {
      s3.on(HeadObjectCommand).rejects(new Error("no answer"));
      return read({ ...STATE_LEFT, summary });
    },
  };
  for (const [when, facts] of Object.entries(ofTheState))
    it(`is read from it ${when}`, async () => {
      assert.deepEqual(await facts(), { ...STATE_SUMMARY, pending: 0, isRecorded: false });
    });

  it("counts what a run began and did not finish, whatever the record says", async () => {
    const [run, number] = ["1700000000000-abcdef01", "0000.json"];
    const header = { schema: 1, operation: "destroy", startedAt: 0, deletions: "all" };
    s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: `state-journals/dev/${run}/${number}` }] });
    const body = (text: string): never => ({ transformToString: () => Promise.resolve(text) }) as never;
    s3.on(GetObjectCommand, { Key: `state-journals/dev/${run}/${number}` }).resolves({
      Body: body(JSON.stringify(header)),
    });
    const { pending, isRecorded } = await read({ ...STATE_LEFT, summary });
    assert.deepEqual([pending, isRecorded], [1, false]);
  });

  const withoutState = (): void => {
    s3.on(HeadObjectCommand).rejects(Object.assign(new Error("none"), { name: "NotFound" }));
    s3.on(GetObjectCommand).rejects(new NoSuchKey({ message: "none", $metadata: {} }));
  };

  it("is why the records cannot be read where there is no state", async () => {
    withoutState();
    const recorded = Promise.reject(new Error("not bootstrapped"));
    await assert.rejects(readStateFacts("/nowhere", SESSION, recorded), { message: "not bootstrapped" });
  });

  it("is nothing where there is none", async () => {
    withoutState();
    assert.deepEqual(await read(null), { ...factsOf(null), isRecorded: false });
  });
});
