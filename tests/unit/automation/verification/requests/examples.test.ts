import { strict as assert } from "node:assert";
import { smokeExamples } from "../../../../../automation/verification/requests/examples";
import type { Release } from "../../../../../model/release/release";
import { realCatalog, releaseOf, stageOf } from "../../../../support/release";

const STAGE = stageOf("dev");
const URL = "https://api.example.com";

describe("examples of requests to a stage", () => {
  let release: Release;
  before(async () => {
    release = releaseOf(await realCatalog());
  });

  it("are its health, how one signs in, and what is one's own", () => {
    const json = "-H 'content-type: application/json'";
    assert.deepEqual(smokeExamples(STAGE, release, URL), [
      "",
      "Try dev:",
      "  curl 'https://api.example.com/health'",
      `  curl -X POST 'https://api.example.com/auth/register' ${json} -d '{"email":"you@example.com","password":"Rehearse-it-1!","name":"You"}'`,
      `  curl -X POST 'https://api.example.com/auth/login' ${json} -d '{"email":"you@example.com","password":"Rehearse-it-1!"}'`,
      "  curl 'https://api.example.com/users/me' -H \"authorization: Bearer $TOKEN\"   # the token of the answer above",
      "  curl -i 'https://api.example.com/users/me'                                   # refused: 401",
      "",
    ]);
  });

  it("are none of what is a placeholder", () => {
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
