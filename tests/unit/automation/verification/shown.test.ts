import { strict as assert } from "node:assert";
import { shown, shownLine } from "../../../../automation/verification/shown";

const KNOWN = new Map([
  ["tagId", "a-tag-of-his"],
  ["token", "opaque.secret.value"],
  ["password", "Sup3r-secret"],
]);
const JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl";

describe("what is shown of a stage's texts", () => {
  const CASES: readonly (readonly [what: string, text: string, expected: string])[] = [
    [
      "a known secret, wherever it stands",
      "sent Sup3r-secret with opaque.secret.value to a-tag-of-his",
      "sent [hidden] with [hidden] to a-tag-of-his",
    ],
    [
      "a field that is called like a secret",
      '{"data":{"accessToken":"abc\\"def","refreshToken" : "xyz","name":"Ann"}}',
      '{"data":{"accessToken":"[hidden]","refreshToken" : "[hidden]","name":"Ann"}}',
    ],
    ["a field that ends in a backslash", '{"secret":"a\\\\","name":"Ann"}', '{"secret":"[hidden]","name":"Ann"}'],
    ["a field that was cut off", '{"idToken":"abcdef', '{"idToken":"[hidden]'],
    [
      "a field of JSON in JSON",
      String.raw`{"msg":"{\"accessToken\":\"ab\\\"c\",\"name\":\"Ann\"}"}`,
      String.raw`{"msg":"{\"accessToken\":\"[hidden]\",\"name\":\"Ann\"}"}`,
    ],
    [
      "a field of JSON in JSON in JSON",
      JSON.stringify(JSON.stringify(JSON.stringify({ password: 'a"b\\', name: "Ann" }))),
      JSON.stringify(JSON.stringify(JSON.stringify({ password: "[hidden]", name: "Ann" }))),
    ],
    [
      "such a field that was cut off",
      String.raw`{"msg":"{\"idToken\":\"abc","n":1}`,
      String.raw`{"msg":"{\"idToken\":\"[hidden]","n":1}`,
    ],
    ["a token by itself", `got ${JWT}, and more`, "got [hidden], and more"],
    ["the beginning of a token", `got ${JWT.slice(0, 30)}`, "got [hidden]"],
    ["a token in a header", "authorization: Bearer abc123.def/456=", "authorization: Bearer [hidden]"],
    ["a token that control characters take apart", `eyJhbGci\u0000OiJSUzI1NiJ9`, "[hidden]"],
    ["what moves a terminal", "\u001b[2Jpanic: \u0007\u202eoh\r\nno", "panic: oh\nno"],
    ["nothing else", '{"name":"Ann","count":3}', '{"name":"Ann","count":3}'],
  ];
  for (const [what, text, expected] of CASES) {
    it(`is without ${what}`, () => {
      assert.equal(shown(text, KNOWN), expected);
    });
  }

  it("is as long as the text where that is nothing but what secrets are written with", () => {
    const text = `${"\\".repeat(60_000)}"`;
    assert.equal(shown(text).length, text.length);
  });

  it("is one line, cut after its secrets were taken out", () => {
    assert.equal(shownLine(`panic:\n\tSup3r-secret ${JWT}`, 20, KNOWN), "panic: [hidden] [hid");
  });
});
