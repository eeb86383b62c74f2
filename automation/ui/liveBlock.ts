import { stripVTControlCharacters } from "node:util";

const [BEGIN_UPDATE, END_UPDATE] = ["\u001b[?2026h", "\u001b[?2026l"];
const ERASE_TO_END_OF_LINE = "\u001b[K";

/** Size of a terminal, at this moment. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/**
 * Rows at the bottom of a terminal that are rewritten in place. Only rows that differ are written, each over the old one and
 * all in one synchronized update, so that nothing flickers. The cursor stays in the line below the block.
 */
export class LiveBlock {
  #rows: readonly string[] = [];
  #columns = 0;
  readonly #size: () => ScreenSize;

  constructor(size: () => ScreenSize) {
    this.#size = size;
  }

  /** The text that changes the block on the screen to these rows; empty where nothing changes. */
  draw(rows: readonly string[]): string {
    const { columns, rows: height } = this.#size();
    // A row above the screen cannot be rewritten.
    const next = rows.slice(0, Math.max(1, height - 1));
    // Terminals rewrap rows when they get narrower: the old rows are at other places.
    const isRewrapped = this.#columns !== columns && this.#rows.length > 0;
    const text = isRewrapped ? this.#rewrite(next) : this.#changes(next);
    this.#rows = next;
    this.#columns = columns;
    return text === "" ? "" : `${BEGIN_UPDATE}${text}${END_UPDATE}`;
  }

  /** The text that writes a message above the block. @param message ends with a line break */
  above(message: string): string {
    if (this.#rows.length === 0) return message;
    this.#columns = this.#size().columns;
    const lines = message.replace(/\r?\n$/, "").split(/\r?\n/);
    return `${BEGIN_UPDATE}${this.#rewrite([...lines, ...this.#rows])}${END_UPDATE}`;
  }

  /** Leaves the rows on the screen. */
  settle(): void {
    this.#rows = [];
  }

  /**
   * Writes rows over the block, and erases row by row: where the block begins at the top of the screen, terminals such as tmux (`scroll-on-clear`)
   * keep what is erased at once as history, a copy of the block for each message.
   */
  #rewrite(rows: readonly string[]): string {
    const { columns } = this.#size();
    const text = rows.map((row) => {
      const isContinued = widthOf(row) > columns && widthOf(row) % columns > 0;
      return `${ERASE_TO_END_OF_LINE}${row}${isContinued ? ERASE_TO_END_OF_LINE : ""}\r\n`;
    });
    const height = heightOf(this.#rows, columns);
    return `${up(height)}\r${text.join("")}${eraseRows(height - heightOf(rows, columns))}`;
  }

  #changes(next: readonly string[]): string {
    const old = this.#rows;
    const first = next.findIndex((row, index) => row !== old[index]);
    const from = first === -1 ? next.length : first;
    if (from === next.length && old.length === next.length) return "";
    const body = next.slice(from).map((row, index) => {
      const before = old[from + index];
      if (before === row) return "\n";
      // At the last column, erasing would take the last character.
      return `${row}${before !== undefined && widthOf(row) < this.#size().columns ? ERASE_TO_END_OF_LINE : ""}\r\n`;
    });
    return `${up(old.length - from)}\r${body.join("")}${eraseRows(old.length - next.length)}`;
  }
}

/** Erases rows from the cursor's on, which stays where it is. */
function eraseRows(rows: number): string {
  return rows <= 0 ? "" : `${`${ERASE_TO_END_OF_LINE}\r\n`.repeat(rows)}${up(rows)}`;
}

/** Rows of a terminal of so many columns. */
function heightOf(rows: readonly string[], columns: number): number {
  return rows.reduce((sum, row) => sum + Math.max(1, Math.ceil(widthOf(row) / columns)), 0);
}

function up(rows: number): string {
  return rows === 0 ? "" : `\u001b[${String(rows)}A`;
}

function widthOf(row: string): number {
  return stripVTControlCharacters(row).length;
}
