import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CognitoIdentityProviderClient, DescribeUserPoolCommand } from "@aws-sdk/client-cognito-identity-provider";
import { GetAliasCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { gateChecks } from "../../../../automation/gates/gates";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const POOL = "us-west-2_abc";
const RELEASE = releaseOf(smallCatalog());
const PLACEHOLDER = { digest: "0".repeat(64), size: 1, kind: "placeholder" } as const;
const WITH_PLACEHOLDER = { ...RELEASE, artifacts: { ...RELEASE.artifacts, "gateway/health": PLACEHOLDER } };

describe("the gate after a phase", () => {
  let server: Server;
  let endpoint: string;
  /** What the server answers, by method and path. */
  let answers: Record<string, readonly [status: number, body: string]>;
  let mocks: readonly { readonly restore: () => void }[];

  before(async () => {
    server = createServer((request, response) => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      const [status, body] = answers[`${request.method ?? ""} ${path}`] ?? [404, "{}"];
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    const [cognito, lambda] = [mockClient(CognitoIdentityProviderClient), mockClient(LambdaClient)];
    mocks = [cognito, lambda];
    cognito.on(DescribeUserPoolCommand).resolves({ UserPool: { Id: POOL } });
    lambda.on(GetAliasCommand).resolves({ FunctionVersion: "3" });
  });
  beforeEach(() => {
    answers = {};
  });
  after(() => {
    for (const mock of mocks) mock.restore();
    server.closeAllConnections();
    server.close();
  });

  function pass(phase: "identity" | "gateway" | "auth", url = endpoint, release = RELEASE): Promise<void> {
    const stage = { ...stageOf("dev"), rehearsal: { endpoint, provider: "offline" as const } };
    const target = { kind: "rehearsal", region: stage.region, account: stage.account, endpoint } as const;
    const facts = { userPoolId: POOL, url, functions: ["listbackup-dev-auth-login"] };
    return gateChecks(target, stage, release)(phase, facts);
  }
  const JWKS = `GET /${POOL}/.well-known/jwks.json`;
  const LOGIN = "POST /auth/login";

  const DISCOVERY = `GET /${POOL}/.well-known/openid-configuration`;
  const ISSUER = `https://cognito-idp.us-west-2.amazonaws.com/${POOL}`;
  const discovery = (issuer: string, path: string): readonly [number, string] => [
    200,
    JSON.stringify({ issuer, jwks_uri: `${endpoint}${path}` }),
  ];

  it("of identity passes with keys at the discovery document's URL", async () => {
    answers[DISCOVERY] = discovery(ISSUER, "/elsewhere/keys.json");
    answers["GET /elsewhere/keys.json"] = [200, '{"keys":[{"kid":"a"}]}'];
    await pass("identity");
  });

  for (const [what, answer] of [
    ["they are not found", [404, "{}"]],
    ["there are none", [200, '{"keys":[]}']],
    ["they are no JSON", [200, "<html>"]],
  ] as const) {
    it(`of identity fails if ${what}`, async () => {
      answers[DISCOVERY] = discovery(ISSUER, `/${POOL}/.well-known/jwks.json`);
      answers[JWKS] = answer;
      await assert.rejects(pass("identity"), { code: "GATE_FAILED", message: /jwks\.json returned no keys/ });
    }).timeout(10_000);
  }

  it("of identity fails without a discovery document", async () => {
    answers[JWKS] = [200, '{"keys":[{"kid":"a"}]}'];
    await assert.rejects(pass("identity"), { code: "GATE_FAILED", message: /returned no discovery document: 404/ });
  }).timeout(10_000);

  it("of identity fails with another issuer's discovery document", async () => {
    answers[DISCOVERY] = discovery("https://other.example", `/${POOL}/.well-known/jwks.json`);
    answers[JWKS] = [200, '{"keys":[{"kid":"a"}]}'];
    await assert.rejects(pass("identity"), { code: "GATE_FAILED", message: /has the issuer https:\/\/other/ });
  }).timeout(10_000);

  it("of auth passes when an empty login is rejected with 400", async () => {
    answers[LOGIN] = [400, '{"error":"email is required"}'];
    await pass("auth");
  });

  it("of auth retries after a failure", async () => {
    answers[LOGIN] = [503, "{}"];
    setTimeout(() => (answers[LOGIN] = [400, "{}"]), 200);
    await pass("auth");
  }).timeout(10_000);

  it("of auth fails if a login returns 500", async () => {
    answers[LOGIN] = [500, "{}"];
    await assert.rejects(pass("auth"), { code: "GATE_FAILED", message: /POST \/auth\/login returned 500/ });
  }).timeout(10_000);

  it("of the API passes with a placeholder for its health", async () => {
    answers["GET /health"] = [501, '{"message":"not implemented","function":"listbackup-dev-gateway-health"}'];
    await pass("gateway", endpoint, WITH_PLACEHOLDER);
  });

  it("of the API fails if a health placeholder answers like a handler", async () => {
    answers["GET /health"] = [200, '{"status":"healthy"}'];
    await assert.rejects(pass("gateway", endpoint, WITH_PLACEHOLDER), { code: "GATE_FAILED", message: /expected 501/ });
  }).timeout(10_000);

  it("of the API fails if it is unhealthy, and shows the redacted response", async () => {
    answers["GET /health"] = [503, '{"status":"unhealthy","password":"abc"}'];
    await assert.rejects(pass("gateway"), {
      code: "GATE_FAILED",
      message: /GET \/health returned 503 \(.*\/health: \{"status":"unhealthy","password":"\[redacted\]"\}\)/,
    });
  }).timeout(10_000);

  it("of the API waits for the first response", async () => {
    const late = createServer((_request, response) => response.end("{}"));
    const port = await freePort();
    setTimeout(() => late.listen(port, "127.0.0.1"), 200);
    await pass("gateway", `http://127.0.0.1:${String(port)}`);
    late.closeAllConnections();
    late.close();
  }).timeout(10_000);

  it("of the API fails without a response", async () => {
    const url = `http://127.0.0.1:${String(await freePort())}`;
    await assert.rejects(pass("gateway", url), {
      code: "GATE_FAILED",
      message: /No response to GET .*\/health.*: .*ECONNREFUSED/,
    });
  }).timeout(10_000);

  it("of the API does not wait for addresses outside a rehearsal", async () => {
    const error = await pass("gateway", "http://192.0.2.1").catch((caught: unknown) => caught as Error);
    assert.equal((error?.cause as { readonly code?: string } | undefined)?.code, "ENDPOINT_NOT_LOOPBACK");
  });
});

/** A port without a listener. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
