import Table from "cli-table3";

/** No borders: a terminal has 80 columns. */
const NO_BORDERS = Object.fromEntries(
  ["top", "bottom", "left", "right"]
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat("mid", "mid-mid", "middle")
    .map((name) => [name, ""]),
);

/** Lines of a table without borders, as wide as its content. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const style = { head: [], border: [], "padding-left": 0, "padding-right": 2 };
  const table = new Table({ head: [...head], chars: NO_BORDERS, style });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}
