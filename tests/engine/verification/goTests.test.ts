import { strict as assert } from "node:assert";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkGoTests } from "../../../automation/verification/goTests/goTests";
import type { Subject } from "../../../automation/verification/subject";
import { errorVerdict, type Verdict } from "../../../automation/verification/verdict";
import { checkSchema, type CheckOf } from "../../../model/catalog/schema/checks";
import { releaseOf, smallCatalog, stageOf } from "../../support/release";

const STAGE = stageOf("dev");
const TAGGED = "//go:build integration\n\npackage api\n\n";
const MODULE = { "go.mod": "module example.com/backend\n\ngo 1.24\n", "a/a.go": "package a\n" };

/** With the real go command, in a module of its own. */
describe("the backend's own tests, by go", function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "listbackup-go-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function check(
    files: Readonly<Record<string, string>>,
    signal = new AbortController().signal,
  ): Promise<Verdict> {
    for (const [file, text] of Object.entries({ ...MODULE, ...files })) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    }
    const { region, account } = STAGE;
    const subject = {
      target: { kind: "aws", region, account },
      stage: STAGE,
      release: releaseOf(smallCatalog()),
      url: "https://api.example.com",
      userPoolId: "p",
      clientId: "c",
      backend: folder,
    };
    const text = { kind: "go-tests", purpose: "Tests", group: "integration", tags: "integration", packages: "./..." };
    const spec = checkSchema.parse(text) as CheckOf<"go-tests">;
    return checkGoTests(subject as unknown as Subject, spec, signal).catch(errorVerdict);
  }

  it("pass, of the packages that have some and of no others", async () => {
    const verdict = await check({
      "a/a_test.go": 'package a\n\nimport "testing"\n\nfunc TestA(t *testing.T) { t.Fatal("no test of the stage") }\n',
      "api/api_test.go": `${TAGGED}import "testing"\n\nfunc TestOne(t *testing.T) {}\nfunc TestTwo(t *testing.T) { t.Skip("x") }\n`,
    });
    assert.deepEqual(verdict, { kind: "passed", note: "1 test, 1 skipped" });
  });

  it("are inconclusive where no test has the tags, although others are there", async () => {
    const verdict = await check({ "a/a_test.go": 'package a\n\nimport "testing"\n\nfunc TestA(t *testing.T) {}\n' });
    assert.deepEqual(verdict, { kind: "inconclusive", reason: "no test in ./... has the tags integration" });
  });

  it("are inconclusive where the files with the tags have no test", async () => {
    const verdict = await check({ "api/api_test.go": TAGGED });
    assert.deepEqual(verdict, { kind: "inconclusive", reason: "no test in example.com/backend/api" });
  });

  it("are inconclusive where all were skipped, and say why", async () => {
    const verdict = await check({
      "api/api_test.go": `${TAGGED}import "testing"\n\nfunc TestOne(t *testing.T) { t.Skip("API_EMAIL is not set") }\n`,
    });
    assert.deepEqual(verdict, {
      kind: "inconclusive",
      reason: "all 1 test skipped: api_test.go:7: API_EMAIL is not set",
    });
  });

  it("fail with what a test says, without frames", async () => {
    const verdict = await check({
      "api/api_test.go": `${TAGGED}import "testing"\n\nfunc TestOne(t *testing.T) { t.Error("answers 500") }\nfunc TestTwo(t *testing.T) { t.Log("fine") }\n`,
    });
    assert.equal(verdict.kind, "failed");
    assert.match(
      verdict.reason,
      /^go test -tags=integration \.\/\.\.\. failed:\n\s+api_test\.go:7: answers 500\n--- FAIL: TestOne \(\d+\.\d+s\)$/,
    );
  });

  it("fail with the compiler's words where they do not compile", async () => {
    const verdict = await check({
      "api/api_test.go": `${TAGGED}import "testing"\n\nfunc TestOne(t *testing.T) { nope() }\n`,
    });
    assert.deepEqual(verdict, {
      kind: "failed",
      reason: "go test -tags=integration ./... failed:\napi/api_test.go:7:30: undefined: nope",
    });
  });

  it("fail where go.mod lacks what they import, and say what to run", async () => {
    const verdict = await check({
      "api/api_test.go": `${TAGGED}import (\n\t"testing"\n\n\t_ "example.org/missing"\n)\n\nfunc TestOne(t *testing.T) {}\n`,
    });
    assert.equal(verdict.kind, "failed");
    assert.match(verdict.reason, /failed because go\.mod is not up to date: run `go mod tidy` in the backend:\n/);
  });

  it("fail where go.mod cannot be read", async () => {
    const verdict = await check({ "go.mod": "module example.com/backend\n\nbogus\n" });
    assert.deepEqual(verdict, {
      kind: "failed",
      reason: "go list ./... failed:\ngo: errors parsing go.mod:\ngo.mod:3: unknown directive: bogus",
    });
  });

  it("fail when they are stopped, with what had run, and end", async () => {
    const stop = new AbortController();
    const running = check(
      {
        "api/api_test.go": `${TAGGED}import (\n\t"os"\n\t"testing"\n\t"time"\n)\n\nfunc TestOne(t *testing.T) {}\nfunc TestTwo(t *testing.T) {\n\t_ = os.WriteFile("started", nil, 0o600)\n\ttime.Sleep(time.Hour)\n}\n`,
      },
      stop.signal,
    );
    const { access } = await import("node:fs/promises");
    const isThere = (): Promise<boolean> =>
      access(join(folder, "api", "started")).then(
        () => true,
        () => false,
      );
    while (!(await isThere())) await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    assert.deepEqual(await running, {
      kind: "failed",
      reason: "go test was stopped: 1 passed, 0 failed, 0 skipped; running: TestTwo; 0 of 1 packages done",
    });
  });
});
