import { createInterface } from "node:readline/promises";
import picocolors from "picocolors";
import { isAsciiOnly, toAscii } from "./ascii";
import { LiveBlock, type ScreenSize } from "./liveBlock";
import { wrapText } from "./wrap";

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Output of a command. Results go to stdout, progress and messages to stderr. */
export interface Terminal {
  /** A line of a result as it is: JSON, log lines, commands to paste. */
  print(text: string): void;
  /** A line of a result for people, wrapped where stdout is a terminal. */
  printText(text: string): void;
  /** A progress message. Nothing with --quiet. */
  note(text: string): void;
  warn(text: string): void;
  /** Only with --verbose. */
  detail(text: string): void;
  /** Redraws a block in place; only where `live`. */
  draw(lines: readonly string[]): void;
  /** Keeps the last drawn block. */
  settle(): void;
  /** Whether a block can be redrawn: stderr is a terminal, without --quiet, and not that of a CI job, which is stored as a log. */
  readonly live: boolean;
  /** Whether a user can be prompted: not in a CI job, although some CI systems have a terminal. */
  readonly interactive: boolean;
  readonly columns: number;
  readonly colors: Colors;
  confirm(question: string): Promise<boolean>;
}

export interface TerminalOptions {
  /** No prompts: the output is read by a program. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  /** Completes the commands that a text suggests. @default no change */
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
  const isCi = !["", "0", "false"].includes(process.env["CI"] ?? "");
  const live = stderr.isTTY && !options.quiet && !isCi && process.env["TERM"] !== "dumb";
  const sizeOf = ({ columns, rows }: NodeJS.WriteStream): ScreenSize => ({
    columns: columns > 0 ? columns : 80,
    rows: rows > 0 ? rows : 24,
  });
  const block = new LiveBlock(() => sizeOf(stderr));
  const complete = options.complete ?? String;
  const encode = isAsciiOnly(process.env) ? (text: string): string => toAscii(complete(text)) : complete;
  const fit = (text: string, { isTTY, columns }: NodeJS.WriteStream): string =>
    isTTY && columns > 0 ? wrapText(encode(text), columns) : encode(text);
  const writeMessage = (text: string): void => {
    stderr.write(block.above(`${fit(text, stderr)}\n`));
  };
  return {
    // JSON is UTF-8 in every locale.
    print: (text) => stdout.write(`${options.json ? text : encode(text)}\n`),
    printText: (text) => stdout.write(`${fit(text, stdout)}\n`),
    note: (text) => {
      if (!options.quiet) writeMessage(text);
    },
    warn: writeMessage,
    detail: (text) => {
      if (options.verbose) writeMessage(text);
    },
    draw: (lines) => {
      if (!live) return;
      // Wrapped here, so that the number of rows is known.
      const text = block.draw(lines.flatMap((line) => fit(line, stderr).split("\n")));
      if (text !== "") stderr.write(text);
    },
    settle: () => {
      block.settle();
    },
    live,
    interactive: stdin.isTTY && stderr.isTTY && !options.json && !isCi,
    get columns() {
      return sizeOf(stderr).columns;
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
