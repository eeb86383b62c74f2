import { strict as assert } from "node:assert";
import { gzipSync } from "node:zlib";
import { findLeaks } from "../../support/leaks";

const VALUE = 'pa"ss/wörd+&= 123';
const SECRETS = new Map([["password", VALUE]]);
const HIDDEN: Readonly<Record<string, string>> = {
  plain: `x${VALUE}y`,
  json: JSON.stringify({ a: VALUE }),
  "JSON in JSON": JSON.stringify(JSON.stringify({ a: VALUE })),
  URL: `https://a/?b=${encodeURIComponent(VALUE)}`,
  form: new URLSearchParams({ a: VALUE }).toString(),
  hex: Buffer.from(`a${VALUE}`).toString("hex"),
  ...Object.fromEntries(
    ["", "x", "xy", "xyz"].flatMap((before) =>
      ["", "1", "12"].flatMap((after) => {
        const bytes = Buffer.from(before + VALUE + after);
        return [
          [`Base64 after "${before}", before "${after}"`, bytes.toString("base64")],
          [`Base64 for URLs after "${before}", before "${after}"`, bytes.toString("base64url")],
        ];
      }),
    ),
  ),
};

describe("findLeaks", () => {
  for (const [form, text] of Object.entries(HIDDEN))
    it(`finds a value as ${form}`, () => {
      const leaks = findLeaks([{ from: "file", content: Buffer.from(text) }], SECRETS);
      assert.deepEqual([...new Set(leaks.map(({ from, secret }) => `${from} ${secret}`))], ["file password"]);
    });

  it("finds a value in a compressed file", () => {
    assert.equal(findLeaks([{ from: "file", content: gzipSync(VALUE) }], SECRETS)[0]?.form, "plain");
  });

  it("finds nothing in other texts", () => {
    const others = ["", "password", VALUE.slice(1), Buffer.from(VALUE.slice(0, -2)).toString("base64")];
    assert.deepEqual(
      others.flatMap((text) => findLeaks([{ from: "file", content: Buffer.from(text) }], SECRETS)),
      [],
    );
  });
});
