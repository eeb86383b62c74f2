import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { STSClient, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { clientConfig, type AwsTarget } from "../../../../automation/aws/target";

describe("a request to AWS without a response", () => {
  let server: Server;
  let target: AwsTarget;
  let requests = 0;

  before(async () => {
    server = createServer(() => {
      requests += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    target = { kind: "rehearsal", region: "us-west-2", account: "100000000001", endpoint };
  });
  beforeEach(() => {
    requests = 0;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Every client's configuration, but in a hurry. */
  const hurried = () => {
    const config = clientConfig(target);
    return { ...config, requestHandler: { ...config.requestHandler, requestTimeout: 50 } };
  };

  it("fails", async () => {
    const client = new STSClient({ ...hurried(), maxAttempts: 1 });
    await assert.rejects(client.send(new GetCallerIdentityCommand({})), { name: "TimeoutError" });
    assert.equal(requests, 1);
  });

  it("is retried like any other", async () => {
    await assert.rejects(new STSClient(hurried()).send(new GetCallerIdentityCommand({})), { name: "TimeoutError" });
    assert.equal(requests, clientConfig(target).maxAttempts);
  });

  it("may have a longer time-out for an upload", async () => {
    const client = new STSClient({ ...hurried(), maxAttempts: 1 });
    const given = client.send(new GetCallerIdentityCommand({}), {
      requestTimeout: 600_000,
      abortSignal: AbortSignal.timeout(400),
    });
    await assert.rejects(given, { name: "AbortError" });
  });

  it("has a time-out of 30 s, on AWS and in a rehearsal", () => {
    const aws = clientConfig({ kind: "aws", region: "us-west-2", account: "100000000001" });
    assert.deepEqual(
      [aws.requestHandler, clientConfig(target).requestHandler],
      Array(2).fill({ connectionTimeout: 3_000, requestTimeout: 30_000, throwOnRequestTimeout: true }),
    );
  });
});
