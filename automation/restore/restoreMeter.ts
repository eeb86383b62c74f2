import { count, duration } from "../ui/duration";

const REPORT_INTERVAL_MS = 5_000;
/** Before, the rate says little. ms */
const MIN_RATE_MS = 2_000;

/** Counts what is restored, and reports it with the time that is left. */
export class RestoreMeter {
  #task = "";
  #unit = "item";
  #total = 0;
  #done = 0;
  /** Done before this run: they say nothing of its rate. */
  #before = 0;
  #startedAt = 0;
  #reportedAt = 0;

  constructor(
    readonly report: (line: string) => void,
    readonly clock: () => number = Date.now,
  ) {}

  /** @param total null: unknown @param before finished by an earlier run, which was interrupted */
  begin(task: string, unit: string, total: number | null, before = 0): void {
    [this.#task, this.#unit, this.#total, this.#done, this.#before] = [task, unit, total ?? 0, before, before];
    this.#startedAt = this.#reportedAt = this.clock();
    const done = before === 0 ? "" : `, ${String(before)} of them done before`;
    this.report(`${task}: ${total === null ? `${unit}s` : count(total, unit)}${done}`);
  }

  add(done: number): void {
    this.#done += done;
    if (this.clock() - this.#reportedAt < REPORT_INTERVAL_MS) return;
    this.#reportedAt = this.clock();
    this.report(this.line());
  }

  /** `Restoring items: 12000 of 41000 items, 29 %, 3 min 05 s left` */
  line(): string {
    const total =
      this.#total === 0 ? count(this.#done, this.#unit) : `${String(this.#done)} of ${count(this.#total, this.#unit)}`;
    const percent = this.#total === 0 ? "" : `, ${String(Math.floor((100 * this.#done) / this.#total))} %`;
    return `${this.#task}: ${total}${percent}${this.#timeLeft()}`;
  }

  #timeLeft(): string {
    const elapsed = this.clock() - this.#startedAt;
    const own = this.#done - this.#before;
    if (this.#total <= this.#done || own <= 0 || elapsed < MIN_RATE_MS) return "";
    return `, ${duration((elapsed * (this.#total - this.#done)) / own)} left`;
  }

  end(): void {
    this.report(`${this.#task}: done, ${count(this.#done, this.#unit)} in ${duration(this.clock() - this.#startedAt)}`);
  }
}
