import { strict as assert } from "node:assert";
import { previewMarkdown, type PreviewSubject } from "../../../../automation/ui/previewMarkdown";
import type { Change } from "../../../../automation/engine/changes/change";
import type { Inputs, PlannedResource } from "../../../../model/review/plannedResource";
import { realCatalog, smallCatalog, stageOf } from "../../../support/release";

const FUNCTION = "aws:lambda/function:Function";

function resource(type: string, name: string, inputs: Inputs): PlannedResource {
  return { urn: `urn:${name}`, type, name, protect: false, inputs };
}

function change(more: Partial<Change> & Pick<Change, "kind" | "name">): Change {
  return { urn: `urn:${more.name}`, type: FUNCTION, phase: "users", properties: [], losses: [], ...more };
}

function lines(more: Partial<PreviewSubject>): readonly string[] {
  return previewMarkdown({
    stage: stageOf("dev"),
    catalog: smallCatalog(),
    changes: [],
    previous: [],
    resources: [],
    review: undefined,
    cost: undefined,
    ...more,
  });
}

describe("a preview as the comment of a pull request", () => {
  it("has what stops a deployment, and what is replaced, before all else", () => {
    const queue = change({
      kind: "delete",
      name: "queue-sync",
      phase: "core",
      losses: [
        { kind: "delete", name: "queue-sync", lost: "its messages", type: "aws:sqs/queue:Queue", id: "", part: false },
      ],
    });
    const table = change({ kind: "replace", name: "table-users", phase: "core", properties: ["hashKey"] });
    assert.deepEqual(lines({ changes: [queue, table] }).slice(0, 10), [
      "### Preview of `dev`",
      "",
      "**1 to replace, 1 to delete**",
      "",
      "> [!CAUTION]",
      "> A deployment is refused:",
      "> - delete `queue-sync` loses its messages; with `--allow-delete queue-sync` it is accepted",
      "",
      "> [!WARNING]",
      "> Replaced:",
    ]);
  });

  it("counts findings of the security review that stop the stage", () => {
    const finding = {
      severity: "critical",
      code: "PUBLIC_BUCKET",
      subject: "bucket-data",
      reason: "",
      remedy: "",
    } as const;
    const review = { findings: [finding], resources: 3, accepted: 0, notReviewed: [] };
    const found = lines({ review, stage: { name: "dev", security: { stopAt: "high" } } });
    assert.ok(found.includes("> - findings of the security review: 1 critical"));
    const never = lines({ review, stage: { name: "dev", security: { stopAt: "never" } } });
    assert.ok(!never.includes("> [!CAUTION]"));
  });

  it("groups changes by phase and service, with the old and new value of each property", () => {
    const name = "users-get";
    const found = lines({
      changes: [change({ kind: "update", name })],
      previous: [resource(FUNCTION, name, { memorySize: 128, environment: { variables: { A: "x" } } })],
      resources: [resource(FUNCTION, name, { memorySize: 256, environment: { variables: { A: "x" } } })],
    });
    const start = found.indexOf("<details><summary>User services: 1 to update</summary>");
    assert.deepEqual(found.slice(start + 2, start + 6), [
      "**users**: 1 to update",
      "",
      "- update `users-get` (aws:lambda/function:Function)",
      "  - `memorySize`: `128` → `256`",
    ]);
  });

  it("shows routes as routes, and not the document's text", () => {
    const api = "aws:apigatewayv2/api:Api";
    const body = (path: string): string => JSON.stringify({ paths: { [path]: { get: {} } } });
    const found = lines({
      changes: [change({ kind: "update", name: "api", type: api, phase: "gateway" })],
      previous: [resource(api, "api", { body: body("/old") })],
      resources: [resource(api, "api", { body: body("/new") })],
    });
    assert.ok(found.includes("| added | `GET /new` |  |"));
    assert.ok(found.includes("| removed | `GET /old` |  |"));
    assert.ok(!found.some((line) => line.includes("`body")));
  });

  it("writes values as code, whatever they contain", () => {
    const found = lines({
      changes: [change({ kind: "update", name: "users-get" })],
      previous: [resource(FUNCTION, "users-get", { description: "a" })],
      resources: [resource(FUNCTION, "users-get", { description: "a | `b`\n<script>" })],
    });
    assert.ok(found.includes("  - `description`: `a` → `` a \\| `b` <script> ``"), found.join("\n"));
  });

  it("counts aliases that move with their functions", () => {
    const alias = { type: "aws:lambda/alias:Alias", properties: ["functionVersion"] };
    const found = lines({
      changes: ["users-get-live", "users-put-live"].map((name) => change({ kind: "update", name, ...alias })),
    });
    assert.deepEqual(
      found.filter((line) => line.startsWith("- ")),
      ["- 2 aliases move to the new version"],
    );
  });

  it("names the checks that will run, and none where nothing changes", async () => {
    const catalog = await realCatalog();
    const checksIn = (found: readonly string[]): readonly string[] =>
      found.filter((line) => / checks after the deployment/.test(line));
    const changes = [change({ kind: "create", name: "users-get" })];
    assert.equal(checksIn(lines({ catalog, changes })).length, 1);
    assert.ok(lines({ catalog, changes }).some((line) => line.startsWith("- health: ")));
    assert.deepEqual(checksIn(lines({ catalog })), []);
  });
});
