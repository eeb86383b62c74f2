import { z } from "zod";
import { stageSettingsSchema } from "./config";

/*
 * The Pulumi CLI rewrites Pulumi.<stage>.yaml at `stack init`, `preview`, `up` and `config set`. It removes blank lines,
 * turns scalars at the top level of `config` into strings, and adds `encryptionsalt`. Scalars inside maps keep their types.
 */

/** Keys that only `index.ts` reads, for `pulumi preview` and `pulumi up`. */
export const PLAIN_PULUMI_KEYS = ["release", "allowRelease"] as const;

/**
 * Settings with booleans and numbers restored from the top-level strings that Pulumi writes.
 * @param written by key, without `listbackup:`
 */
export function unquoteScalars(written: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(written).map(([key, value]) => [key, unquoteScalar(key, value)]));
}

function unquoteScalar(key: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const schema: unknown = Object.hasOwn(stageSettingsSchema.shape, key)
    ? stageSettingsSchema.shape[key as keyof typeof stageSettingsSchema.shape]
    : undefined;
  if (schema instanceof z.ZodBoolean) return value === "true" ? true : value === "false" ? false : value;
  if (schema instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  return value;
}

/** What `pulumi config set` makes of a value that is no string: how to write it. Null: the value is of another kind. */
export function wrongKindOfValue(path: readonly PropertyKey[], value: unknown): string | null {
  const key = path.map(String).join(".");
  if (typeof value === "object" && value !== null && Object.hasOwn(value, "secure")) {
    return "a stage file has no secrets; use `bin/deploy secrets set`";
  }
  if (path.length === 1 && typeof value === "string" && /^\s*[[{]/.test(value)) {
    return `a map or a list is needed, not a string; set each value: \`pulumi config set --path ${key}.<name> <value>\``;
  }
  return null;
}
