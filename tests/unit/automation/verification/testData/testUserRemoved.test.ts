import { strict as assert } from "node:assert";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AdminDeleteUserCommand, CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import type { VerificationMode } from "../../../../../automation/verification/plan";
import type { Subject } from "../../../../../automation/verification/subject";
import { testUser } from "../../../../../automation/verification/testData/testUser";
import { verifyStage } from "../../../../../automation/verification/verify";
import { checksSchema } from "../../../../../model/catalog/schema/checks";
import { issuerOf } from "../../../../../model/issuer";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

const POOL = "us-west-2_abc";
const CHECKS = checksSchema.parse({
  user: {
    made: "by-registration",
    steps: [
      { request: "POST /auth/register", body: { email: "{{email}}" }, expect: 201, save: { userId: "data.userId" } },
      { request: "POST /auth/login", expect: 200, save: { token: "data.token" }, makes: "nothing" },
    ],
    rows: [{ table: "users", key: { userId: "{{userId}}" } }],
  },
  checks: {
    login: {
      kind: "requests",
      purpose: "He is known",
      group: "login",
      user: true,
      steps: [{ request: "GET /users/me", bearer: "{{token}}", expect: 200 }],
    },
  },
});
const ROW_MAY_BE_LEFT = "may still exist: a row of table users; no response contained its key";

