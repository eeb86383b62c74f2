import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { comment, commentBody, MAX_COMMENT_LENGTH } from "../../../../tools/ci/comment";

interface Call {
  readonly method: string;
  readonly url: string;
  readonly authorization: string;
  readonly body: string;
}

describe("the comment of a pull request", () => {
  let server: Server;
  let folder: string;
  let calls: Call[];
  let environment: NodeJS.ProcessEnv;
  /** Status and body by `METHOD path`. */
  let answers: Record<string, readonly [status: number, body: unknown]>;
  beforeEach(async () => {
    [calls, answers] = [[], {}];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const { method = "", url = "", headers } = request;
        calls.push({ method, url, authorization: headers.authorization ?? "", body });
        const [status, answer] = answers[`${method} ${url.replace("/repos/acme/backend/", "")}`] ?? [200, []];
        response.writeHead(status, { "content-type": "application/json" });
        response.end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    folder = await mkdtemp(join(tmpdir(), "listbackup-comment-"));
    const event = join(folder, "event.json");
    await writeFile(event, JSON.stringify({ pull_request: { number: 7 } }));
    environment = {
      GITHUB_API_URL: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
      GITHUB_REPOSITORY: "acme/backend",
      GITHUB_TOKEN: "token",
      GITHUB_EVENT_PATH: event,
      GITHUB_SERVER_URL: "https://github.example",
      GITHUB_RUN_ID: "42",
    };
  });
  afterEach(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  const PAGE_1 = "GET issues/7/comments?per_page=100&page=1";
  const PAGE_2 = "GET issues/7/comments?per_page=100&page=2";

  function written(): readonly (readonly [string, unknown])[] {
    return calls
      .filter(({ method }) => method !== "GET")
      .map(({ method, url, body }) => [`${method} ${url}`, JSON.parse(body) as unknown]);
  }

  it("is written once", async () => {
    await comment("dev", "## Preview", environment);
    assert.deepEqual(written(), [
      ["POST /repos/acme/backend/issues/7/comments", { body: "<!-- listbackup-preview dev -->\n## Preview" }],
    ]);
  });

  it("is edited in place, on whatever page it is", async () => {
    const others = Array.from({ length: 100 }, (_, id) => ({ id, body: "LGTM" }));
    answers[PAGE_1] = [200, others];
    answers[PAGE_2] = [200, [{ id: 555, body: "<!-- listbackup-preview dev -->\nold" }]];
    await comment("dev", "new", environment);
    assert.deepEqual(
      written().map(([call]) => call),
      ["PATCH /repos/acme/backend/issues/comments/555"],
    );
  });

  it("of another stage is another comment", async () => {
    answers[PAGE_1] = [200, [{ id: 555, body: "<!-- listbackup-preview staging -->\nold" }]];
    await comment("dev", "new", environment);
    assert.deepEqual(
      written().map(([call]) => call),
      ["POST /repos/acme/backend/issues/7/comments"],
    );
  });

  it("sends the token in a header only", async () => {
    await comment("dev", "new", environment);
    assert.deepEqual([...new Set(calls.map(({ authorization }) => authorization))], ["Bearer token"]);
    assert.ok(calls.every(({ url, body }) => !`${url}${body}`.includes("token")));
  });

  it("fails with GitHub's answer where the token is expired or has no permission", async () => {
    answers[PAGE_1] = [401, { message: "Bad credentials" }];
    await assert.rejects(comment("dev", "new", environment), (error: Error & { code?: string; what?: string }) => {
      assert.equal(error.code, "GITHUB");
      assert.match(error.what ?? "", /401.*Bad credentials/);
      return true;
    });
  });

  it("fails with the names of what is missing outside GitHub Actions", async () => {
    await assert.rejects(comment("dev", "new", {}), {
      code: "USAGE",
      what: /GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN/,
    });
  });

  it("that is too long keeps its beginning, closes what is folded, and links to the run", () => {
    const preview = `# Summary\n<details>\n${"- a change\n".repeat(10_000)}</details>`;
    const body = commentBody("dev", preview, "https://github.example/run");
    assert.ok(body.length <= MAX_COMMENT_LENGTH, String(body.length));
    assert.ok(body.startsWith("<!-- listbackup-preview dev -->\n# Summary\n"));
    assert.ok(
      body.endsWith(
        "- a change\n\n</details>\n\n… The preview is longer than a comment may be: [whole preview](https://github.example/run).\n",
      ),
      body.slice(-200),
    );
  });

  it("that fits is not changed", () => {
    assert.equal(commentBody("dev", "text", "x"), "<!-- listbackup-preview dev -->\ntext");
  });
});
