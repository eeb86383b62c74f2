import { strict as assert } from "node:assert";
import { tokenProblem } from "../../../../../automation/verification/testData/testUser";
import { stageOf } from "../../../../support/release";

const SUBJECT = { stage: stageOf("dev"), userPoolId: "us-west-2_abc" };
const ISSUER = "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_abc";
const NOW = 1_800_000_000;

function token(claims: object): string {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.sig`;
}

describe("tokenProblem", () => {
  it("accepts a current token of the stage's pool", () => {
    assert.equal(tokenProblem(SUBJECT, token({ iss: ISSUER, iat: NOW - 1, exp: NOW + 3_600 }), NOW), null);
  });

  const LIES: readonly (readonly [what: string, token: string, reason: RegExp])[] = [
    ["comes from another pool", token({ iss: `${ISSUER}d`, iat: NOW }), /^its issuer is .*_abcd, expected .*_abc$/],
    ["says nothing of where it comes from", token({ iat: NOW }), /^its issuer is undefined/],
    [
      "is issued in the future",
      token({ iss: ISSUER, iat: NOW + 600 }),
      /^it was issued 600 s ahead of this machine's clock/,
    ],
    ["is issued long ago", token({ iss: ISSUER, iat: NOW - 600 }), /^it was issued 600 s behind this machine's clock/],
    ["has expired", token({ iss: ISSUER, iat: NOW - 60, exp: NOW }), /^it has expired already$/],
    ["is no JWT", "opaque", /^it is not a JWT$/],
    ["has claims that are no object", `e30.${Buffer.from("7").toString("base64url")}.sig`, /^it is not a JWT$/],
    ["is empty", "", /^it is not a JWT$/],
  ];
  for (const [what, lie, reason] of LIES) {
    it(`rejects a token that ${what}`, () => {
      assert.match(tokenProblem(SUBJECT, lie, NOW) ?? "", reason);
    });
  }
});
