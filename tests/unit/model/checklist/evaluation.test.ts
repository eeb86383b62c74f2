import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apiDocument } from "../../../../model/catalog/apiDocument";
import { openItems } from "../../../../model/checklist/openItems";
import {
  alarmsItem,
  apiDocsItem,
  environmentItem,
  migrationsItem,
  testsItem,
} from "../../../../model/checklist/evaluation";
import type { TestRecord } from "../../../../model/checklist/testRecord";
import { ROOT } from "../../../support/project/project";
import { realCatalog, smallCatalog, stageOf } from "../../../support/release";

const COMMIT = "0".repeat(40);
const CLEAN = { commit: COMMIT, branch: "main", dirty: false };
const record = (outcome: TestRecord["outcome"]): TestRecord => ({
  schema: 1,
  commit: COMMIT,
  outcome,
  command: ["go", "test", "./..."],
  at: 1_700_000_000,
  milliseconds: 5,
  who: "arn:aws:iam::100000000001:role/ci",
  run: null,
});

describe("the checklist's item", () => {
  describe("tests", () => {
    it("is the result that is recorded for the commit, with its time", () => {
      const { state, at } = testsItem(CLEAN, record("passed"));
      assert.deepEqual([state, at], ["passed", 1_700_000_000]);
      assert.equal(testsItem(CLEAN, record("failed")).state, "failed");
    });

    it("is unknown without a result, without a commit, and with uncommitted changes", () => {
      assert.equal(testsItem(CLEAN, null).state, "unknown");
      assert.equal(testsItem({ ...CLEAN, commit: null }, null).state, "unknown");
      assert.equal(testsItem({ ...CLEAN, dirty: true }, record("passed")).state, "unknown");
    });
  });

  describe("environment", () => {
    it("has passed where every variable has a value and no required parameter is missing", async () => {
      assert.equal(environmentItem(stageOf("production"), await realCatalog(), []).state, "passed");
    });

    it("has failed without a setting, or a required parameter", async () => {
      const stage = { ...stageOf("production"), settings: {} };
      assert.match(
        environmentItem(stage, await realCatalog(), []).evidence,
        /setting:[a-z-]+ is not in the stage's file/,
      );
      const { state, evidence } = environmentItem(stageOf("dev"), smallCatalog(), ["/listbackup/jwt-secret"]);
      assert.deepEqual([state, evidence], ["failed", "/listbackup/jwt-secret does not exist"]);
    });
  });

  describe("migrations", () => {
    const catalog = () => {
      const small = smallCatalog();
      const users = small.services["users"];
      assert.ok(users !== undefined);
      const index = { purpose: "Fill an index", when: "after", function: "get", back: "not needed" } as const;
      const migrations = { "2026-11-index": index };
      return { ...small, services: { ...small.services, users: { ...users, migrations } } };
    };
    it("has passed where none is pending, or their code is built", () => {
      assert.equal(migrationsItem(smallCatalog(), [], () => false).evidence, "none is pending");
      assert.equal(migrationsItem(catalog(), ["users/2026-11-index"], () => false).state, "passed");
      assert.equal(migrationsItem(catalog(), [], (id) => id === "users/get").state, "passed");
    });

    it("has failed where a pending one has no handler", () => {
      const { state, evidence } = migrationsItem(catalog(), [], () => false);
      assert.deepEqual([state, evidence], ["failed", "without a handler: users/2026-11-index"]);
    });
  });

  describe("api-docs", () => {
    const generated = apiDocument(smallCatalog());
    it("has passed for the same document, in any layout", () => {
      assert.equal(apiDocsItem("f", JSON.stringify(JSON.parse(generated)), generated).state, "passed");
    });

    it("has failed for another document, for none, and for what is not JSON", () => {
      const other = generated.replaceAll("/users/{userId}", "/people/{userId}");
      for (const committed of [other, null, "no JSON"])
        assert.equal(apiDocsItem("f", committed, generated).state, "failed");
    });
  });

  describe("alarms", () => {
    const stage = (emails: readonly string[]) => {
      const { name, alarms } = stageOf("production");
      assert.equal(alarms.kind, "on");
      return { name, alarms: { ...alarms, emails: [...emails] } };
    };
    for (const [title, emails, recipients, state] of [
      ["has failed without a recipient", [], { kind: "no topic" }, "failed"],
      ["has passed before the first deployment", ["a@b.example"], { kind: "no topic" }, "passed"],
      ["has passed when all have confirmed", ["a@b.example"], { kind: "topic", unconfirmed: [] }, "passed"],
      ["has failed until then", ["a@b.example"], { kind: "topic", unconfirmed: ["a@b.example"] }, "failed"],
      ["is unknown if SNS may not be read", ["a@b.example"], { kind: "unreadable", reason: "denied" }, "unknown"],
    ] as const)
      it(title, () => {
        assert.equal(alarmsItem(stage(emails), recipients).state, state);
      });

    it("has failed where alarms are off", () => {
      assert.equal(alarmsItem(stageOf("dev"), { kind: "no topic" }).state, "failed");
    });
  });
});

describe("the open items of a checklist", () => {
  it("are the required ones that have not passed, those without an entry included", () => {
    const at = 1;
    const checklist = {
      tests: { state: "passed", evidence: "", at },
      migrations: { state: "failed", evidence: "no", at },
      alarms: { state: "unknown", evidence: "?", at },
    } as const;
    assert.deepEqual(
      openItems(checklist, ["tests", "migrations", "api-docs"]).map(({ item, state }) => [item, state]),
      [
        ["migrations", "failed"],
        ["api-docs", "unknown"],
      ],
    );
  });
});

describe("docs/api/openapi.json", () => {
  it("has the routes of the catalog; `bin/deploy checklist write-docs` writes it", async () => {
    assert.equal(readFileSync(join(ROOT, "docs", "api", "openapi.json"), "utf8"), apiDocument(await realCatalog()));
  });

  it("has every route, and says which need no token", () => {
    const { paths } = JSON.parse(apiDocument(smallCatalog())) as {
      readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly security: readonly object[] }>>>>;
    };
    assert.deepEqual(Object.keys(paths), ["/auth/login", "/auth/logout", "/health", "/users/{userId}"]);
    assert.deepEqual(paths["/auth/login"]?.["post"]?.security, []);
    assert.deepEqual(paths["/auth/logout"]?.["post"]?.security, [{ cognito: [] }]);
  });
});
