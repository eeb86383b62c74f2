import { strict as assert } from "node:assert";
import { liveVersionFilter } from "../../../../../automation/verification/monitoring/liveVersions";
import { NAMES } from "../../../../../model/names";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";

const STAGE = stageOf("production");
const RELEASE = releaseOf(smallCatalog());
const VERSIONS = { "gateway/health": "1", "auth/login": "7", "auth/logout": "3", "jobs/follow": "2" };
const LOGIN = NAMES.function.of(STAGE, "auth", "login");

function isLive(stream: string, service = "auth", versions: Readonly<Record<string, string>> = VERSIONS): boolean {
  return liveVersionFilter({ stage: STAGE, release: RELEASE, versions })({
    group: NAMES.logGroup.of(STAGE, service),
    stream,
  });
}

describe("liveVersionFilter", () => {
  const COUNTED: readonly (readonly [what: string, stream: string, service?: string])[] = [
    ["a function's live version", `2026/11/24/${LOGIN}[7]0f3a`],
    ["a live version of any function of the group, where the stream names none", "2026/11/24/[3]0f3a"],
    [
      "a function of which no version is known",
      `2026/11/24/${NAMES.function.of(STAGE, "users", "get")}[4]0f3a`,
      "users",
    ],
    ["a group of such a function, where the stream names none", "2026/11/24/[4]0f3a", "users"],
    ["a stream without a number", `2026/11/24/${LOGIN}[$LATEST]0f3a`],
    ["a stream that is called otherwise", "one"],
    ["no stream", ""],
  ];
  for (const [what, stream, service] of COUNTED) {
    it(`accepts lines of ${what}`, () => {
      assert.equal(isLive(stream, service), true);
    });
  }

  const OLD: readonly (readonly [what: string, stream: string])[] = [
    ["an older version", `2026/11/24/${LOGIN}[6]0f3a`],
    ["a version that is live of another function", `2026/11/24/${LOGIN}[3]0f3a`],
    ["a version that begins as a live one", `2026/11/24/${LOGIN}[70]0f3a`],
    ["a function that no longer exists", `2026/11/24/${NAMES.function.of(STAGE, "auth", "gone")}[7]0f3a`],
    ["an older version of all functions of the group, where the stream names none", "2026/11/24/[1]0f3a"],
  ];
  for (const [what, stream] of OLD) {
    it(`rejects lines of ${what}`, () => {
      assert.equal(isLive(stream), false);
    });
  }

  it("accepts all lines, where no version is known", () => {
    assert.equal(isLive(`2026/11/24/${LOGIN}[6]0f3a`, "auth", {}), true);
  });
});
