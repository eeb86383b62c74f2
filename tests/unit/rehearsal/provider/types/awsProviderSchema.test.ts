import { strict as assert } from "node:assert";
import type { Traits } from "../../../../../rehearsal/provider/schema/schema";
import { rows } from "../../../../../rehearsal/provider/types/table";
import { AWS_PROVIDER_SCHEMA } from "./awsProviderSchema";

/** Inputs of a row with a trait, in order of name. */
function inputsWith(token: string, trait: keyof Traits, without: object = {}): readonly string[] {
  const row = rows.get(token);
  assert.ok(row, `${token} has no row`);
  return Object.entries(row.inputs)
    .filter(([name, { traits }]) => traits[trait] === true && !Object.hasOwn(without, name))
    .map(([name]) => name)
    .sort();
}

describe("the offline provider beside the AWS provider's schema", () => {
  for (const [token, { forceNew, unchanged, differs }] of Object.entries(AWS_PROVIDER_SCHEMA)) {
    it(`replaces ${token} for the same inputs`, () => {
      assert.deepEqual(inputsWith(token, "replaces"), forceNew);
    });

    it(`keeps the same inputs of ${token} that a program leaves out`, () => {
      assert.deepEqual(inputsWith(token, "computed", differs), unchanged);
    });
  }
});
