import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:http";
import { get } from "node:https";
import type { AddressInfo } from "node:net";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { getGlobalDispatcher, setGlobalDispatcher } from "undici";
import { callApi } from "../../../automation/aws/api/apiRequest";
import { clientConfig } from "../../../automation/aws/target";
import { proxyAgent, proxyFetch } from "../../../automation/proxy";
import { restoreEnvironment } from "../../support/environment";

/* The proxy is on this machine, writes down what it is asked for, and lets nothing through. */
describe("behind a proxy", () => {
  const before = { ...process.env };
  let proxy: Server;
  let connects: string[];

  beforeEach(async () => {
    connects = [];
    proxy = createServer();
    proxy.on("connect", ({ url }, socket) => {
      connects.push(url ?? "");
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    process.env["HTTPS_PROXY"] = `http://127.0.0.1:${String((proxy.address() as AddressInfo).port)}`;
    process.env["NO_PROXY"] = "127.0.0.1,localhost,::1";
  });
  afterEach(() => {
    restoreEnvironment(before);
    proxy.closeAllConnections();
    proxy.close();
  });

  it("AWS calls use it", async () => {
    const config = clientConfig({ kind: "aws", region: "us-west-2", account: "100000000001" });
    const credentials = { accessKeyId: "a", secretAccessKey: "b" };
    const client = new STSClient({ ...config, credentials, maxAttempts: 1 });
    await assert.rejects(client.send(new GetCallerIdentityCommand({})));
    assert.deepEqual(connects, ["sts.us-west-2.amazonaws.com:443"]);
  });

  it("calls of a stage's API use it", async () => {
    const call = { url: "https://api.listbackup.example", method: "GET", path: "/health", timeoutMs: 10_000 };
    // The agent hands on what the proxy answers.
    assert.equal((await callApi({ ...call, emulated: null })).status, 502);
    assert.deepEqual(connects, ["api.listbackup.example:443"]);
  });

  it("messages to Slack use it", async () => {
    const own = getGlobalDispatcher();
    await proxyFetch();
    await assert.rejects(fetch("https://hooks.slack.example/services"));
    setGlobalDispatcher(own);
    assert.deepEqual(connects, ["hooks.slack.example:443"]);
  });

  it("addresses in NO_PROXY do not", async () => {
    const agent = proxyAgent();
    assert.ok(agent !== undefined);
    const failure = await new Promise<NodeJS.ErrnoException>((resolve) => {
      get("https://127.0.0.1:1/", { agent }).on("error", resolve);
    });
    assert.deepEqual([failure.code, connects], ["ECONNREFUSED", []]);
  });

  it("no proxy is used without the variables", () => {
    assert.equal(proxyAgent({}), undefined);
  });
});
