import { strict as assert } from "node:assert";
import { z } from "zod";
import { settingRows, type SettingSchema } from "../../../../tools/docs/settingRows";

function rows(schema: z.ZodType): ReturnType<typeof settingRows> {
  return settingRows("", z.toJSONSchema(schema, { io: "input" }) as SettingSchema);
}

describe("the configuration reference", () => {
  it("has a row for each value of nested settings, with what is allowed", () => {
    const throttle = z.strictObject({
      rate: z.int().positive().describe("Requests."),
      origins: z.array(z.url()).min(1).describe("Origins."),
    });
    assert.deepEqual(rows(z.strictObject({ throttle, level: z.enum(["INFO", "WARN"]).describe("Level.") })), [
      { path: "throttle.rate", values: "integer above 0", meaning: "Requests." },
      { path: "throttle.origins", values: "list of addresses, at least 1", meaning: "Origins." },
      { path: "level", values: "`INFO`, `WARN`", meaning: "Level." },
    ]);
  });

  it("has a row for the kinds of a setting, and says to which kind a value belongs", () => {
    const alarms = z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("off") }).describe("No alarms."),
      z.strictObject({ kind: z.literal("on"), errors: z.int().min(1).max(9).describe("Errors.") }),
    ]);
    assert.deepEqual(rows(alarms.describe("Alarms.")), [
      { path: "kind", values: "`off` or `on`", meaning: "Alarms. `off`: no alarms; `on`." },
      { path: "errors", values: "integer from 1 to 9", meaning: "(`on`) Errors." },
    ]);
  });

  it("is not written where a setting has no description", () => {
    assert.throws(() => rows(z.strictObject({ secret: z.string() })), /^Error: secret .* has no description$/);
  });
});
