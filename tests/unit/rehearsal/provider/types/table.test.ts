import { strict as assert } from "node:assert";
import { createRequire } from "node:module";
import { INVOKES } from "../../../../../rehearsal/provider/server/invokes";
import { rows } from "../../../../../rehearsal/provider/types/table";

const load = createRequire(__filename);
type Class = new (name: string, args: object, options: object) => unknown;

/** The SDK's class of a token: `aws:sqs/queue:Queue` is `Queue` of `@pulumi/aws/sqs/queue`. */
function classOf(token: string): Class & { readonly __pulumiType?: string } {
  const [, place = "", name = ""] = token.split(":");
  const exported = (load(`@pulumi/aws/${place}`) as Readonly<Record<string, Class>>)[name];
  assert.ok(exported, `@pulumi/aws has no ${token}`);
  return exported;
}

describe("the table of types", () => {
  for (const [token, row] of rows) {
    it(`has ${token} as the AWS provider does`, () => {
      const Type = classOf(token);
      assert.equal((Type as unknown as { readonly __pulumiType: string }).__pulumiType, token);
    });

    it(`${token} has only properties that the AWS provider has`, () => {
      const source = classOf(token).toString();
      const names = [...Object.keys(row.inputs), ...row.outputs];
      assert.deepEqual(
        names.filter((name) => !source.includes(`resourceInputs["${name}"]`)),
        [],
      );
    });
  }

  it("has functions that the AWS provider has", () => {
    const names = [...INVOKES.keys()].map((token) => token.split(":")[1] ?? "");
    const places = names.map((name) => (name.startsWith("index/") ? name.replace("index/", "") : name));
    for (const place of places) assert.doesNotThrow(() => load.resolve(`@pulumi/aws/${place}`));
  });
});
