import { strict as assert } from "node:assert";
import { mock } from "node:test";
import { openTerminal, type Terminal } from "../../../../automation/ui/terminal";
import { showStep } from "../../../../automation/ui/stepView";
import { useTerminalEnvironment } from "../../../support/terminal/terminalEnvironment";
import { virtualScreen, type VirtualScreen } from "../../../support/terminal/virtualScreen";

describe("the running step of a deployment", () => {
  useTerminalEnvironment();
  let screen: VirtualScreen;
  let terminal: Terminal;
  beforeEach(() => {
    screen = virtualScreen();
    terminal = openTerminal({ json: false, quiet: false, verbose: false, color: false }, screen.streams);
    mock.timers.enable({ apis: ["setInterval", "Date"] });
  });
  afterEach(() => {
    mock.timers.reset();
  });

  it("is below all messages, with its time, and disappears with its end", async () => {
    const view = showStep(terminal, "preview");
    terminal.note("Build: 3 handlers built");
    mock.timers.tick(3_000);
    terminal.note("Preview: no changes");
    assert.deepEqual(await screen.lines(), ["Build: 3 handlers built", "Preview: no changes", "▸ preview  3.0 s"]);
    view.close();
    mock.timers.tick(3_000);
    assert.deepEqual(await screen.lines(), ["Build: 3 handlers built", "Preview: no changes"]);
  });

  it("leaves the screen to a step that has a display of its own", () => {
    showStep(terminal, "up");
    mock.timers.tick(3_000);
    assert.deepEqual(screen.writes, []);
  });
});
