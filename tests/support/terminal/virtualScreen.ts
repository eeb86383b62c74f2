import { Terminal as Emulator } from "@xterm/headless";
import type { Streams } from "../../../automation/ui/terminal";

/** A terminal of a given size in memory, with what a program writes to it. */
export interface VirtualScreen {
  readonly streams: Streams;
  /** All that was written, in pieces. */
  readonly writes: readonly string[];
  /** Shows what a pseudo terminal has received, as it is. */
  receive(text: string): void;
  resize(columns: number, rows: number): void;
  /** The lines, from the first one that was written, without empty ones at the end. */
  lines(): Promise<readonly string[]>;
  /** Indices of lines that continue the one before, because it was wider than the terminal. */
  wrapped(): Promise<readonly number[]>;
}

export function virtualScreen(columns = 80, rows = 24): VirtualScreen {
  const emulator = new Emulator({ cols: columns, rows, scrollback: 1_000, allowProposedApi: true });
  const writes: string[] = [];
  const stream = {
    isTTY: true,
    get columns() {
      return emulator.cols;
    },
    get rows() {
      return emulator.rows;
    },
    write: (text: string) => {
      writes.push(text);
      // As a terminal's driver does.
      emulator.write(text.replace(/\r?\n/g, "\r\n"));
      return true;
    },
  };
  const flushed = (): Promise<void> =>
    new Promise((resolve) => {
      emulator.write("", resolve);
    });
  const buffer = (): Emulator["buffer"]["active"] => emulator.buffer.active;
  const indices = (): readonly number[] => [...Array(buffer().length).keys()];
  return {
    streams: { stdin: { isTTY: true }, stdout: stream, stderr: stream } as unknown as Streams,
    writes,
    receive: (text) => {
      emulator.write(text);
    },
    resize: (width, height) => {
      emulator.resize(width, height);
    },
    lines: async () => {
      await flushed();
      const all = indices().map((index) => buffer().getLine(index)?.translateToString(true) ?? "");
      return all.slice(0, all.findLastIndex((line) => line !== "") + 1);
    },
    wrapped: async () => {
      await flushed();
      return indices().filter((index) => buffer().getLine(index)?.isWrapped === true);
    },
  };
}
