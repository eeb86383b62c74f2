import { z } from "zod";

/**
 * The keys of a schema at a path.
 * @param path as zod reports it: keys, and indexes of arrays
 */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  let here = unwrap(schema);
  for (const part of path) {
    const next = childOf(here, part);
    if (next === null) return [];
    here = unwrap(next);
  }
  return here instanceof z.ZodObject ? Object.keys(here.shape) : [];
}

function childOf(schema: z.ZodType, part: PropertyKey): z.ZodType | null {
  if (schema instanceof z.ZodObject) return (schema.shape as Record<PropertyKey, z.ZodType>)[part] ?? null;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  return null;
}

/** The schema inside `.optional()` and `.default()`. */
function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault) inner = inner.unwrap() as z.ZodType;
  return inner;
}
