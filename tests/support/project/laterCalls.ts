import type { RecordedAttempt } from "../../../rehearsal/provider/aws/faults";

/** How many calls after the first of their operation a deployment makes, by resource type: as many as one process makes. */
export type LaterCalls = ReadonlyMap<string, number>;

/** @param lines what a rule with `record` and `call: "later"` has written */
export function laterCallsOf(lines: string): LaterCalls {
  const byProcess = new Map<string, number>();
  const byType = new Map<string, number>();
  for (const line of lines.split("\n").filter((text) => text !== "")) {
    const { pid, type } = JSON.parse(line) as RecordedAttempt;
    const key = `${String(pid)} ${type}`;
    const count = (byProcess.get(key) ?? 0) + 1;
    byProcess.set(key, count);
    byType.set(type, Math.max(byType.get(type) ?? 0, count));
  }
  return byType;
}

/** One of the calls, every type as likely as another. @param choice two numbers from 0, as large as they may be */
export function chosenCall(
  choice: { readonly type: number; readonly call: number },
  calls: LaterCalls,
): { readonly type: string; readonly nth: number } {
  const types = [...calls].sort(([a], [b]) => (a < b ? -1 : 1));
  const chosen = types[choice.type % types.length];
  if (chosen === undefined) throw new Error("no operation makes a second call");
  const [type, count] = chosen;
  return { type, nth: (choice.call % count) + 1 };
}
