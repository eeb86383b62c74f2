import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Terminal, type IBufferCell } from "@xterm/headless";

/*
 * `make picture`: docs/pictures/promote.svg, what a terminal of 80 columns shows after a promotion in a rehearsal that runs. Nothing in
 * it is written by hand.
 */

const COMMAND = "bin/deploy promote production --rehearsal --yes";
const FILE = join(__dirname, "..", "..", "docs", "pictures", "promote.svg");
const COLUMNS = 80;
const ROWS = 40;

/** px */
const CELL = { width: 8.4, height: 18 };
const PADDING = 16;
const BACKGROUND = "#14181c";
const FOREGROUND = "#e6eaee";
/** The first eight colours of a terminal, and the bright ones. */
const PALETTE = [
  ["#39424b", "#ff8a80", "#57c08a", "#e0b04a", "#7db7f0", "#d7a6ef", "#6fd0d0", "#e6eaee"],
  ["#a7b1bb", "#ffada6", "#86d9ad", "#f0cd80", "#a6cff6", "#e6c7f6", "#9fe2e2", "#ffffff"],
].flat();

/** Runs the command in a terminal. @returns the terminal when it has ended */
async function runInTerminal(): Promise<Terminal> {
  const terminal = new Terminal({ cols: COLUMNS, rows: ROWS, scrollback: 1_000, allowProposedApi: true });
  terminal.write(`\u001B[1m$ ${COMMAND}\u001B[0m\r\n`);
  const inner = `stty cols ${String(COLUMNS)} rows ${String(ROWS)}; exec ${COMMAND}`;
  const child = spawn("script", ["-qec", inner, "/dev/null"], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.on("data", (chunk: Buffer) => {
    terminal.write(chunk);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0)
    throw new Error(`\`${COMMAND}\` ended with exit code ${String(code)}: start a rehearsal first, \`make rehearse\``);
  await new Promise<void>((resolve) => {
    terminal.write("", resolve);
  });
  return terminal;
}

/** A run of characters that look the same. */
interface Run {
  readonly column: number;
  readonly style: string;
  text: string;
}

function linesOf(terminal: Terminal): readonly (readonly Run[])[] {
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, row) => {
    const line = active.getLine(row);
    const runs: Run[] = [];
    for (let column = 0; column < COLUMNS; column += 1) {
      const cell = line?.getCell(column);
      const text = cell?.getChars() ?? "";
      if (cell === undefined || text.trim() === "") continue;
      const style = styleOf(cell);
      const last = runs.at(-1);
      if (last?.style === style && last.column + last.text.length === column) last.text += text;
      else runs.push({ column, style, text });
    }
    return runs;
  });
  const end = lines.findLastIndex((runs) => runs.length > 0);
  return lines.slice(0, end + 1);
}

function styleOf(cell: IBufferCell): string {
  const color = cell.isFgPalette() ? PALETTE[cell.getFgColor()] : undefined;
  return [
    `fill="${color ?? FOREGROUND}"`,
    ...(cell.isBold() === 0 ? [] : ['font-weight="bold"']),
    ...(cell.isDim() === 0 ? [] : ['fill-opacity="0.65"']),
  ].join(" ");
}

function drawing(lines: readonly (readonly Run[])[]): string {
  const width = COLUMNS * CELL.width + 2 * PADDING;
  const height = lines.length * CELL.height + 2 * PADDING;
  const texts = lines.flatMap((runs, row) =>
    runs.map(({ column, style, text }) => {
      const x = (PADDING + column * CELL.width).toFixed(1);
      const y = String(PADDING + row * CELL.height + 13);
      const length = (text.length * CELL.width).toFixed(1);
      return `<text x="${x}" y="${y}" textLength="${length}" ${style}>${escaped(text)}</text>`;
    }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${String(height)}" role="img" aria-label="${escaped(COMMAND)} in a terminal">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">',
    ...texts,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${String(character.charCodeAt(0))};`);
}

runInTerminal()
  .then((terminal) => {
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, drawing(linesOf(terminal)));
  })
  .catch((error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
