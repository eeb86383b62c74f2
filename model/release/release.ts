import { z } from "zod";
import { catalogSchema } from "../catalog/schema/catalog";

/** sha256 of an artifact's bytes, 64 hexadecimal digits. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const artifactSchema = z.strictObject({
  digest: digestSchema,
  /** bytes */
  size: z.int().positive(),
  /** `placeholder`: there is no handler to run; the function answers 501 with its name and the reason. */
  kind: z.enum(["handler", "placeholder"]),
  /** Of a placeholder: its handler is missing, or its build failed. Releases from before builds could fail in part have none. */
  reason: z.enum(["missing", "failed"]).optional(),
});

/**
 * What a stage is a function of: the catalog, the digests of its artifacts, and where they came from. The same release
 * brings up the same stage, whoever deploys it and whenever.
 */
export const releaseSchema = z.strictObject({
  schema: z.literal(1),
  /** Unix seconds of the build. */
  builtAt: z.int(),
  source: z.strictObject({
    /** Commit of the backend's repository; null outside a repository. */
    commit: z.string().nullable(),
    branch: z.string().nullable(),
    /** Whether the tree had changes that no commit holds. */
    dirty: z.boolean(),
  }),
  catalog: catalogSchema,
  /** By function (`users/usersGetMe`). A function that is not here is absent from the stage. */
  artifacts: z.record(z.string(), artifactSchema),
});

export type Release = z.infer<typeof releaseSchema>;
export type Artifact = z.infer<typeof artifactSchema>;

/** Where an artifact lies in the deployments bucket. */
export function artifactKey(digest: string): string {
  return `artifacts/${digest}.zip`;
}

/** What Lambda reports as CodeSha256, and the engine's `sourceCodeHash`: the same digest in base64. */
export function sourceCodeHash(digest: string): string {
  return Buffer.from(digest, "hex").toString("base64");
}
