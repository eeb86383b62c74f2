import type { Stack } from "@pulumi/pulumi/automation";
import type { StoredJournal } from "../../aws/buckets/stateJournals";
import type { RunOutcome } from "../run/runOutcome";
import { withoutCheckpoints } from "../run/runSettings";
import { stackOf, type StackRequest } from "../stack/stack";
import { checkpointVersion } from "../state/checkpointFile";
import type { JournalHeader } from "./journal";
import { runWithJournal } from "./journaledRun";
import type { JournalWriter } from "./journalWriter";
import { DEFAULT_SAFEGUARD, type Safeguard } from "./runPlan";
import { stageJournals } from "./stageJournals";
import { interruptedRun } from "./unfinishedRuns";

/** The journals of one stack's runs. Only a stage's stack has them: others are small, and import what exists. */
export class RunJournals {
  readonly #request: StackRequest;
  /** After a recovery, under the stage's lease, only a run of this object leaves a journal. */
  #isClear = false;

  constructor(request: StackRequest) {
    this.#request = request;
  }

  /** Of runs that did not end, oldest first. */
  async unfinished(): Promise<readonly StoredJournal[]> {
    const { stage, target, stack } = this.#request;
    return stack === undefined && !this.#isClear ? (await stageJournals(target, stage)).read() : [];
  }

  /** Removes all that are unfinished: they are recovered. */
  async clear(journals: readonly StoredJournal[]): Promise<void> {
    const { stage, target } = this.#request;
    if (journals.length > 0) await (await stageJournals(target, stage)).remove(journals.map(({ run }) => run));
    this.#isClear = true;
  }

  /**
   * Runs the engine, with a journal where that makes the run safe.
   * @throws DeployError STATE_MISMATCH where an interrupted run is not recovered; AWS: nothing was changed
   */
  async run(
    operation: JournalHeader["operation"],
    pulumi: Stack,
    safeguard: Safeguard,
    work: (writer: JournalWriter | null) => Promise<RunOutcome>,
  ): Promise<RunOutcome> {
    const { stage, target, state, stack, warn, safeguard: wanted = DEFAULT_SAFEGUARD } = this.#request;
    if (safeguard.kind === "checkpoints" || stack !== undefined || wanted === "checkpoints") return work(null);
    const { project, name } = stackOf(this.#request);
    if ((await this.unfinished()).length > 0) throw interruptedRun(stage);
    const journals = await stageJournals(target, stage);
    this.#isClear = false;
    const ports = {
      write: (run: string, number: number, content: string) => journals.write(run, number, content),
      remove: async (run: string) => {
        await journals.remove([run]);
        this.#isClear = true;
      },
      stateVersion: () => checkpointVersion(state.url, target, project, name),
      warn,
    };
    return runWithJournal(operation, safeguard.planned, ports, (writer) =>
      withoutCheckpoints(pulumi, () => work(writer)),
    );
  }
}
