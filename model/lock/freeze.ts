import { z } from "zod";
import { DeployError } from "../errors";
import { parseTime } from "../time";

/** A deployment freeze of a stage: `freezes/<stage>.json` in the deployments bucket. */
export const freezeSchema = z.strictObject({
  schema: z.literal(1),
  /** Unix seconds; the freeze ends then. */
  until: z.int().positive(),
  reason: z.string().min(1),
  /** ARN of the user who set it. */
  who: z.string(),
  /** Unix seconds */
  at: z.int().positive(),
});
export type Freeze = z.infer<typeof freezeSchema>;

const DAY = 86_400;
/** Longer freezes are usually forgotten ones. */
const MAX_FREEZE_DAYS = 60;

/**
 * Parses the end of a freeze.
 * @param text a time in the future @param now Unix seconds
 * @returns Unix seconds
 * @throws DeployError USAGE
 */
export function freezeEnd(text: string, now: number): number {
  const seconds = Math.floor(parseTime(text, { option: "--until", direction: "future", now: now * 1_000 }) / 1_000);
  if (seconds <= now + MAX_FREEZE_DAYS * DAY) return seconds;
  throw new DeployError(
    "USAGE",
    `--until: "${text}" is more than ${String(MAX_FREEZE_DAYS)} days from now.`,
    "Write an earlier time, such as 3d; a freeze can be extended by another one.",
  );
}
