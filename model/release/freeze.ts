import { z } from "zod";
import { DeployError } from "../errors";
import { parseTime } from "../time";

/** A stage that takes no deployments for a while: `freezes/<stage>.json` in the deployments bucket. */
export const freezeSchema = z.strictObject({
  schema: z.literal(1),
  /** Unix seconds; from then on it counts as none. */
  until: z.int().positive(),
  reason: z.string().min(1),
  /** ARN of who froze it. */
  who: z.string(),
  /** Unix seconds */
  at: z.int().positive(),
});
export type Freeze = z.infer<typeof freezeSchema>;

const DAY = 86_400;
/** Nobody remembers why a stage has been frozen for longer. */
export const MAX_FREEZE_DAYS = 60;

/**
 * When a freeze is to end.
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
