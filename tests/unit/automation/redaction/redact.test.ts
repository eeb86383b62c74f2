import { strict as assert } from "node:assert";
import { redact, redactLine } from "../../../../automation/redaction/redact";

const ODD = 'an "odd" one';
const KNOWN = new Map([
  ["tagId", "a-tag-id"],
  ["token", "opaque.secret.value"],
  ["password", "Sup3r-secret"],
  ["API_PASSWORD", ODD],
]);
const JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl";

describe("redact", () => {
  const CASES: readonly (readonly [what: string, text: string, expected: string])[] = [
    [
      "a known secret, wherever it stands",
      "sent Sup3r-secret with opaque.secret.value to a-tag-id",
      "sent [redacted] with [redacted] to a-tag-id",
    ],
    [
      "a field that is called like a secret",
      '{"data":{"accessToken":"abc\\"def","refreshToken" : "xyz","name":"Ann"}}',
      '{"data":{"accessToken":"[redacted]","refreshToken" : "[redacted]","name":"Ann"}}',
    ],
    ["a field that ends in a backslash", '{"secret":"a\\\\","name":"Ann"}', '{"secret":"[redacted]","name":"Ann"}'],
    ["a field that was cut off", '{"idToken":"abcdef', '{"idToken":"[redacted]'],
    [
      "a field of JSON in JSON",
      String.raw`{"msg":"{\"accessToken\":\"ab\\\"c\",\"name\":\"Ann\"}"}`,
      String.raw`{"msg":"{\"accessToken\":\"[redacted]\",\"name\":\"Ann\"}"}`,
    ],
    [
      "a field of JSON in JSON in JSON",
      JSON.stringify(JSON.stringify(JSON.stringify({ password: 'a"b\\', name: "Ann" }))),
      JSON.stringify(JSON.stringify(JSON.stringify({ password: "[redacted]", name: "Ann" }))),
    ],
    [
      "such a field that was cut off",
      String.raw`{"msg":"{\"idToken\":\"abc","n":1}`,
      String.raw`{"msg":"{\"idToken\":\"[redacted]","n":1}`,
    ],
    ["a token by itself", `got ${JWT}, and more`, "got [redacted], and more"],
    ["the beginning of a token", `got ${JWT.slice(0, 30)}`, "got [redacted]"],
    ["a token in a header", "authorization: Bearer abc123.def/456=", "authorization: Bearer [redacted]"],
    ["a token that control characters take apart", `eyJhbGci\u0000OiJSUzI1NiJ9`, "[redacted]"],
    ["what moves a terminal", "\u001b[2Jpanic: \u0007\u202eoh\r\nno", "panic: oh\nno"],
    ["a number", '{"age":1,"password":-123456.5e3,"n":2}', '{"age":1,"password":[redacted],"n":2}'],
    [
      "a list",
      '{"tokens":["a","]b",["c"]],"name":"Ann","secrets" : [ 1, 2 ]}',
      '{"tokens":[redacted],"name":"Ann","secrets" : [redacted]}',
    ],
    ["an object", '{"credentials":{"id":"}","n":{"m":1}},"name":"Ann"}', '{"credentials":[redacted],"name":"Ann"}'],
    [
      "a list of JSON in JSON",
      JSON.stringify({ msg: JSON.stringify({ tokens: ['a"]', "b"], name: "Ann" }) }),
      JSON.stringify({ msg: '{"tokens":[redacted],"name":"Ann"}' }),
    ],
    [
      "a list of JSON in JSON that takes several lines",
      JSON.stringify({ msg: JSON.stringify({ tokens: ["a", "b"], name: "Ann" }, null, 2) }),
      JSON.stringify({ msg: '{\n  "tokens": [redacted],\n  "name": "Ann"\n}' }),
    ],
    ["a list that was cut off", '{"msg":"{\\"tokens\\":[\\"a","n":1}', '{"msg":"{\\"tokens\\":[redacted]","n":1}'],
    [
      "fields whose value says nothing",
      '{"token":null,"hasPassword":true,"name":"Ann"}',
      '{"token":null,"hasPassword":true,"name":"Ann"}',
    ],
    [
      "what a name is given",
      "level=INFO password=abc,x token = def api_key=a&apiKey=b&x=1 user_session='a b' x=1",
      "level=INFO password=[redacted],x token = [redacted] api_key=[redacted]&apiKey=[redacted]&x=1 user_session='[redacted]' x=1",
    ],
    ["what a name is given in quotes", 'secret="a \\" b" x=1', 'secret="[redacted]" x=1'],
    [
      "what a name is given in quotes of JSON",
      JSON.stringify({ msg: 'secret="a b" x=1' }),
      JSON.stringify({ msg: 'secret="[redacted]" x=1' }),
    ],
    [
      "headers",
      "x-api-key: abc\nCookie: a=b; c=d\nauthorization: Negotiate abc\nhost: x",
      "x-api-key: [redacted]\nCookie: [redacted]\nauthorization: Negotiate [redacted]\nhost: x",
    ],
    ["a password at the end", "sign-in failed, password: hunter", "sign-in failed, password: [redacted]"],
    ["a password after words", "sign-in failed with password: hunter", "sign-in failed with password: [redacted]"],
    ["a map of Go's", "map[name:Ann password:a b c user:x]", "map[name:Ann password:[redacted] user:x]"],
    ["a map of Go's at its end", "map[password:a b c]", "map[password:[redacted]]"],
    ["a structure of Go's", "{Name:Ann Password:abc Age:3}", "{Name:Ann Password:[redacted] Age:3}"],
    [
      "headers of Go's",
      "map[Authorization:[Bearer abcdef] Cookie:[a=b; c=d] Host:[x]]",
      "map[Authorization:[redacted] Cookie:[redacted] Host:[x]]",
    ],
    ["what says who one is", "sent Basic YW5uOnNlY3JldA== there", "sent Basic [redacted] there"],
    ["a password in an address", "https://ann:p@ss@example.com/a, git@x", "https://[redacted]@example.com/a, git@x"],
    ["an access key", "by AKIAIOSFODNN7EXAMPLE or ASIAIOSFODNN7EXAMPLE", "by [redacted] or [redacted]"],
    [
      "a known secret in JSON or an address",
      `${JSON.stringify(ODD)} ${encodeURIComponent(ODD)}`,
      '"[redacted]" [redacted]',
    ],
    ["a Python dictionary", "{'password': 'a b', 'name': 'Ann'}", "{'password': '[redacted]', 'name': 'Ann'}"],
    ["a Python byte string", "{'secret': b'a b', 'n': 1}", "{'secret': b'[redacted]', 'n': 1}"],
    [
      "an object as Node.js prints it",
      "{ credentials: { id: 'a b', key: { x: 'c' } }, name: 'Ann' }",
      "{ credentials: [redacted], name: 'Ann' }",
    ],
    [
      "a form",
      "grant_type=password&password=a%20b&client_secret=c&x=1",
      "grant_type=password&password=[redacted]&client_secret=[redacted]&x=1",
    ],
    ["a parameter of a query", "GET /reset?token=abc&x=1", "GET /reset?token=[redacted]&x=1"],
    [
      "an encoded body of an API event",
      '{"body":"cGFzc3dvcmQ9YWJj","isBase64Encoded":true}',
      '{"body":"[redacted]","isBase64Encoded":true}',
    ],
    [
      "a Slack webhook",
      "POST https://hooks.slack.com/services/T0/B0/abc failed",
      "POST https://hooks.slack.com/services/[redacted] failed",
    ],
    [
      "a signature of AWS",
      `Credential=AKIAIOSFODNN7EXAMPLE/x, Signature=${"ab".repeat(32)}`,
      "Credential=[redacted]/x, Signature=[redacted]",
    ],
    ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY----- x", "[redacted] x"],
    ["a token of GitHub", `by ghp_${"a1".repeat(18)}.`, "by [redacted]."],
    ["a key of Stripe", "by sk_live_abcdefghij0123.", "by [redacted]."],
    ["a code that signs a user in", "mfaCode=123456 otp=1 code=E42", "mfaCode=[redacted] otp=[redacted] code=E42"],
    [
      "aligned YAML",
      "user:      ann\npassword:  x\ntoken :\ty",
      "user:      ann\npassword:  [redacted]\ntoken :\t[redacted]",
    ],
    ["what a name is given over spaces", "password =  x n=1", "password =  [redacted] n=1"],
    ["what an arrow points to", "password => x n=1", "password => [redacted] n=1"],
    ["what is assigned or compared", "password := x; token == y", "password := [redacted]; token == [redacted]"],
    [
      "a Map of Node.js",
      "Map(2) { 'password' => 'a b', 'name' => 'Ann' }",
      "Map(2) { 'password' => '[redacted]', 'name' => 'Ann' }",
    ],
    ["a hash of Ruby's", '{"password"=>"a b", "name"=>"Ann"}', '{"password"=>"[redacted]", "name"=>"Ann"}'],
    [
      "a Python value with a quote",
      String.raw`{'password': 'hun\'ter', 'name': 'Ann'}`,
      "{'password': '[redacted]', 'name': 'Ann'}",
    ],
    [
      "a Python value with a quote in JSON",
      JSON.stringify({ msg: String.raw`{'password': 'hun\'ter', 'name': 'Ann'}` }),
      JSON.stringify({ msg: "{'password': '[redacted]', 'name': 'Ann'}" }),
    ],
    [
      "a part of a multipart form",
      '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\na b\r\n--b--',
      '--b\nContent-Disposition: form-data; name="password"\n\n[redacted]\n--b--',
    ],
    [
      "a part of a multipart form in JSON",
      JSON.stringify({ body: 'name="pin"\r\nContent-Type: text/plain\r\n\r\n12', n: 1 }),
      JSON.stringify({ body: 'name="pin"\r\nContent-Type: text/plain\r\n\r\n[redacted]', n: 1 }),
    ],
    [
      "an XML element",
      '<Name>Ann</Name><w:Password Type="x">a b</w:Password>',
      '<Name>Ann</Name><w:Password Type="x">[redacted]</w:Password>',
    ],
    ["an XML element that was cut off", "<User><Password>a b", "<User><Password>[redacted]"],
    [
      "an XML element in JSON of Go's",
      String.raw`{"body":"\u003cPassword\u003ea b\u003c/Password\u003e"}`,
      String.raw`{"body":"\u003cPassword\u003e[redacted]\u003c/Password\u003e"}`,
    ],
    [
      "an encoded form",
      "form=user%3Dann%26password%3Dx%2540y%26n%3D1",
      "form=user%3Dann%26password%3D[redacted]%26n%3D1",
    ],
    ["a form that was encoded twice", "x%2526pin%253D12%2526n", "x%2526pin%253D[redacted]%2526n"],
    [
      "encoded JSON",
      encodeURIComponent('{"password":"a\\"b c","n":1}'),
      encodeURIComponent('{"password":"#","n":1}').replace("%23", "[redacted]"),
    ],
    [
      "JSON with escaped quotes",
      String.raw`{\u0022password\u0022:\u0022a\\\u0022b\u0022,\u0022n\u0022:1}`,
      String.raw`{\"password\":\"[redacted]\",\"n\":1}`,
    ],
    [
      "one-time codes and PINs",
      '{"totp":"1","pin":2,"pins":3} "\\npin=4"',
      '{"totp":"[redacted]","pin":[redacted],"pins":3} "\\npin=[redacted]"',
    ],
    ["nothing else", '{"name":"Ann","count":3}', '{"name":"Ann","count":3}'],
  ];
  for (const [what, text, expected] of CASES) {
    it(`removes ${what}`, () => {
      assert.equal(redact(text, KNOWN), expected);
    });
  }

  const READABLE = [
    "the token endpoint refused it, says the password policy: at least 8 characters",
    "Basic authentication is not offered",
    "could not verify token: unexpected end of input",
    "the secret is out, and the session has ended",
    "panic: runtime error: invalid memory address",
    "User is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-west-2:1:secret:db",
    "parameter /listbackup/jwt-secret: it is not there",
    "https://example.com:8443/a@b and ssh://git@example.com/x",
    'time=12:30 level=ERROR msg="GET /auth/token" status=500',
    "map[name:Ann age:3]",
    "hasPassword=true token=null token_count=3 secretName=db tokenType=Bearer",
    "Bearer authentication failed, no bearer token",
    "ann@example.com signed in",
    "usage: login <token> [options], or GET /sessions/<session>/files",
    "<tokenType>Bearer</tokenType> <Token/> name%3DAnn and pinned, shopping: 1",
    String.raw`the token is \u0022odd\u0022`,
    '{"body":"hello","isBase64Encoded":false}',
  ];
  for (const text of READABLE) {
    it(`keeps ${text}`, () => {
      assert.equal(redact(text, KNOWN), text);
    });
  }

  const MIB = 1 << 20;
  const LONG = [
    "token",
    "token-",
    "token ",
    "token:",
    "token=",
    '"token',
    '"token":[',
    '\\"token',
    "token: [",
    "password:a ",
    "Bearer ",
    "://a:",
    "eyJ",
    "<token>a ",
    "<token ",
    "\\u003ctoken ",
    "\\u0022",
    "token%3D",
    "token%253A%2522",
    "token => ",
    "token  ",
    "token: 'a\\",
    'name="token"\n\n',
    'name=\\"token\\"\\n\\n',
  ];
  for (const text of LONG) {
    it(`processes a MiB of ${text} in linear time`, () => {
      const long = text.repeat(MIB / text.length);
      assert.ok(redact(long).length > 0);
      assert.ok(redactLine(long, 10).length <= 10);
    });
  }

  it("keeps a MiB without a secret", () => {
    const long = "token".repeat(MIB / 5);
    assert.equal(redact(long), long);
  });

  it("keeps a text of nothing but delimiters", () => {
    const text = `${"\\".repeat(60_000)}"`;
    assert.equal(redact(text).length, text.length);
  });

  it("cuts a line after the redaction", () => {
    assert.equal(redactLine(`panic:\n\tSup3r-secret ${JWT}`, 20, KNOWN), "panic: [redacted] [r");
  });
});
