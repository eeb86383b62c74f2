import { strict as assert } from "node:assert";
import { openTerminal, type Streams } from "../../../../automation/ui/terminal";

interface Written {
  readonly streams: Streams;
  readonly stdout: string[];
  readonly stderr: string[];
}

/** Streams of a terminal with 20 columns, or of a pipe. */
function fake(isTTY: boolean): Written {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const stream = (into: string[]): object => ({ isTTY, columns: 20, write: (text: string) => into.push(text) });
  const streams = { stdin: { isTTY }, stdout: stream(stdout), stderr: stream(stderr) } as unknown as Streams;
  return { streams, stdout, stderr };
}

const OPTIONS = { json: false, quiet: false, verbose: false, color: false };
const LONG = "one two three four five six";
const WRAPPED = "one two three four\n  five six\n";

describe("a terminal of 20 columns", () => {
  const term = process.env["TERM"];
  before(() => {
    process.env["TERM"] = "xterm";
  });
  after(() => {
    if (term === undefined) delete process.env["TERM"];
    else process.env["TERM"] = term;
  });

  it("wraps messages and results, but not lines to paste", () => {
    const { streams, stdout, stderr } = fake(true);
    const terminal = openTerminal(OPTIONS, streams);
    terminal.warn(LONG);
    terminal.note(LONG);
    terminal.printText(LONG);
    terminal.print(LONG);
    assert.deepEqual(
      [stderr, stdout],
      [
        [WRAPPED, WRAPPED],
        [WRAPPED, `${LONG}\n`],
      ],
    );
  });

  it("does not wrap in a pipe", () => {
    const { streams, stdout, stderr } = fake(false);
    const terminal = openTerminal(OPTIONS, streams);
    terminal.warn(LONG);
    terminal.printText(LONG);
    assert.deepEqual([stderr, stdout], [[`${LONG}\n`], [`${LONG}\n`]]);
  });
});
