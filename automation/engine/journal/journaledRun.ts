import { randomBytes } from "node:crypto";
import { classifyFailure } from "../failures/failureCause";
import { failureFromError } from "../failures/processFailure";
import type { RunOutcome } from "../run/runOutcome";
import type { JournalHeader } from "./journal";
import { JournalWriter } from "./journalWriter";
import type { PlannedRun } from "./runPlan";

/** Ports of a run with a journal. */
export interface JournalPorts {
  readonly write: (run: string, number: number, content: string) => Promise<void>;
  readonly remove: (run: string) => Promise<void>;
  /** Changes with every write of the state. */
  readonly stateVersion: () => Promise<string | null>;
  readonly warn: (line: string) => void;
}

/**
 * Runs the engine with a journal. It is removed when the engine has saved its state, and stays otherwise: the next recovery
 * reads from AWS what the run began.
 * @throws DeployError where the journal cannot be begun: nothing was changed
 */
export async function runWithJournal(
  operation: JournalHeader["operation"],
  planned: PlannedRun,
  ports: JournalPorts,
  work: (writer: JournalWriter) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  const run = `${String(Date.now())}-${randomBytes(4).toString("hex")}`;
  const before = await ports.stateVersion();
  const writer = new JournalWriter((number, content) => ports.write(run, number, content), planned);
  await writer.begin({ schema: 1, operation, startedAt: Date.now(), deletions: planned.deletions });
  const outcome = withJournalFailure(await work(writer), writer);
  try {
    if (hasNotBegun(outcome) || (await ports.stateVersion()) !== before) await ports.remove(run);
  } catch (error) {
    ports.warn(
      `The journal of this run could not be removed, so the next deployment reads the changed resources again: ${(error as Error).message}`,
    );
  }
  return outcome;
}

/** Another run holds the engine's lock: this one did nothing. */
function hasNotBegun(outcome: RunOutcome): boolean {
  if (outcome.kind !== "failed" || outcome.events.length > 0) return false;
  return outcome.failures.some((failure) => {
    const cause = classifyFailure(failure);
    return cause.kind === "engine" && cause.known.code === "LEASE_HELD";
  });
}

/** The cause comes first: the engine reports it for the resources that it stopped. */
function withJournalFailure(outcome: RunOutcome, { failure }: JournalWriter): RunOutcome {
  if (failure === null || outcome.kind === "succeeded") return outcome;
  const failures = outcome.kind === "failed" ? outcome.failures : [];
  return { kind: "failed", events: outcome.events, failures: [failureFromError(failure), ...failures] };
}
