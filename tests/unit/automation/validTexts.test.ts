import { strict as assert } from "node:assert";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ValidTexts } from "../../../automation/validTexts";

const TEXT = '{"id":1}';

describe("texts that were valid", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-valid-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const open = (program: string | null = "a"): ValidTexts => new ValidTexts("records", program, folder);
  const file = (): string => join(folder, "valid-records.json");

  async function storeOne(): Promise<void> {
    const texts = open();
    texts.add(TEXT, { id: 1 });
    await texts.store();
  }

  it("are known to the next process", async () => {
    await storeOne();
    assert.deepEqual(open().valueOf(TEXT), { id: 1 });
  });

  it("are stored as digests: no text leaves the process", async () => {
    await storeOne();
    assert.match(await readFile(file(), "utf8"), /^\{"program":"a","digests":\["[0-9a-f]{64}"\]\}$/);
  });

  it("are the newest two hundred", async () => {
    const texts = open();
    for (let id = 0; id <= 200; id += 1) texts.add(JSON.stringify({ id }), { id });
    await texts.store();
    assert.deepEqual(
      ['{"id":0}', '{"id":200}'].map((text) => open().valueOf(text)),
      [undefined, { id: 200 }],
    );
  });

  const unknown: Readonly<Record<string, () => unknown>> = {
    "another text": () => open().valueOf('{"id":2}'),
    "another program": () => open("b").valueOf(TEXT),
    "a program that is not compiled": () => open(null).valueOf(TEXT),
    "a file that others can write": async () => {
      await chmod(file(), 0o666);
      return open().valueOf(TEXT);
    },
  };
  for (const [name, read] of Object.entries(unknown))
    it(`are checked again: ${name}`, async () => {
      await storeOne();
      assert.equal(await read(), undefined);
    });

  it("are checked again where the schema added a default", async () => {
    const texts = open();
    texts.add(TEXT, { id: 1, phases: [] });
    await texts.store();
    assert.equal(open().valueOf(TEXT), undefined);
  });
});
