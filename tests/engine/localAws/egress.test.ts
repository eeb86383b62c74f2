import { strict as assert } from "node:assert";
import { readFile, readdir, stat } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CognitoIdentityProviderClient, CreateUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { build } from "esbuild";
import { readEgress, type EgressReport } from "../../../rehearsal/ministack/egressReport";
import { ROOT, useEmulator } from "../../support/emulator/emulator";
import { createFunction, folderFiles, goFiles, invoke, type TestFunction } from "../../support/emulator/functions";

const FIXTURES = join(ROOT, "tests", "fixtures", "egress");
const GO = { runtime: "provided.al2023", handler: "bootstrap" } as const;
const ACCOUNT = "123456789012";
const REFUSED = "Refused by the rehearsal: functions reach AWS only, and AWS is local";

describe("functions of a rehearsal", function () {
  this.timeout(300_000);
  const emulator = useEmulator();
  let lambda: LambdaClient;
  let issuer: string;

  before("create what they call", async () => {
    const config = {
      endpoint: emulator.endpoint,
      region: "us-west-2",
      credentials: { accessKeyId: ACCOUNT, secretAccessKey: "x" },
    };
    lambda = new LambdaClient(config);
    await new DynamoDBClient(config).send(
      new CreateTableCommand({
        TableName: "things",
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    await new S3Client({ ...config, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: "things" }));
    await new SQSClient(config).send(new CreateQueueCommand({ QueueName: "things" }));
    await new SESv2Client(config).send(new CreateEmailIdentityCommand({ EmailIdentity: "noreply@example.com" }));
    await new SSMClient(config).send(new PutParameterCommand({ Name: "/things", Value: "one", Type: "String" }));
    const { UserPool } = await new CognitoIdentityProviderClient(config).send(
      new CreateUserPoolCommand({ PoolName: "things" }),
    );
    issuer = `https://cognito-idp.us-west-2.amazonaws.com/${UserPool?.Id ?? ""}`;
  });

  const call = async (one: TestFunction, event: object): Promise<unknown> => {
    await createFunction(lambda, ACCOUNT, one);
    return invoke(lambda, one.name, event);
  };
  const report = async (): Promise<EgressReport> => (await readEgress(emulator.endpoint)) ?? assert.fail("no report");
  const targetsOf = async (name: string): Promise<readonly string[]> =>
    (await report()).calls.flatMap(({ function: caller, target }) => (caller === name ? [target] : [])).sort();

  it("reach the local AWS through SDK for Go v1, which knows no endpoint but AWS's", async () => {
    const one = { name: "sdk-v1", ...GO, files: await goFiles(FIXTURES, "sdk-v1") };
    assert.deepEqual(await call(one, { bucket: "things", table: "things", queue: "things", issuer }), {
      account: ACCOUNT,
      dynamodb: "v1",
      s3: "3145728 bytes from https://s3.us-west-2.amazonaws.com",
      sqs: "sent",
      ses: "sent",
      jwks: "has keys",
    });
    assert.deepEqual(await targetsOf("sdk-v1"), []);
  });

  it("reach the local AWS through SDK for Go v2, by its endpoint and by AWS's names", async () => {
    const files = await goFiles(FIXTURES, "sdk-v2");
    const configured = { name: "sdk-v2", ...GO, files };
    const ignoring = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
    const event = { table: "things" };
    assert.deepEqual(await call(configured, event), { dynamodb: "v2" });
    assert.deepEqual(await call({ ...configured, name: "sdk-v2-public", environment: ignoring }, event), {
      dynamodb: "v2",
    });
    assert.deepEqual([await targetsOf("sdk-v2"), await targetsOf("sdk-v2-public")], [[], []]);
  });

  it("reach the local AWS from Node.js, and no other host", async () => {
    const files = await folderFiles(join(FIXTURES, "node"));
    const refused = (target: string): string =>
      `error: A rehearsal refuses this call: functions reach AWS only, and AWS is local: ${target}`;
    assert.deepEqual(await call({ name: "node", runtime: "nodejs20.x", handler: "index.handler", files }, { issuer }), {
      fetch: "has keys",
      https: "has keys",
      ownHost: refused("api.example.com:443"),
      address: refused("192.0.2.1:25"),
      lookup: refused("api.example.net:53"),
    });
    assert.deepEqual(await targetsOf("node"), ["192.0.2.1:25", "api.example.com:443", "api.example.net:53"]);
  });

  it("reach the local AWS through SDK for JavaScript v3, by its endpoint and by AWS's names", async () => {
    const { outputFiles } = await build({
      entryPoints: [join(FIXTURES, "node", "sdk.js")],
      bundle: true,
      platform: "node",
      write: false,
      logLevel: "silent",
    });
    const files = { "sdk.js": outputFiles[0]?.contents ?? assert.fail("nothing was bundled") };
    const one = { name: "sdk-js", runtime: "nodejs20.x", handler: "sdk.handler", files } as const;
    assert.deepEqual(await call(one, { table: "things" }), { configured: "things", public: "things" });
  });

  it("reach every service of the local AWS by its public name from Python, and no other host", async () => {
    const files = await folderFiles(join(FIXTURES, "python"));
    const environment = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" };
    const one = { name: "python", runtime: "python3.12", handler: "handler.handler", files, environment } as const;
    const event = {
      issuer,
      self: "python",
      pool: issuer.slice(issuer.lastIndexOf("/") + 1),
      bucket: "things",
      table: "things",
      queue: "things",
      parameter: "/things",
    };
    const refused = "A rehearsal refuses this call: functions reach AWS only, and AWS is local:";
    assert.deepEqual(await call(one, event), {
      urllib: "has keys",
      "http.client": "has keys",
      ownHost: `error: <urlopen error Tunnel connection failed: 403 ${REFUSED}>`,
      address: `error: [Errno 13] ${refused} 192.0.2.1:25`,
      name: `error: [Errno -2] ${refused} api.example.net:25`,
      s3: "things",
      dynamodb: "things",
      sqs: "things",
      sns: "0",
      sesv2: "1",
      "cognito-idp": event.pool,
      ssm: "one",
      lambda: "python",
      events: "default",
      sts: ACCOUNT,
      secretsmanager: "0",
      kms: "0",
      logs: "True",
      cloudwatch: "True",
    });
    assert.deepEqual(await targetsOf("python"), ["192.0.2.1:25", "api.example.com:443", "api.example.net:25"]);
  });

  it("reach no host of their own, and each call is in the log", async () => {
    const one = { name: "own-host", ...GO, files: await goFiles(FIXTURES, "own-host") };
    const server = await localServer();
    try {
      const { attempts, results, targets } = expectedRefusals((await report()).barriers);
      assert.deepEqual(await call(one, { attempts, local: server.address }), results(server.address));
      assert.deepEqual(await targetsOf("own-host"), targets(server.address).sort());
      const log = await readFile(join(emulator.home, "emulator.log"), "utf8");
      for (const target of targets(server.address))
        assert.ok(log.includes(`Refused an outbound call: ${target} by own-host`), target);
      assert.equal(server.accepted(), 0);
    } finally {
      server.close();
    }
  });

  it("look no name up past the proxy", async () => {
    const one = { name: "own-resolver", ...GO, files: await goFiles(FIXTURES, "own-host") };
    const isCovered = (await report()).uncovered.length === 0;
    const results = await call(one, { attempts: isCovered ? ["direct"] : [] });
    assert.equal(/permission denied/.test(JSON.stringify(results)), isCovered);
    assert.equal(
      (await targetsOf("own-resolver")).some((target) => target.endsWith("(name lookup)")),
      isCovered,
    );
  });

  it("start no process that reaches more than they do", async () => {
    const files = await folderFiles(join(FIXTURES, "python"));
    const one = { name: "child", runtime: "python3.12", handler: "child.handler", files } as const;
    const isCovered = (await report()).uncovered.length === 0;
    const attempts = isCovered ? ["tcp", "udp", "unix", "raw", "multipath"] : [];
    const refused = {
      tcp: "EACCES",
      udp: "EACCES",
      unix: "EACCES",
      raw: "EPROTONOSUPPORT",
      multipath: "EPROTONOSUPPORT",
    };
    assert.deepEqual(await call(one, { attempts }), isCovered ? refused : {});
    assert.deepEqual(await targetsOf("child"), isCovered ? ["192.0.2.1:443", "192.0.2.1:5000"] : []);
  });

  it("have the emulator send nothing to another host either", async () => {
    const config = { endpoint: emulator.endpoint, region: "us-west-2" };
    const sns = new SNSClient({ ...config, credentials: { accessKeyId: ACCOUNT, secretAccessKey: "x" } });
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "things" }));
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "https", Endpoint: "https://hooks.example.com/things" }));
    await sns.send(new PublishCommand({ TopicArn, Message: "hunter2" }));
    const deadline = Date.now() + 10_000;
    while ((await targetsOf("the emulator")).length === 0 && Date.now() < deadline) await sleep(50);
    assert.deepEqual(await targetsOf("the emulator"), ["hooks.example.com:443"]);
  });

  it("report how this machine isolates them", async () => {
    const { barriers, uncovered } = await report();
    const log = await readFile(join(emulator.home, "emulator.log"), "utf8");
    assert.ok(log.includes(`Functions are closed in by: ${barriers.join(", ")}`));
    assert.equal(uncovered.length === 0, barriers.includes("seccomp"));
  });

  it("trust a certificate that only they are given, and whose key is in no file", async () => {
    const folder = join(emulator.home, "egress");
    assert.deepEqual(await readdir(folder), ["ca.pem"]);
    assert.equal((await stat(join(folder, "ca.pem"))).mode & 0o777, 0o600);
    assert.equal((await readFile(join(folder, "ca.pem"), "utf8")).includes("PRIVATE"), false);
  });
});

