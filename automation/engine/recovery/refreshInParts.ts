import type { RecoveryRefreshResult } from "./recover";

/** The CLI takes each URN as an argument of up to 200 bytes, and macOS takes 1 MB of arguments and variables, Linux 2 MB. */
export const MAX_TARGETS = 2_000;

/**
 * Refreshes resources in as many runs as the arguments of a process require: with a journal, every resource of a stage may be
 * unread. Ends with the first run that does not succeed.
 */
export async function refreshInParts(
  urns: readonly string[],
  refresh: (part: readonly string[]) => Promise<RecoveryRefreshResult>,
): Promise<RecoveryRefreshResult> {
  const vanished = new Set<string>();
  for (let start = 0; start < urns.length; start += MAX_TARGETS) {
    const result = await refresh(urns.slice(start, start + MAX_TARGETS));
    if (result.kind !== "succeeded") return result;
    for (const urn of result.vanished) vanished.add(urn);
  }
  return { kind: "succeeded", vanished };
}
