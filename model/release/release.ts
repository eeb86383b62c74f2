import { z } from "zod";
import { catalogSchema } from "../catalog/schema/catalog";

/** sha256 of an artifact's bytes, 64 hexadecimal digits. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

const artifactSchema = z.strictObject({
  digest: digestSchema,
  /** bytes */
  size: z.int().positive(),
  /** `placeholder`: there is no handler; the function answers 501 with its name and the reason. */
  kind: z.enum(["handler", "placeholder"]),
  /** Only for placeholders: the handler is missing, or its build failed. Older releases do not have it. */
  reason: z.enum(["missing", "failed"]).optional(),
});

/**
 * A release: the catalog, the digests of its artifacts, and their source. Deploying the same release always results in the
 * same stage.
 */
export const releaseSchema = z.strictObject({
  schema: z.literal(1),
  /** Unix seconds of the build. */
  builtAt: z.int(),
  source: z.strictObject({
    /** Commit of the backend's repository; null outside a repository. */
    commit: z.string().nullable(),
    branch: z.string().nullable(),
    /** Whether the working tree had uncommitted changes. */
    dirty: z.boolean(),
  }),
  catalog: catalogSchema,
  /** By function (`users/usersGetMe`). A function without artifact is absent from the stage. */
  artifacts: z.record(z.string(), artifactSchema),
});

export type Release = z.infer<typeof releaseSchema>;
export type Artifact = z.infer<typeof artifactSchema>;

/** Key of an artifact in the deployments bucket. */
export function artifactKey(digest: string): string {
  return `artifacts/${digest}.zip`;
}

/** The digest in base64: Lambda's CodeSha256 and Pulumi's `sourceCodeHash`. */
export function sourceCodeHash(digest: string): string {
  return Buffer.from(digest, "hex").toString("base64");
}