describe("deleting the test user", () => {
  let server: Server;
  let url: string;
  let events: string[];
  let register: (response: ServerResponse) => void;
  let signIn: (response: ServerResponse) => void;
  let profile: (response: ServerResponse) => void;
  const cognito = useMock(() => mockClient(CognitoIdentityProviderClient));
  const dynamodb = useMock(() => mockClient(DynamoDBClient));

  before(async () => {
    server = createServer((request, response) => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      events.push(`${request.method ?? ""} ${path}`);
      if (path === "/auth/register") register(response);
      else if (path === "/auth/login") signIn(response);
      else profile(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  beforeEach(() => {
    events = [];
    register = registered;
    profile = (response) => response.writeHead(200).end("{}");
    signIn = (response) => response.writeHead(200).end(JSON.stringify({ data: { token: token() } }));
    cognito()
      .on(AdminDeleteUserCommand)
      .callsFake(() => {
        events.push("AdminDeleteUser");
      });
    dynamodb()
      .on(DeleteItemCommand)
      .callsFake(({ Key }: { Key: Record<string, { S: string }> }) => {
        events.push(`DeleteItem ${Key["userId"]?.S ?? ""}`);
      });
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  function registered(response: ServerResponse): void {
    response.writeHead(201).end('{"data":{"userId":"u1"}}');
  }
  function token(): string {
    const claims = { iss: issuerOf(stage(), POOL), iat: Math.floor(Date.now() / 1_000) };
    return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
  }
  const stage = () => ({ ...stageOf("dev"), rehearsal: { endpoint: url, provider: "offline" as const } });
  function subject(): Subject {
    const { region, account } = stageOf("dev");
    const target = { kind: "rehearsal", region, account, endpoint: url } as const;
    const release = releaseOf({ ...smallCatalog(), checks: CHECKS });
    return { target, stage: stage(), release, url, userPoolId: POOL, clientId: "", since: 0 } as unknown as Subject;
  }
  function userOf(stop: AbortSignal) {
    const spec = CHECKS.user;
    assert.ok(spec);
    return testUser(subject(), spec, stop);
  }

  it("does nothing where no check needed it", async () => {
    assert.deepEqual([await userOf(new AbortController().signal).delete(), events], [[], []]);
  });

  it("waits for the response to the registration after a cancellation", async () => {
    const stop = new AbortController();
    register = (response) => {
      stop.abort();
      setTimeout(registered, 100, response);
    };
    const user = userOf(stop.signal);
    await assert.rejects(user.variables());
    assert.deepEqual(await user.delete(), []);
    assert.deepEqual(events, ["POST /auth/register", "AdminDeleteUser", "DeleteItem u1"]);
  });

  const NOT_FOUND = Object.assign(new Error("no such user"), { name: "UserNotFoundException" });
  const LOST: readonly (readonly [
    what: string,
    answer: (response: ServerResponse) => void,
    left: readonly (RegExp | string)[],
  ])[] = [
    [
      "the response to the registration was lost",
      (response) => response.destroy(),
      [/^may still exist: the user check-\w+@example\.com; /, ROW_MAY_BE_LEFT],
    ],
    [
      "the response to the registration was an error",
      (response) => response.writeHead(502).end(),
      [/^may still exist: the user check-\w+@example\.com; /, ROW_MAY_BE_LEFT],
    ],
    ["the registration was refused", (response) => response.writeHead(409).end("{}"), []],
  ];
  for (const [what, answer, expected] of LOST) {
    it(`reports what may still exist where ${what}`, async () => {
      register = answer;
      cognito().on(AdminDeleteUserCommand).rejects(NOT_FOUND);
      const user = userOf(new AbortController().signal);
      await assert.rejects(user.variables());
      const left = await user.delete();
      assert.equal(left.length, expected.length, left.join("\n"));
      for (const [index, one] of expected.entries()) assert.match(left[index] ?? "", new RegExp(one));
    });
  }

  it("reports nothing of a sign-in whose response was lost: it creates nothing", async () => {
    signIn = (response) => response.destroy();
    cognito().on(AdminDeleteUserCommand).rejects(NOT_FOUND);
    const user = userOf(new AbortController().signal);
    await assert.rejects(user.variables());
    assert.deepEqual([await user.delete(), events.at(-1)], [[], "DeleteItem u1"]);
  });

  it("deletes user and rows, with an id from a response with an unexpected status", async () => {
    register = (response) => response.writeHead(200).end('{"data":{"userId":"u2"}}');
    const user = userOf(new AbortController().signal);
    await assert.rejects(user.variables());
    assert.deepEqual([await user.delete(), events.at(-1)], [[], "DeleteItem u2"]);
  });

  /** The result of each check, and the terminal's warnings. */
  async function verified(occasion: VerificationMode, stop = new AbortController()) {
    const [noted, warned]: [string[], string[]] = [[], []];
    const terminal = { note: noted.push.bind(noted), warn: warned.push.bind(warned), colors: colors() };
    const results = await verifyStage(subject(), occasion, { terminal: terminal as never, signal: stop.signal });
    const verdicts = results.map(({ id, verdict }) => [id, verdict.kind, (verdict.left ?? []).length]);
    return { verdicts, noted, warned };
  }

  const OCCASIONS: readonly (readonly [occasion: VerificationMode, warnings: number])[] = [
    [{ kind: "deployment" }, 1],
    [{ kind: "rollback" }, 1],
    // Its error says it.
    [{ kind: "verify", groups: [] }, 0],
  ];
  for (const [occasion, warnings] of OCCASIONS) {
    it(`is a result of its own where it fails, with ${String(warnings)} warnings in a ${occasion.kind}`, async () => {
      cognito().on(AdminDeleteUserCommand).rejects(new Error("not allowed"));
      const { verdicts, noted, warned } = await verified(occasion);
      assert.deepEqual(verdicts, [
        ["login", "passed", 0],
        ["user", "passed", 1],
      ]);
      assert.deepEqual([noted.length, warned.length], [2, warnings]);
      for (const line of warned)
        assert.match(line, /^Test data of the checks was not deleted: the user check-\w+@example\.com was not deleted/);
    });
  }

  it("does not count as passed where nothing else has passed", async () => {
    profile = (response) => response.writeHead(500).end();
    cognito().on(AdminDeleteUserCommand).rejects(new Error("not allowed"));
    assert.deepEqual((await verified({ kind: "deployment" })).verdicts, [
      ["login", "failed", 0],
      ["user", "inconclusive", 1],
    ]);
  });

  it("warns also in verify, where the checks were cancelled", async () => {
    const stop = new AbortController();
    register = (response) => {
      stop.abort();
      registered(response);
    };
    cognito().on(AdminDeleteUserCommand).rejects(new Error("not allowed"));
    assert.equal((await verified({ kind: "verify", groups: [] }, stop)).warned.length, 1);
  });

  function colors(): Readonly<Record<string, (text: string) => string>> {
    return { green: String, red: String, yellow: String, dim: String };
  }
});
