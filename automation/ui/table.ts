import Table from "cli-table3";

/** No lines between the cells: a terminal has 80 columns. */
const BARE = Object.fromEntries(
  ["top", "bottom", "left", "right"]
    .flatMap((side) => [side, `${side}-mid`, `${side}-left`, `${side}-right`])
    .concat("mid", "mid-mid", "middle")
    .map((name) => [name, ""]),
);

/** A plain table as lines, as wide as its contents. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const style = { head: [], border: [], "padding-left": 0, "padding-right": 2 };
  const table = new Table({ head: [...head], chars: BARE, style });
  for (const row of rows) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}
