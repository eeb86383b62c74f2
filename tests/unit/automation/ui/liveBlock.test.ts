import { strict as assert } from "node:assert";
import { openTerminal, type Terminal } from "../../../../automation/ui/terminal";
import { useTerminalEnvironment } from "../../../support/terminal/terminalEnvironment";
import { virtualScreen, type VirtualScreen } from "../../../support/terminal/virtualScreen";

const OPTIONS = { json: false, quiet: false, verbose: false, color: false };

describe("a block that is redrawn", () => {
  useTerminalEnvironment();
  let screen: VirtualScreen;
  let terminal: Terminal;

  beforeEach(() => {
    screen = virtualScreen(20, 6);
    terminal = openTerminal(OPTIONS, screen.streams);
  });

  it("has the last rows, however long the earlier ones were", async () => {
    for (const rows of [["first"], ["longer than that", "two"], ["a", "b", "c"], ["end"]]) terminal.draw(rows);
    assert.deepEqual(await screen.lines(), ["end"]);
  });

  it("has the last rows, also where earlier ones were wrapped", async () => {
    terminal.draw(["one two three four five six", "x"]);
    assert.deepEqual(await screen.lines(), ["one two three four", "  five six", "x"]);
    terminal.draw(["y"]);
    assert.deepEqual(await screen.lines(), ["y"]);
  });

  it("writes only the rows that changed, and nothing where none did", () => {
    terminal.draw(["one", "two", "three"]);
    terminal.draw(["one", "TWO", "three"]);
    terminal.draw(["one", "TWO", "three"]);
    assert.equal(screen.writes.length, 2);
    assert.doesNotMatch(screen.writes[1] ?? "", /one|three/);
  });

  it("never erases what it does not write again at once: nothing flickers", () => {
    terminal.draw(["one", "two"]);
    terminal.draw(["1", "two", "three"]);
    terminal.note("message");
    terminal.draw(["1", "2", "3"]);
    for (const text of screen.writes.slice(1)) {
      assert.match(text, /^\u001b\[\?2026h[^]*\u001b\[\?2026l$/);
      assert.doesNotMatch(text, /\u001b\[2J|\u001bc|\u001b\[H/);
    }
  });

  it("stays below messages", async () => {
    terminal.draw(["one", "two"]);
    terminal.note("message");
    terminal.warn("warning");
    assert.deepEqual(await screen.lines(), ["message", "warning", "one", "two"]);
  });

  it("stays below a word that is wider than the terminal, without rests of earlier rows", async () => {
    terminal.draw(["x".repeat(20), "y".repeat(20), "z".repeat(20)]);
    terminal.note("arn:aws:iam::100000000001:role/deploy");
    terminal.draw(["end"]);
    assert.deepEqual(await screen.lines(), ["arn:aws:iam::1000000", "00001:role/deploy", "end"]);
  });

  it("is never erased as a whole: tmux would keep a copy of it above each message", () => {
    terminal.draw(["one", "two"]);
    terminal.note("message");
    terminal.draw(["1"]);
    terminal.draw([]);
    assert.doesNotMatch(screen.writes.join(""), /\u001b\[\d*J/);
  });

  it("stays above what is printed after it is settled", async () => {
    terminal.draw(["one"]);
    terminal.settle();
    terminal.note("message");
    terminal.draw(["two"]);
    assert.deepEqual(await screen.lines(), ["one", "message", "two"]);
  });

  it("has rows as wide as the terminal, with their last character", async () => {
    const wide = "x".repeat(20);
    terminal.draw(["a", wide]);
    terminal.draw([wide, "y".repeat(20)]);
    assert.deepEqual(await screen.lines(), [wide, "y".repeat(20)]);
  });

  it("is no higher than the terminal, whose upper rows could not be redrawn", async () => {
    const rows = (text: string): readonly string[] => [...Array(9).keys()].map((n) => `${text}${String(n)}`);
    terminal.draw(rows("a"));
    terminal.draw(rows("b"));
    assert.deepEqual(await screen.lines(), rows("b").slice(0, 5));
  });

  it("leaves nothing behind where the terminal gets narrower or wider", async () => {
    const draw = (text: string): void => {
      terminal.draw([text.slice(0, terminal.columns), "end"]);
    };
    draw("eighteen letters..");
    await screen.lines();
    screen.resize(10, 6);
    draw("changed after it");
    screen.resize(20, 6);
    draw("wide again, and new");
    assert.deepEqual(await screen.lines(), ["wide again, and new", "end"]);
  });

  it("is not drawn in a CI job, and nothing is asked", () => {
    process.env["CI"] = "true";
    const { live, interactive } = openTerminal(OPTIONS, screen.streams);
    assert.deepEqual({ live, interactive }, { live: false, interactive: false });
  });
});
