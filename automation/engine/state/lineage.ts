import { createHash } from "node:crypto";
import { z } from "zod";
import type { ExportedState } from "./exportedState";

/** The encrypted key of the secrets of a state: created with the state and never changed. */
const providerSchema = z.object({
  secrets_providers: z.object({
    state: z.object({ salt: z.string().optional(), encryptedkey: z.string().optional() }),
  }),
});

/**
 * Tells a state from another one of the same stack: a digest of its encrypted key.
 * @returns null where the state has no key
 */
export function lineageOf({ deployment }: ExportedState): string | null {
  const { success, data } = providerSchema.safeParse(deployment);
  if (!success) return null;
  const { salt, encryptedkey } = data.secrets_providers.state;
  const key = encryptedkey ?? salt;
  return key === undefined ? null : createHash("sha256").update(key).digest("hex").slice(0, 16);
}
