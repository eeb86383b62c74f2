import { z } from "zod";
import { STAGES } from "./name";

/* How a stage is backed up, and the stage that takes over when its region is lost. */

const minutes = z.int().min(1).max(525_600);

/** Bech32 of an X25519 key; https://age-encryption.org/v1 */
const ageRecipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/, "write the public key of age-keygen: age1…");

/** How exported parameters and secrets are encrypted. */
const parameterEncryption = z.discriminatedUnion("kind", [
  z
    .strictObject({ kind: z.literal("kms") })
    .describe("By the key of the recovery stage's region, whose administrators and deployment role can decrypt them."),
  z
    .strictObject({
      kind: z.literal("age"),
      recipients: z.array(ageRecipient).min(1).max(20).describe("Public keys of age-keygen: `age1…`"),
    })
    .describe("For holders of the private keys of age, who need no AWS account."),
]);

export const recoverySchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }),
  z.strictObject({
    kind: z.literal("on"),
    into: z.enum(STAGES).describe("The recovery stage: it takes over. Backups are in its region, of the same account."),
    // What a drill is compared with.
    objectives: z.strictObject({
      recoveryTimeMinutes: minutes.describe(
        "Objective of drills: from the loss of the region until the API is verified, in minutes.",
      ),
      recoveryPointMinutes: minutes.describe("Objective of drills: age of the newest data that is lost, in minutes."),
    }),
    retentionDays: z.int().min(1).max(3650).describe("Days for which backup sets and recovery points are kept."),
    nightlyHourUtc: z
      .int()
      .min(0)
      .max(23)
      .describe("Hour (UTC) at which AWS Backup copies the tables to the recovery stage's region."),
    parameters: parameterEncryption.describe("Encryption of exported parameters and secrets."),
  }),
]);
export type RecoverySettings = z.infer<typeof recoverySchema>;
