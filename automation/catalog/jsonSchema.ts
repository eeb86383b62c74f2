import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CATALOG_FILES } from "../../model/catalog/parse/parseCatalog";
import { serviceSchema } from "../../model/catalog/schema/service";

/** JSON schemas of the catalog files by file name, for editors. */
export function jsonSchemas(): Readonly<Record<string, string>> {
  const kinds = { ...CATALOG_FILES, service: serviceSchema };
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, schema]) => [
      `${kind}.json`,
      `${JSON.stringify(toJsonSchema(schema), null, 2)}\n`,
    ]),
  );
}

/** Schema of the input: keys with a default are optional. */
function toJsonSchema(schema: z.ZodType): unknown {
  return z.toJSONSchema(schema, { io: "input", reused: "inline" });
}

// node -r ./tools/register.cjs automation/catalog/jsonSchema.ts catalog/schema
const [, script = "", folder] = process.argv;
if (script.endsWith("jsonSchema.ts") && folder !== undefined) {
  for (const [name, text] of Object.entries(jsonSchemas())) writeFileSync(join(folder, name), text);
}
