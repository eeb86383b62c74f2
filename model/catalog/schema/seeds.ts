import { z } from "zod";
import { STAGES } from "../../stage/name";
import { name } from "./fields";

// catalog/seeds.yaml: the first rows of tables.

/** As DynamoDB keeps it: text, number, truth value, null, list or map. */
const rowSchema = z.record(z.string().min(1), z.json()).describe("attribute: value; the table's key must be there");

export const tableSeedSchema = z.strictObject({
  stages: z.array(z.enum(STAGES)).min(1).optional().describe("The only stages that get these rows; left out: all"),
  rows: z
    .array(rowSchema)
    .min(1)
    .describe("Each row is written once on a stage, and never over a row that exists; a later change is not written"),
});

/** By table. */
export const seedsSchema = z.record(name, tableSeedSchema);

export type Seeds = z.infer<typeof seedsSchema>;
export type SeedRow = z.infer<typeof rowSchema>;
