import { DeployError } from "../errors";

/** Fits into a Slack message, a table cell and the subject of an e-mail. */
const MAX_REASON_LENGTH = 300;

/**
 * Validates a reason: one line without control characters.
 * @returns the trimmed reason
 * @throws DeployError USAGE
 */
export function parseReason(text: string): string {
  const reason = text.trim();
  if (/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(reason))
    throw new DeployError(
      "USAGE",
      "The reason has line breaks or control characters. Nothing was changed.",
      "Write it as one line of plain text.",
    );
  if ([...reason].length > MAX_REASON_LENGTH)
    throw new DeployError(
      "USAGE",
      `The reason has ${String([...reason].length)} characters; it may have ${String(MAX_REASON_LENGTH)}. Nothing was changed.`,
      "Shorten it, and link to the rest.",
    );
  return reason;
}
