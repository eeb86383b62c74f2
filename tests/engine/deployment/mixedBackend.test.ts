import { strict as assert } from "node:assert";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { makeProject, ROOT, type CommandResult, type TestProject } from "../../support/project/project";

const BACKEND = { LISTBACKUP_BACKEND: join(ROOT, "tests", "fixtures", "mixed-backend") };

interface Rehearsed {
  readonly endpoint: string;
  readonly stages: readonly {
    readonly url: string;
    readonly checks: readonly { readonly id: string; readonly verdict: string; readonly reason?: string }[];
  }[];
  readonly refusedCalls?: { readonly refused: number };
}

/*
 * A backend that grew over years, with a catalog of its own: handlers on AWS SDK for Go v1 and v2, in Node.js and Python,
 * behind a Lambda authorizer, from a queue and by a schedule; a folder with two commands, three handlers that do not
 * compile, one that is missing, and one that calls a host of its own.
 */
describe("a backend of mixed origin", function () {
  this.timeout(600_000);
  let project: TestProject;
  let rehearsed: CommandResult;
  let url = "";
  let token = "";
  let userId = "";

  before(async () => {
    project = await makeProject();
    rehearsed = await project.deploy(["rehearse", "--stages", "dev"], BACKEND);
  });
  after(() => project.remove());

  const document = (): Rehearsed => JSON.parse(rehearsed.stdout) as Rehearsed;

  async function call(
    request: string,
    options: { readonly body?: object; readonly token?: string } = {},
  ): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
    const [method = "", path = ""] = request.split(" ");
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
      },
      ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  it("has no error in its catalog, and a warning for each handler that is seen not to compile", async () => {
    const { exit, json } = await project.deploy(["check"], BACKEND);
    const { findings } = json as unknown as { readonly findings: readonly { code: string; severity: string }[] };
    assert.deepEqual(
      [
        exit,
        findings.filter(({ severity }) => severity === "error"),
        findings.some(({ code }) => code === "HANDLER_BROKEN"),
      ],
      [0, [], true],
    );
  });

  it("comes up with nothing set but its folder", () => {
    assert.equal(rehearsed.exit, 0, rehearsed.stdout + rehearsed.stderr);
    url = document().stages[0]?.url ?? "";
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\//);
  });

  it("says where each handler does not compile", () => {
    for (const place of ["teams/create/main.go:12", "teams/list/main.go:5", "clients/get/main.go:13"])
      assert.ok(rehearsed.stderr.includes(place), `${place} is not named in ${rehearsed.stderr}`);
  });

  it("passes its own checks", () => {
    const verdicts = (document().stages[0]?.checks ?? []).map(({ id, verdict }) => `${id} ${verdict}`);
    assert.ok(verdicts.includes("login passed"), verdicts.join(", "));
    assert.deepEqual(
      verdicts.filter((verdict) => verdict.endsWith("failed")),
      [],
    );
  });

  it("registers and signs in a user by SDK v1", async () => {
    const email = `mixed-${String(Date.now())}@example.com`;
    const password = "Correct-Horse-7";
    const registration = { email, password, firstName: "Mixed", lastName: "Backend", phoneNumber: "+12065550100" };
    const registered = await call("POST /auth/register", { body: registration });
    const signedIn = await call("POST /auth/login", { body: { email, password } });
    assert.deepEqual([registered.status, signedIn.status], [201, 200]);
    [userId, token] = [String(registered.body["userId"]), String(signedIn.body["token"])];
  });

  it("answers a health check in Node.js", async () => {
    assert.deepEqual((await call("GET /health")).body["stage"], "dev");
  });

  it("knows the caller from the Lambda authorizer, and rejects others", async () => {
    const [known, unknown] = [await call("GET /users/me", { token }), await call("GET /users/me")];
    assert.deepEqual([known.status, known.body["userId"], unknown.status], [200, userId, 401]);
  });

  it("scans and writes by SDK v1, with the parameter of its route", async () => {
    const created = await call(`POST /accounts/${userId}/sub-accounts`, { token, body: {} });
    const listed = await call("GET /accounts", { token });
    assert.deepEqual([created.status, listed.body["accounts"]], [201, [userId]]);
  });

  it("writes and reads by SDK v2 under the JWT authorizer", async () => {
    const { body } = await call("POST /tags", { token, body: { name: "blue" } });
    assert.deepEqual((await call(`GET /tags/${String(body["tagId"])}`, { token })).body, { name: "blue" });
  });

  it("hands a job to the Python worker by a standard queue", async () => {
    const { status, body } = await call("POST /jobs", { token, body: {} });
    assert.equal(status, 202);
    const state = async () => (await call(`GET /jobs/${String(body["jobId"])}`, { token })).body["status"];
    let current = await state();
    for (let tries = 0; tries < 60 && current !== "reported"; tries += 1) {
      await sleep(500);
      current = await state();
    }
    assert.equal(current, "reported");
  });

  it("builds the file of a folder that the catalog names", async () => {
    assert.deepEqual((await call("GET /sources", { token })).body, { sources: [] });
  });

  it("lists the first rows of a table, which came with the release", async () => {
    assert.deepEqual((await call("GET /platforms")).body, { platforms: ["mail", "shop"] });
  });

  for (const request of ["POST /teams", "GET /teams", "GET /clients/1", "GET /clients"]) {
    it(`answers 501 to ${request}, which has no code that builds`, async () => {
      assert.equal((await call(request, { token })).status, 501);
    });
  }

  it("reaches no host outside", async () => {
    assert.deepEqual((await call("GET /platforms/status")).body, { reachable: false });
  });

  it("is verified: the tests that it does not have are inconclusive, and the call that tried to leave is counted", async () => {
    const { exit, json, stdout } = await project.deploy(["verify", "dev", "--rehearsal"], BACKEND);
    const { checks } = json as unknown as {
      readonly checks: readonly { readonly id: string; readonly verdict: { readonly kind: string } }[];
    };
    const integration = checks.find(({ id }) => id === "integration")?.verdict.kind;
    assert.deepEqual([exit, integration], [0, "inconclusive"], stdout);
    assert.match(stdout, /status\.example\.com:443/);
  });

  it("has nothing to change the second time", async () => {
    const { exit, json } = await project.deploy(
      ["preview", "dev", "--rehearsal", "--full", "--expect-no-changes"],
      BACKEND,
    );
    assert.deepEqual([exit, json.error?.code], [0, undefined]);
  });
});
