import { strict as assert } from "node:assert";
import { python } from "../../../../support/emulator/python";

const CLASSIFY = `
from egress.hosts import is_aws
print(json.dumps([is_aws(host, port) for host, port in input]))`;
const PARSE = `
from egress.hosts import parse_authority
def parsed(text):
    try:
        return parse_authority(text, 80)
    except ValueError:
        return None
print(json.dumps([parsed(text) for text in input]))`;
const DESCRIBE = `
from egress.hosts import authority
print(json.dumps([authority(host, 443) for host in input]))`;

describe("hosts that functions call", () => {
  it("are AWS's below its names, on the ports of HTTP", async () => {
    const hosts = [
      "dynamodb.us-west-2.amazonaws.com",
      "Bucket.s3.us-west-2.amazonaws.com",
      "my.dotted.bucket.s3.amazonaws.com",
      "sts.amazonaws.com.",
      "sqs.cn-north-1.amazonaws.com.cn",
      "lambda.us-west-2.api.aws",
      "abc123.execute-api.us-west-2.amazonaws.com",
    ];
    const cases = hosts.flatMap((host) => [
      [host, 443],
      [host, 80],
    ]);
    assert.deepEqual(
      await python(CLASSIFY, cases),
      cases.map(() => true),
    );
  });

  it("are not AWS's for merely looking like it", async () => {
    const cases = [
      ["amazonaws.com", 443],
      ["evilamazonaws.com", 443],
      ["sqs.amazonaws.com.evil.example", 443],
      ["sqs.us-west-2.amazonaws.com@evil.example", 443],
      ["sqs..amazonaws.com", 443],
      ["sqs.amazonaws.com..", 443],
      ["sqs\n.amazonaws.com", 443],
      ["api.aws", 443],
      ["aws.amazon.com", 443],
      ["192.0.2.1", 443],
      ["[::1]", 443],
      ["127.0.0.1", 80],
      ["", 443],
      [`${"a".repeat(64)}.amazonaws.com`, 443],
      [`${"a.".repeat(130)}amazonaws.com`, 443],
    ];
    assert.deepEqual(
      await python(CLASSIFY, cases),
      cases.map(() => false),
    );
  });

  it("are not AWS's on ports of other protocols", async () => {
    const cases = [
      ["email-smtp.us-west-2.amazonaws.com", 587],
      ["db.cluster.us-west-2.rds.amazonaws.com", 5432],
      ["dynamodb.us-west-2.amazonaws.com", 0],
    ];
    assert.deepEqual(await python(CLASSIFY, cases), [false, false, false]);
  });

  it("are read from a request with their port", async () => {
    assert.deepEqual(
      await python(PARSE, ["api.example.com:443", "api.example.com", "[2001:db8::1]:8443", "192.0.2.1:1"]),
      [
        ["api.example.com", 443],
        ["api.example.com", 80],
        ["2001:db8::1", 8443],
        ["192.0.2.1", 1],
      ],
    );
  });

  it("are refused where they are none", async () => {
    const none = [
      "",
      ":443",
      "user@host:443",
      "host:0",
      "host:65536",
      "host:x",
      "a b:1",
      "host:1:2",
      "host/path:1",
      "[::1",
    ];
    assert.deepEqual(
      await python(PARSE, none),
      none.map(() => null),
    );
  });

  it("are reported by their name or address", async () => {
    assert.deepEqual(await python(DESCRIBE, ["a-b_c.Example.com.", "192.0.2.1", "2001:db8::1", "fe80::1%eth0"]), [
      "a-b_c.Example.com.:443",
      "192.0.2.1:443",
      "[2001:db8::1]:443",
      "[fe80::1%eth0]:443",
    ]);
  });

  it("are reported as invalid where their name may not be shown", async () => {
    const invalid = ["a\u001b[2Jb", "a\n", "\u202eb.example", "a b", "", "a".repeat(254), "a:b\u0007"];
    assert.deepEqual(
      await python(DESCRIBE, invalid),
      invalid.map(() => "an invalid host name:443"),
    );
  });
});
