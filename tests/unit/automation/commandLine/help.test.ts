import { strict as assert } from "node:assert";
import { commandLine } from "../../../../automation/commandLine/commandLine";
import { ALL_COMMANDS } from "../../../../cli";

const COLUMNS = 80;

/** Help text at 80 columns by command; the empty name is the list of all commands. */
function allHelp(): ReadonlyMap<string, string> {
  const program = commandLine("1.0.0", ALL_COMMANDS, async () => undefined);
  const printed = new Map<string, string>();
  for (const command of [program, ...program.commands]) {
    const name = command === program ? "" : command.name();
    command.configureOutput({
      getOutHelpWidth: () => COLUMNS,
      writeOut: (text) => printed.set(name, `${printed.get(name) ?? ""}${text}`),
    });
    command.outputHelp();
  }
  return printed;
}

describe("help at 80 columns", () => {
  const help = allHelp();

  it("exists for every command", () => {
    assert.equal(help.size, ALL_COMMANDS.length + 1);
  });

  it("has no line over 80 characters", () => {
    const long = [...help].flatMap(([name, text]) =>
      text.split("\n").flatMap((line) => (line.length > COLUMNS ? [`${name}: ${line}`] : [])),
    );
    assert.deepEqual(long, []);
  });

  it("lists each command on one line", () => {
    const list = (help.get("") ?? "").split("\n");
    const missing = ALL_COMMANDS.filter(
      ({ name, summary }) => !list.some((line) => line.startsWith(`  ${name} `) && line.endsWith(` ${summary}`)),
    );
    assert.deepEqual(
      missing.map(({ name }) => name),
      [],
    );
  });

  it('does not print "default: false"', () => {
    assert.deepEqual(
      [...help].filter(([, text]) => text.includes("default: false")).map(([name]) => name),
      [],
    );
  });

  it("shows the action of releases as optional", () => {
    assert.match(help.get("releases") ?? "", /^Usage: bin\/deploy releases \[options\] \[action\] <stage>/);
  });
});
