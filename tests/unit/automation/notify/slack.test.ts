import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { AwsTarget } from "../../../../automation/aws/target";
import type { Notification } from "../../../../automation/notify/message";
import { slackWebhook, postToSlack } from "../../../../automation/notify/slack";
import { useMock } from "../../../support/mocks";

const AWS: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const REHEARSAL: AwsTarget = { ...AWS, kind: "rehearsal", endpoint: "http://127.0.0.1:1" };
const FOREVER = new AbortController().signal;
const SECRET = "T000/B000/verysecret";
const NEWS: Notification = {
  kind: "started",
  stage: "dev",
  release: 1,
  commit: null,
  who: "ann",
  origin: { kind: "build" },
  reason: null,
  links: { api: null, run: null, alarms: null, logs: null, rollbackCommand: null, rehearsal: false },
};

describe("Slack's webhook", () => {
  const ssm = useMock(() => mockClient(SSMClient));
  const webhook = (target: AwsTarget, Value: string): Promise<URL | null> => {
    ssm().on(GetParameterCommand).resolves({ Parameter: { Value } });
    return slackWebhook(target, FOREVER);
  };

  it("is read decrypted", async () => {
    const address = await webhook(AWS, `https://hooks.slack.com/services/${SECRET}`);
    assert.equal(address?.href, `https://hooks.slack.com/services/${SECRET}`);
    assert.equal(ssm().commandCalls(GetParameterCommand)[0]?.args[0].input.WithDecryption, true);
  });

  it("is null where the parameter does not exist", async () => {
    ssm()
      .on(GetParameterCommand)
      .rejects(Object.assign(new Error("gone"), { name: "ParameterNotFound" }));
    assert.equal(await slackWebhook(AWS, FOREVER), null);
  });

  const REFUSED: readonly (readonly [what: string, AwsTarget, string])[] = [
    ["of another host", AWS, `https://hooks.slack.com.example.com/services/${SECRET}`],
    ["with another host after a user name", AWS, `https://hooks.slack.com@example.com/${SECRET}`],
    ["with a name in it", AWS, `https://${"me"}:${"pw"}@hooks.slack.com/services/${SECRET}`],
    ["that is not encrypted", AWS, `http://hooks.slack.com/services/${SECRET}`],
    ["at another port", AWS, `https://hooks.slack.com:8443/services/${SECRET}`],
    ["that is no address", AWS, SECRET],
    ["that leaves this machine in a rehearsal", REHEARSAL, `https://hooks.slack.com/services/${SECRET}`],
  ];
  for (const [what, target, value] of REFUSED) {
    it(`is rejected ${what}, without its value in the error`, async () => {
      await assert.rejects(webhook(target, value), (error: Error) => !error.message.includes("verysecret"));
    });
  }
});

describe("postToSlack", () => {
  let server: Server;
  let address: URL;
  let status = 200;
  let got: string[] = [];

  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        got.push(`${request.method ?? ""} ${request.url ?? ""} ${body}`);
        if (status === 0) return;
        response.writeHead(status, { location: "/elsewhere" }).end("no");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = new URL(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/services/${SECRET}`);
  });
  beforeEach(() => {
    got = [];
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("sends one message", async () => {
    status = 200;
    await postToSlack(address, NEWS, FOREVER);
    assert.deepEqual(got, [
      `POST /services/${SECRET} {"text":"dev: deployment started (release 1)\\nNo commit, by ann"}`,
    ]);
  });

  it("follows no redirects", async () => {
    status = 307;
    await assert.rejects(postToSlack(address, NEWS, FOREVER), { message: "Slack returned 307" });
    assert.equal(got.length, 1);
  });

  it("reports Slack's status, without the URL", async () => {
    status = 404;
    await assert.rejects(postToSlack(address, NEWS, FOREVER), { message: "Slack returned 404" });
  });

  it("stops at the time-out", async () => {
    status = 0;
    await assert.rejects(postToSlack(address, NEWS, AbortSignal.timeout(50)), { message: "Slack did not respond" });
  });
});
