import { cutList } from "../../shortList";

/** An event of `go test -json`. https://pkg.go.dev/cmd/test2json */
interface GoTestEvent {
  readonly Action?: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
}

/** Lines that `go test` prints around the output of tests. */
const STATUS_LINE = /^\s*(?:=== (?:RUN|PAUSE|CONT|NAME)\b|FAIL(?:$|\t)|PASS$|exit status \d+$|# )/;
/** Of one test: a test with a lot of output must not exhaust the memory. */
const MAX_OUTPUT_LINES = 500;
const MAX_NAMES = 5;

/** Collects the events of `go test -json`. */
export class GoTestRun {
  passed = 0;
  failed = 0;
  skipped = 0;
  /** Output of the first test that was skipped. */
  skipReason = "";
  readonly #packages: readonly string[];
  readonly #finished = new Set<string>();
  readonly #running = new Set<string>();
  /** Output of running tests, by package and test. */
  readonly #output = new Map<string, string[]>();
  readonly #failures: string[] = [];

  /** @param packages import paths of the packages under test */
  constructor(packages: readonly string[]) {
    this.#packages = packages;
  }

  /** @param line of stdout */
  add(line: string): void {
    const event = eventOf(line);
    if (event === null) {
      this.#failures.push(line);
      return;
    }
    const { Action, Package = "", Test, Output = "" } = event;
    const name = Test === undefined ? Package : `${Package} ${Test}`;
    switch (Action) {
      case "run":
        this.#running.add(name);
        break;
      case "output":
        this.#keep(name, Output);
        break;
      case "build-output":
        if (!STATUS_LINE.test(Output.trimEnd())) this.#failures.push(Output.trimEnd());
        break;
      case "pass":
      case "fail":
      case "skip":
        this.#end(name, Action, Test !== undefined);
        break;
      default:
    }
  }

  /** Output of failed tests and packages, and of the compiler. */
  failures(): readonly string[] {
    return this.#failures;
  }

  /** `2 tests passed; running: TestLogin; 1 of 3 packages done`. */
  progress(): string {
    const running = [...this.#running].map((name) => name.split(" ").at(-1) ?? name);
    return [
      `${String(this.passed)} passed, ${String(this.failed)} failed, ${String(this.skipped)} skipped`,
      running.length === 0 ? "no test was running" : `running: ${cutList(running, MAX_NAMES)}`,
      `${String(this.#finished.size)} of ${String(this.#packages.length)} packages done`,
    ].join("; ");
  }

  #keep(name: string, text: string): void {
    if (STATUS_LINE.test(text.trimEnd()) || text.trim() === "") return;
    const lines = this.#output.get(name) ?? [];
    if (lines.length < MAX_OUTPUT_LINES) lines.push(text.trimEnd());
    this.#output.set(name, lines);
  }

  #end(name: string, action: "pass" | "fail" | "skip", isTest: boolean): void {
    const output = this.#output.get(name) ?? [];
    this.#output.delete(name);
    this.#running.delete(name);
    if (action === "fail") this.#failures.push(...output);
    if (!isTest) {
      this.#finished.add(name);
      return;
    }
    if (action === "pass") this.passed += 1;
    if (action === "fail") this.failed += 1;
    if (action === "skip") this.skipped += 1;
    if (action === "skip" && this.skipReason === "")
      this.skipReason = output.find((line) => !line.trimStart().startsWith("---"))?.trim() ?? "";
  }
}

function eventOf(line: string): GoTestEvent | null {
  try {
    return JSON.parse(line) as GoTestEvent;
  } catch {
    return null;
  }
}
