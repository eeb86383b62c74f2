import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { smokeExamples } from "../../../../../automation/verification/requests/examples";
import type { Release } from "../../../../../model/release/release";
import { realCatalog, releaseOf, stageOf } from "../../../../support/release";

const STAGE = stageOf("dev");
const URL = "https://api.example.com";

describe("smokeExamples", () => {
  let release: Release;
  before(async () => {
    release = releaseOf(await realCatalog());
  });

  it("are health, sign-in, and the caller's own data", () => {
    assert.deepEqual(smokeExamples(STAGE, release, URL), [
      "",
      "Try dev:",
      "  curl 'https://api.example.com/health'",
      "  curl -X POST 'https://api.example.com/auth/register' \\",
      "    -H 'content-type: application/json' \\",
      `    -d '{"email":"you@example.com","password":"Rehearse-it-1!","name":"You"}'`,
      "  curl -X POST 'https://api.example.com/auth/login' \\",
      "    -H 'content-type: application/json' \\",
      `    -d '{"email":"you@example.com","password":"Rehearse-it-1!"}'`,
      "  # with the token of the response above",
      `  curl 'https://api.example.com/users/me' -H "authorization: Bearer $TOKEN"`,
      "  # without a token: 401",
      "  curl -i 'https://api.example.com/users/me'",
      "",
    ]);
  });

  it("fit a terminal of 80 columns, and are the same to a shell", () => {
    const [first, ...others] = release.catalog.checks.user?.steps ?? [];
    assert.ok(first !== undefined);
    const body = { ...first.body, note: "It's a note".repeat(2), more: "x".repeat(20) };
    const user = { ...release.catalog.checks.user, steps: [{ ...first, body }, ...others] };
    const catalog = { ...release.catalog, checks: { ...release.catalog.checks, user } } as Release["catalog"];
    const lines = smokeExamples(STAGE, { ...release, catalog }, URL);
    const shell = `curl() { case "$7" in *note*) printf '%s' "$7";; esac; }`;
    const printed = execFileSync("sh", ["-c", [shell, ...lines.slice(2)].join("\n")], { encoding: "utf8" });
    assert.deepEqual(
      [lines.filter((line) => line.length > 80), (JSON.parse(printed) as { readonly note: string }).note],
      [[], body.note],
    );
  });

  it("leave out placeholders", () => {
    const artifacts = Object.entries(release.artifacts).map(([id, artifact]) => {
      const isPlaceholder = id === "gateway/health" || id.startsWith("auth/") || id === "users/usersGetMe";
      return [id, isPlaceholder ? { ...artifact, kind: "placeholder" } : artifact];
    });
    const lines = smokeExamples(
      STAGE,
      { ...release, artifacts: Object.fromEntries(artifacts) as Release["artifacts"] },
      URL,
    );
    assert.deepEqual(
      lines.filter((line) => /\/health|\/auth\/|\/users\/me/.test(line)),
      [],
    );
  });
});
