import { strict as assert } from "node:assert";
import type { LogEvent } from "../../../../automation/aws/monitoring/logEvents";
import { logLines, logObjects, type LogView } from "../../../../automation/ui/logs";

const plain = (text: string): string => text;
const COLORS = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain };
const VIEW = { colors: COLORS, errorsOnly: false, platform: false, prefix: "listbackup-dev-" } as unknown as LogView;
const event = (message: string): LogEvent => ({
  group: "/aws/lambda/listbackup-dev/auth",
  stream: "2026/11/24/listbackup-dev-auth-login[7]0f",
  at: 0,
  message,
});
const BODY = JSON.stringify({ email: "ann@example.com", password: 'hunter "2" three' });

describe("printed logs", () => {
  const FORMS: readonly (readonly [what: string, message: string, text: string])[] = [
    [
      "a body as JSON",
      JSON.stringify({ msg: "login", body: BODY }),
      String.raw`login body="{\"email\":\"ann@example.com\",\"password\":\"[redacted]\"}"`,
    ],
    [
      "a field with spaces",
      JSON.stringify({ msg: "login", password: "a b c", n: 1 }),
      'login password="[redacted]" n=1',
    ],
    ["a field that is a list", JSON.stringify({ msg: "x", tokens: ["a]", "b c"] }), "x tokens=[redacted]"],
    [
      "a header",
      JSON.stringify({ msg: "x", headers: { authorization: "Bearer abcdef123" } }),
      'x headers={"authorization":"[redacted]"}',
    ],
    ["a form", "got user=ann&password=abc", "got user=ann&password=[redacted]"],
    ["a request in text", `request ${BODY}`, 'request {"email":"ann@example.com","password":"[redacted]"}'],
  ];
  for (const [what, message, text] of FORMS) {
    it(`have no secrets, as lines: ${what}`, () => {
      assert.deepEqual(logLines([event(message)], VIEW), [`00:00:00.000 auth-login INFO ${text}`]);
    });

    it(`have no secrets, as objects: ${what}`, () => {
      const [object] = logObjects([event(message)], VIEW) as readonly { readonly text?: string }[];
      assert.equal(object?.text, text);
    });
  }

  it("are only errors with --errors, at every level at which a failure is logged", () => {
    const messages = ["INFO: fine", "ERROR: no", '{"level":"info","err":"api error AccessDenied: x"}', "WARN: slow"];
    const lines = logLines(messages.map(event), { ...VIEW, errorsOnly: true });
    assert.deepEqual(lines, [
      "00:00:00.000 auth-login ERROR ERROR: no",
      '00:00:00.000 auth-login INFO err="api error AccessDenied: x"',
    ]);
  });
});
