import { shellQuote } from "../ui/suggestedCommands";
import type { GlobalOptions } from "../commands/command";
import type { UpRequest } from "./request";

/** The options without which the same command would end otherwise. An approval is not among them: the preview may differ. */
export function repeatedOptions({ allow, overrides, reason, onFailure }: UpRequest): readonly string[] {
  // A backtick would end the command in the middle of a message.
  const isQuotable = reason !== null && !reason.includes("`");
  return [
    ...allow.replace.map((name) => `--allow-replace ${shellQuote(name)}`),
    ...allow.delete.map((name) => `--allow-delete ${shellQuote(name)}`),
    ...overrides.map((override) => `--override ${override}`),
    ...(isQuotable ? [`--reason ${shellQuote(reason)}`] : []),
    ...(onFailure === "stop" ? ["--no-rollback"] : []),
  ];
}

/** The command that repeats a deployment. @param words without the options of a deployment */
export function retryCommandOf(
  words: readonly string[],
  { rehearsal }: Pick<GlobalOptions, "rehearsal">,
  request: UpRequest,
): string {
  return [...words, ...(rehearsal ? ["--rehearsal"] : []), ...repeatedOptions(request)].join(" ");
}
