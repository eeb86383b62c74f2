import { strict as assert } from "node:assert";
import { readLine, type LogLine } from "../../../../automation/logs/line";
import { stripControlCharacters } from "../../../../automation/redaction/terminalText";

const STREAM = "2026/11/24/[1]0123abcd";

describe("a line of a function's log", () => {
  const CASES: readonly (readonly [what: string, message: string, Partial<LogLine>])[] = [
    [
      "of a handler",
      '{"time":"2026-11-24T08:30:22Z","level":"INFO","msg":"request","function":"listbackup-dev-auth-login","status":200}',
      { level: "INFO", platform: false, text: "request status=200", function: "listbackup-dev-auth-login" },
    ],
    ["with a level in small letters", '{"level":"warn","message":"slow"}', { level: "WARN", text: "slow" }],
    ["with an unknown level", '{"level":"odd","msg":"x"}', { level: "INFO", text: "x level=odd" }],
    ["with a field that is no text", '{"msg":"x","list":[1,2]}', { text: "x list=[1,2]" }],
    ["that is no text but JSON", '{"msg":{"a":1}}', { text: '{"a":1}' }],
    ["that is half of JSON", '{"msg":"x', { level: "INFO", text: '{"msg":"x' }],
    ["of a panic", "panic: runtime error: index out of range", { level: "ERROR", platform: false }],
    [
      "of a time-out",
      "2026-11-24T08:30:22Z 4bb Task timed out after 6.00 seconds",
      { level: "ERROR", platform: false },
    ],
    ["of an invocation's start", "START RequestId: 89ca Version: 1", { level: "INFO", platform: true }],
    ["of a good end", '{"type":"platform.report","record":{"status":"success"}}', { level: "DEBUG", platform: true }],
    [
      "of a bad end",
      '{"type":"platform.report","record":{"status":"timeout","metrics":{"durationMs":6000.4}}}',
      { level: "ERROR", platform: false, text: "platform.report timeout 6000 ms" },
    ],
  ];
  for (const [what, message, expected] of CASES) {
    it(`is parsed: ${what}`, () => {
      const line = readLine(message, STREAM);
      const found = Object.fromEntries(Object.keys(expected).map((key) => [key, line[key as keyof LogLine]]));
      assert.deepEqual(found, expected);
    });
  }

  it("has the function of its stream", () => {
    assert.equal(
      readLine("x", "2026/11/24/listbackup-dev-auth-login[7]0123abcd").function,
      "listbackup-dev-auth-login",
    );
  });

  it("has no terminal sequences", () => {
    assert.equal(stripControlCharacters("a\u001b[2Jb\u001b]0;title\u0007c\u0000d\u202ee\tf\ng"), "abcde\tf\ng");
  });
});
