import { strict as assert } from "node:assert";
import { commonPath, covers, fixedSegments, iamPattern, isPattern, nameOnStage } from "../../../model/parameterName";

const OAUTH = "/listbackup/{stage}/platforms/{platform}/oauth/*";

describe("a name in Parameter Store", () => {
  it("has the stage's whole name in it", () => {
    assert.equal(nameOnStage(OAUTH, { name: "production" }), "/listbackup/production/platforms/{platform}/oauth/*");
  });

  for (const [name, expected] of [
    ["/listbackup/jwt-secret", false],
    ["/listbackup/{stage}/jwt-secret", false],
    ["/listbackup/{stage}/platforms/*", true],
    ["/listbackup/{platform}/oauth", true],
  ] as const) {
    it(`${name} is ${expected ? "a" : "no"} pattern`, () => {
      assert.equal(isPattern(name), expected);
    });
  }

  it("has a path that all have which match it", () => {
    assert.deepEqual([OAUTH, "/listbackup/jwt-secret", "/{any}/x"].map(commonPath), [
      "/listbackup/{stage}/platforms",
      "/listbackup/jwt-secret",
      "",
    ]);
  });

  it("has segments that say which are meant", () => {
    assert.deepEqual([OAUTH, "/listbackup/{stage}/*", "/*"].map(fixedSegments), [2, 1, 0]);
  });

  it("is written for IAM with a star for each wildcard", () => {
    assert.equal(iamPattern("/listbackup/dev/platforms/{platform}/oauth/*"), "/listbackup/dev/platforms/*/oauth/*");
  });

  const COVERED: readonly (readonly [pattern: string, other: string, expected: boolean])[] = [
    ["/a/b/{x}/c/*", "/a/b/keap/c/id", true],
    ["/a/b/{x}/c/*", "/a/b/keap/c/id/old", true],
    ["/a/b/{x}/c/*", "/a/b/keap/c", false],
    ["/a/b/{x}/c/*", "/a/b/keap/extra/c/id", false],
    ["/a/b/*", "/a/b/{x}/c/*", true],
    ["/a/b/{x}/c/*", "/a/b/*", false],
    ["/a/{stage}/*", "/a/{stage}/b", true],
    ["/a/{x}", "/a/b", true],
    ["/a/{x}", "/a/*", false],
    ["/a/b", "/a/b", true],
    ["/a/b", "/a/bc", false],
  ];
  for (const [pattern, other, expected] of COVERED) {
    it(`${pattern} ${expected ? "covers" : "does not cover"} ${other}`, () => {
      assert.equal(covers(pattern, other), expected);
    });
  }
});
