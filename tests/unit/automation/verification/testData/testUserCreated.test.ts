import { strict as assert } from "node:assert";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import type { Subject } from "../../../../../automation/verification/subject";
import { verificationError } from "../../../../../automation/verification/verificationError";
import { verifyStage } from "../../../../../automation/verification/verify";
import { checksSchema, type Checks } from "../../../../../model/catalog/schema/checks";
import { issuerOf } from "../../../../../model/issuer";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const POOL = "us-west-2_abc";
const NEEDS_USER = {
  kind: "requests",
  purpose: "The user is known",
  group: "login",
  user: true,
  steps: [{ request: "GET /users/me", bearer: "{{token}}", expect: 200 }],
};
/** A registration as another backend has it: a phone number, a nested body, row keys with prefixes. */
const CHECKS = checksSchema.parse({
  user: {
    made: "by-registration",
    steps: [
      {
        request: "POST /auth/register",
        body: { contact: { emails: ["{{email}}"], phone: "{{phone}}" }, terms: true },
        expect: 201,
        save: { userId: "user.id" },
      },
      { request: "POST /auth/login", expect: 200, save: { token: "tokens.0.value" }, makes: "nothing" },
    ],
    rows: [{ table: "users", key: { userId: "USER#{{userId}}" } }],
  },
  checks: { login: NEEDS_USER, profile: NEEDS_USER, tags: { ...NEEDS_USER, group: "operations" } },
});

describe("creating the test user", () => {
  let server: Server;
  let url: string;
  let registration: { readonly status: number; readonly body: string };
  let bodies: unknown[];
  const cognito = mockClient(CognitoIdentityProviderClient);
  const dynamodb = mockClient(DynamoDBClient);

  before(async () => {
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const path = (request.url ?? "").split("?")[0];
        if (path === "/auth/register") {
          bodies.push(JSON.parse(body));
          response.writeHead(registration.status).end(registration.body);
        } else response.writeHead(200).end(JSON.stringify({ tokens: [{ value: token() }] }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  beforeEach(() => {
    bodies = [];
    registration = { status: 201, body: '{"user":{"id":"u1"}}' };
    cognito.reset();
    dynamodb.reset();
    cognito.on(AdminDeleteUserCommand).resolves({});
    cognito.on(AdminCreateUserCommand).resolves({});
    dynamodb.on(DeleteItemCommand).resolves({});
  });
  after(() => {
    cognito.restore();
    dynamodb.restore();
    server.closeAllConnections();
    server.close();
  });

  const stage = () => ({ ...stageOf("dev"), rehearsal: { endpoint: url, provider: "offline" as const } });
  function token(): string {
    const claims = { iss: issuerOf(stage(), POOL), iat: Math.floor(Date.now() / 1_000) };
    return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
  }
  async function verified(checks: Checks = CHECKS) {
    const { region, account } = stageOf("dev");
    const subject = {
      target: { kind: "rehearsal", region, account, endpoint: url },
      stage: stage(),
      release: releaseOf({ ...smallCatalog(), checks }),
      url,
      userPoolId: POOL,
      since: 0,
      locate: (path: readonly PropertyKey[]) => Promise.resolve(`checks.yaml of ${path.join(".")}`),
    } as unknown as Subject;
    const colors = { green: String, red: String, yellow: String, dim: String };
    const terminal = { note: () => undefined, warn: () => undefined, colors };
    return verifyStage(
      subject,
      { kind: "verify", groups: [] },
      {
        terminal: terminal as never,
        signal: new AbortController().signal,
      },
    );
  }

  it("sends what another backend requires, and deletes rows whose keys have a prefix", async () => {
    const results = await verified();
    assert.deepEqual(
      results.map(({ id, verdict }) => `${id} ${verdict.kind}`),
      ["login passed", "profile passed", "tags passed"],
    );
    const [{ contact } = { contact: { emails: [], phone: "" } }] = bodies as {
      readonly contact: { readonly emails: readonly string[]; readonly phone: string };
    }[];
    assert.match(contact.emails[0] ?? "", /^check-\w+@example\.com$/);
    // Reserved for fiction: no message is delivered.
    assert.match(contact.phone, /^\+1\d{3}55501\d{2}$/);
    assert.deepEqual(dynamodb.commandCalls(DeleteItemCommand)[0]?.args[0].input.Key, { userId: { S: "USER#u1" } });
  });

  it("is one failure where it fails, and checks that need the user do not run", async () => {
    registration = { status: 400, body: '{"error":"phone is required"}' };
    const results = await verified();
    assert.deepEqual(
      results.map(({ id, verdict }) => [id, verdict.kind, verdict.kind === "inconclusive" ? verdict.reason : ""]),
      [
        ["login", "inconclusive", "not run: no test user"],
        ["profile", "inconclusive", "not run: no test user"],
        ["tags", "inconclusive", "not run: no test user"],
        ["user", "failed", ""],
      ],
    );
  });

  it("reports step, request, response, line and remedy where it fails", async () => {
    registration = { status: 400, body: '{"error":"phone is required"}' };
    const error = verificationError(await verified(), stageOf("dev"), "Go.", "fail");
    const lines = (error?.what ?? "").split("\n").map((line) => line.trim().replace(/ {2,}/, " "));
    assert.equal(error?.code, "VERIFICATION");
    assert.deepEqual(lines.slice(0, 2), [
      "1 of 4 checks failed:",
      "The test user: it could not be created: POST /auth/register returned 400, expected 201",
    ]);
    assert.match(lines[2] ?? "", /^request POST \/auth\/register \{"contact":/);
    assert.deepEqual(lines.slice(3, 5), [
      'response 400 {"error":"phone is required"}',
      "declared checks.yaml of checks.user.steps.0",
    ]);
    assert.match(lines[5] ?? "", /^fix Change this step to match/);
  });

  it("sets the attributes of the checks in the pool", async () => {
    const user = CHECKS.user && {
      ...CHECKS.user,
      made: "by-administrator" as const,
      attributes: { phone_number: "{{phone}}" },
    };
    await verified({ ...CHECKS, ...(user === undefined ? {} : { user }) });
    const { UserAttributes = [] } = cognito.commandCalls(AdminCreateUserCommand)[0]?.args[0].input ?? {};
    assert.match(UserAttributes.find(({ Name }) => Name === "phone_number")?.Value ?? "", /^\+1\d{3}55501\d{2}$/);
  });
});
