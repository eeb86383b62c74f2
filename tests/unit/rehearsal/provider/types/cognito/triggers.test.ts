import { strict as assert } from "node:assert";
import type { lambdaConfig } from "../../../../../../rehearsal/provider/types/cognito/triggers";
import { updatedLambdaConfig } from "../../../../../../rehearsal/provider/types/cognito/triggers";
import type { Shape } from "../../../../../../rehearsal/provider/schema/schema";

type Triggers = NonNullable<Shape<{ lambdaConfig: typeof lambdaConfig }>["lambdaConfig"]>;

const FOUND = {
  PreSignUp: "arn:sign-up",
  PreTokenGeneration: "arn:claims",
  PreTokenGenerationConfig: { LambdaArn: "arn:claims", LambdaVersion: "V2_0" as const },
};

/** What is sent, less what is undefined. */
function sent(given: Partial<Triggers> | undefined): unknown {
  return JSON.parse(JSON.stringify(updatedLambdaConfig(given as Triggers | undefined, FOUND)));
}

describe("an update of a user pool's triggers, offline", () => {
  it("keeps the pre token generation trigger where others are given without it, as the official provider does", () => {
    assert.deepEqual(sent({ preSignUp: "arn:other" }), { ...FOUND, PreSignUp: "arn:other" });
  });

  it("takes another pre token generation trigger, and drops others that are not given", () => {
    const preTokenGenerationConfig = { lambdaArn: "arn:new", lambdaVersion: "V1_0" };
    assert.deepEqual(sent({ preTokenGeneration: "arn:new", preTokenGenerationConfig }), {
      PreTokenGeneration: "arn:new",
      PreTokenGenerationConfig: { LambdaArn: "arn:new", LambdaVersion: "V1_0" },
    });
  });

  it("clears all of them where none is given", () => {
    assert.deepEqual(sent(undefined), {});
  });
});
