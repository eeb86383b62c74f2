import { createInterface } from "node:readline/promises";
import picocolors from "picocolors";
import { ascii, asciiOnly } from "./ascii";
import { wrapText } from "./wrap";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Where a command speaks. Results go to stdout; everything said on the way to stderr. */
export interface Terminal {
  /** A line of a result as it is: JSON, log lines, commands to paste. */
  print(text: string): void;
  /** A line of a result for people, wrapped where stdout is a terminal. */
  printText(text: string): void;
  /** What is going on. Silent with --quiet. */
  note(text: string): void;
  warn(text: string): void;
  /** Only with --verbose. */
  detail(text: string): void;
  /** Redraws a block in place; only where `live`. */
  draw(lines: readonly string[]): void;
  /** Leaves the last drawn block where it stands. */
  settle(): void;
  /** Whether a block can be redrawn: stderr is a terminal, and nothing asked for silence. */
  readonly live: boolean;
  /** Whether somebody can be asked. */
  readonly interactive: boolean;
  readonly columns: number;
  readonly colors: Colors;
  confirm(question: string): Promise<boolean>;
}

export interface TerminalOptions {
  /** No questions: what reads JSON is a program. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  /** Completes the commands that a text suggests. @default none is changed */
  readonly complete?: (text: string) => string;
}

export interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The terminal of this process. */
export function openTerminal(options: TerminalOptions, streams: Streams): Terminal {
  const { stdin, stdout, stderr } = streams;
  let drawn = 0;
  const live = stderr.isTTY && !options.quiet && process.env["TERM"] !== "dumb";
  const complete = options.complete ?? String;
  const shown = asciiOnly(process.env) ? (text: string): string => ascii(complete(text)) : complete;
  /** What takes the last drawn block away: the next one is drawn below what is said meanwhile. */
  const erased = (): string => {
    const lines = drawn;
    drawn = 0;
    return lines > 0 ? `\u001b[${String(lines)}A\u001b[J` : "";
  };
  const fitted = (text: string, { isTTY, columns }: NodeJS.WriteStream): string =>
    isTTY && columns > 0 ? wrapText(shown(text), columns) : shown(text);
  const say = (text: string): void => {
    stderr.write(`${erased()}${fitted(text, stderr)}\n`);
  };
  return {
    // JSON is UTF-8 wherever it goes.
    print: (text) => stdout.write(`${options.json ? text : shown(text)}\n`),
    printText: (text) => stdout.write(`${fitted(text, stdout)}\n`),
    note: (text) => {
      if (!options.quiet) say(text);
    },
    warn: say,
    detail: (text) => {
      if (options.verbose) say(text);
    },
    draw: (lines) => {
      if (!live) return;
      // A line that the terminal breaks would be two to erase.
      const rows = lines.flatMap((line) => fitted(line, stderr).split("\n"));
      stderr.write(`${erased()}${rows.map((row) => `${row}\n`).join("")}`);
      drawn = rows.length;
    },
    settle: () => {
      drawn = 0;
    },
    live,
    interactive: stdin.isTTY && stderr.isTTY && !options.json,
    get columns() {
      return stderr.columns > 0 ? stderr.columns : 80;
    },
    colors: picocolors.createColors(options.color),
    confirm: (question) => ask(question, stdin, stderr),
  };
}

async function ask(question: string, input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<boolean> {
  const lines = createInterface({ input, output });
  try {
    const answer = await lines.question(`${question} [y/N] `);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
