import { z } from "zod";
import { STAGES } from "../../stage/name";
import { name } from "./fields";

// catalog/seeds.yaml: initial rows of tables.

/** An item: strings, numbers, booleans, null, lists and maps. */
const rowSchema = z
  .record(z.string().min(1), z.json())
  .describe("attribute: value; includes the complete key of the table");

const tableSeedSchema = z.strictObject({
  stages: z.array(z.enum(STAGES)).min(1).optional().describe("Stages to write these rows on; default: all"),
  rows: z
    .array(rowSchema)
    .min(1)
    .describe("Each row is written once per stage and never overwrites an existing row; later changes are not written"),
});

/** By table. */
export const seedsSchema = z.record(name, tableSeedSchema);

export type SeedRow = z.infer<typeof rowSchema>;
