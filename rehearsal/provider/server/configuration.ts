import { z } from "zod";
import type { Failure } from "../schema/check";
import { holdsUnknown, type Properties } from "../values/values";

/** The engine sends whatever is not a text as JSON in a text. */
const parsed = (value: unknown): unknown => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};
const asFlag = z.preprocess(parsed, z.boolean());
const accountId = z.preprocess((value) => (typeof value === "number" ? String(value) : value), z.string());

/** What is taken of the AWS provider's configuration. Flags and endpoints are accepted and change nothing here. */
const schema = z.strictObject({
  region: z.string().optional(),
  allowedAccountIds: z.preprocess(parsed, z.array(accountId)).optional(),
  defaultTags: z.preprocess(parsed, z.strictObject({ tags: z.record(z.string(), z.string()).optional() })).optional(),
  profile: z.string().optional(),
  retryMode: z.enum(["standard", "adaptive"]).optional(),
  endpoints: z.unknown().optional(),
  skipCredentialsValidation: asFlag.optional(),
  skipMetadataApiCheck: asFlag.optional(),
  skipRegionValidation: asFlag.optional(),
  skipRequestingAccountId: asFlag.optional(),
  s3UsePathStyle: asFlag.optional(),
  version: z.string().optional(),
  pluginDownloadURL: z.string().optional(),
});

export interface Configuration {
  readonly region: string | undefined;
  /** Empty: any. */
  readonly allowedAccountIds: readonly string[];
  readonly defaultTags: Readonly<Record<string, string>>;
}

function known(properties: Properties): Properties {
  const entries = Object.entries(properties).filter(
    ([name, value]) => name !== "__internal" && value !== null && !holdsUnknown(value),
  );
  return Object.fromEntries(entries);
}

export function checkConfiguration(properties: Properties): readonly Failure[] {
  const result = schema.safeParse(known(properties));
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => ({
        property: key,
        reason: `The offline provider takes no "${key}"; if the AWS provider does, add it in rehearsal/provider/server/configuration.ts.`,
      }));
    }
    return [{ property: issue.path.join("."), reason: issue.message }];
  });
}

/** @throws Error when the properties are not a valid configuration */
export function readConfiguration(properties: Properties): Configuration {
  const failures = checkConfiguration(properties);
  if (failures.length > 0) throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
  const { region, allowedAccountIds, defaultTags } = schema.parse(known(properties));
  return { region, allowedAccountIds: allowedAccountIds ?? [], defaultTags: defaultTags?.tags ?? {} };
}
