import { strict as assert } from "node:assert";
import { parseArguments } from "../../../../automation/commandLine/arguments";
import { commandLine } from "../../../../automation/commandLine/commandLine";
import { suggestedCommand } from "../../../../automation/commandLine/suggestion";
import { ALL_COMMANDS } from "../../../../cli";
import { DeployError } from "../../../../model/errors";

const program = commandLine("1.0.0", ALL_COMMANDS, async () => undefined);

function parsed(...argv: readonly string[]): readonly string[] | string {
  try {
    return parseArguments(program, argv);
  } catch (error) {
    if (error instanceof DeployError) return error.code;
    throw error;
  }
}

interface ValueOption {
  readonly command: string;
  readonly option: string;
  readonly isRepeatable: boolean;
}

const VALUE_OPTIONS = program.commands.flatMap((command) =>
  [...command.options, ...program.options].flatMap(({ long, required, parseArg }): readonly ValueOption[] =>
    required ? [{ command: command.name(), option: long ?? "", isRepeatable: parseArg !== undefined }] : [],
  ),
);

describe("every option with a value, of every command", () => {
  const failures = (argvOf: (one: ValueOption) => readonly string[], expected: (argv: readonly string[]) => unknown) =>
    VALUE_OPTIONS.flatMap((one) => {
      const argv = argvOf(one);
      const [actual, wanted] = [JSON.stringify(parsed(...argv)), JSON.stringify(expected(argv))];
      return actual === wanted ? [] : [`${argv.join(" ")}: ${actual}`];
    });

  it("is covered", () => assert.ok(VALUE_OPTIONS.length > ALL_COMMANDS.length));

  it("takes a value", () =>
    assert.deepEqual(
      failures(
        ({ command, option }) => [command, option, "x"],
        (argv) => argv,
      ),
      [],
    ));

  it("does not take the next option as its value", () =>
    assert.deepEqual(
      failures(
        ({ command, option }) => [command, "dev", option, "--json"],
        () => "USAGE",
      ),
      [],
    ));

  it("takes a value that begins with a dash after =", () =>
    assert.deepEqual(
      failures(
        ({ command, option }) => [command, `${option}=--json`],
        (argv) => argv,
      ),
      [],
    ));

  for (const empty of ["", " "]) {
    it(`refuses the value "${empty}"`, () =>
      assert.deepEqual(
        [
          ...failures(
            ({ command, option }) => [command, option, empty],
            () => "USAGE",
          ),
          ...failures(
            ({ command, option }) => [command, `${option}=${empty}`],
            () => "USAGE",
          ),
        ],
        [],
      ));
  }

  it("is refused when given twice, unless it is repeatable", () =>
    assert.deepEqual(
      VALUE_OPTIONS.filter(
        ({ command, option, isRepeatable }) => (parsed(command, option, "x", option, "y") === "USAGE") === isRepeatable,
      ),
      [],
    ));
});

describe("parseArguments", () => {
  const refused: readonly (readonly string[])[] = [
    ["status", ""],
    ["up", "dev", "--yes", "--reason", "--dry-run"],
    ["--profile", "--rehearsal", "up", "dev"],
    ["build", "--service", "users,,accounts"],
    ["up", "dev", "--dry-run=false"],
    ["help", "nosuch"],
    ["nosuch", "--help"],
  ];
  for (const argv of refused) it(`refuses "${argv.join(" ")}"`, () => assert.equal(parsed(...argv), "USAGE"));

  const rewritten: readonly (readonly [argv: readonly string[], expected: readonly string[]])[] = [
    [["help"], ["--help"]],
    [
      ["help", "up"],
      ["up", "--help"],
    ],
    [
      ["--rehearsal", "help", "up"],
      ["up", "--help"],
    ],
    [["up", "dev", "--version"], ["--version"]],
    [
      ["releases", "dev"],
      ["releases", "list", "dev"],
    ],
    [
      ["--json", "releases", "--profile", "x", "dev", "1704067200"],
      ["--json", "releases", "list", "--profile", "x", "dev", "1704067200"],
    ],
    [
      ["releases", "nosuch"],
      ["releases", "list", "nosuch"],
    ],
    [
      ["releases", "shw", "dev"],
      ["releases", "shw", "dev"],
    ],
    [
      ["releases", "diff", "dev", "1"],
      ["releases", "diff", "dev", "1"],
    ],
    [["logs", "dev", "--filter", "--", "--version"], ["USAGE"]],
    [
      ["logs", "dev", "--", "--version"],
      ["logs", "dev", "--", "--version"],
    ],
  ];
  for (const [argv, expected] of rewritten)
    it(`rewrites "${argv.join(" ")}" to "${expected.join(" ")}"`, () =>
      assert.deepEqual([parsed(...argv)].flat(), expected));

  it("joins the names of an option that is given twice", async () => {
    let service: unknown;
    const line = commandLine("1.0.0", ALL_COMMANDS, ({ options }) => {
      service = options["service"];
      return Promise.resolve();
    });
    await line.parseAsync(parseArguments(line, ["build", "--service", "users", "--service", "accounts"]), {
      from: "user",
    });
    assert.equal(service, "users,accounts");
  });
});

describe("suggestedCommand", () => {
  const names = ALL_COMMANDS.map(({ name }) => name);
  const cases: readonly (readonly [word: string, expected: string | null])[] = [
    ["deploy", "up"],
    ["stauts", "status"],
    ["preveiw", "preview"],
    ["destory", "destroy"],
    ["desploy", "up"],
    ["deply", "up"],
    ["frobnicate", null],
    ["canel", "cancel"],
    ["rollbak", "rollback"],
    ["x".repeat(100_000), null],
  ];
  for (const [word, expected] of cases)
    it(`suggests ${String(expected)} for "${word.slice(0, 20)}"`, () =>
      assert.equal(suggestedCommand(word, names), expected));
});