/** A service of this machine that is not the emulator. */
async function localServer(): Promise<{ address: string; accepted: () => number; close: () => Server }> {
  let accepted = 0;
  const server = createServer((socket) => {
    accepted += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { address: `127.0.0.1:${String(address.port)}`, accepted: () => accepted, close: () => server.close() };
}

/** Where the kernel asks about nothing, only what uses a proxy may be tried: all else would leave this machine. */
function expectedRefusals(barriers: readonly string[]): {
  readonly attempts: readonly string[];
  readonly results: (local: string) => Readonly<Record<string, string>>;
  readonly targets: (local: string) => string[];
} {
  const proxied = {
    https: `Get "https://api.example.com/v1": ${REFUSED}`,
    http: `403 ${REFUSED}`,
    files: "moved",
  };
  const targets = ["api.example.com:443", "api.example.com:80"];
  if (!barriers.includes("seccomp"))
    return { attempts: Object.keys(proxied), results: () => proxied, targets: () => targets };
  const raw = (local: string): Readonly<Record<string, string>> => ({
    tcp: "dial tcp 192.0.2.1:25: connect: permission denied",
    ipv6: "dial tcp [2001:db8::1]:443: connect: permission denied",
    udp: "dial udp 192.0.2.1:5000: connect: permission denied",
    packet: "sendto: permission denied",
    local: `dial tcp ${local}: connect: permission denied`,
  });
  return {
    attempts: [...Object.keys(proxied), ...Object.keys(raw(""))],
    results: (local) => ({ ...proxied, ...raw(local) }),
    targets: (local) => [...targets, "192.0.2.1:25", "[2001:db8::1]:443", "192.0.2.1:5000", "192.0.2.2:5000", local],
  };
}
