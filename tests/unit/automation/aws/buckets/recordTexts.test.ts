import { strict as assert } from "node:assert";
import { readRecordText, writeRecordText } from "../../../../../automation/aws/buckets/recordTexts";
import type { DeployError } from "../../../../../model/errors";
import type { ReleaseRecord } from "../../../../../model/release/record";
import { recordOf } from "../../../../support/records";
import { stageOf } from "../../../../support/release";

const ID = 1_700_000_000;
const DEPLOYED = { inputs: "a", state: '"1" v' };
const summary = { resources: 1, entries: 2, functions: 4, url: "https://api" };

describe("the text of a record", () => {
  const written = async (deployed: ReleaseRecord["deployed"], schema: 1 | 2 = 1): Promise<ReleaseRecord> =>
    JSON.parse(await writeRecordText(recordOf(ID, { deployed, schema }))) as ReleaseRecord;
  const read = (text: string): Promise<ReleaseRecord> => readRecordText(text, stageOf("dev"), ID);

  it("has schema 2 where it says something that earlier programs do not know, and no more than then", async () => {
    const records = [
      await written({ ...DEPLOYED, summary }),
      await written(DEPLOYED),
      await written(DEPLOYED, 2),
      await written(null, 2),
    ];
    assert.deepEqual(
      records.map(({ schema }) => schema),
      [2, 1, 1, 1],
    );
  });

  it("is read of both schemas", async () => {
    const deployed = [DEPLOYED, { ...DEPLOYED, summary }];
    const records = await Promise.all(
      deployed.map((found, index) =>
        read(JSON.stringify(recordOf(ID, { deployed: found, schema: index === 0 ? 1 : 2 }))),
      ),
    );
    assert.deepEqual(
      records.map((record) => record.deployed),
      deployed,
    );
  });

  const refused = async (text: string): Promise<string> => {
    const error = await read(text).then(
      () => assert.fail("was read"),
      (thrown: DeployError) => thrown,
    );
    assert.equal(error.code, "RELEASE_INVALID");
    return `${error.what} ${error.remedy}`;
  };

  it("asks for a newer program where one wrote it", async () => {
    const text = JSON.stringify({ ...recordOf(ID), schema: 3, other: true });
    assert.match(await refused(text), /newer version of this program \(schema 3\)\. Use that version/u);
  });

  it("is altered where it has another id, an unknown entry, or is not JSON", async () => {
    const texts = [JSON.stringify(recordOf(ID + 1)), JSON.stringify({ ...recordOf(ID), schema: 2, other: true }), "{"];
    for (const text of texts) assert.match(await refused(text), /or was altered\. .*releases\/dev\/1700000000\.json/u);
  });
});
