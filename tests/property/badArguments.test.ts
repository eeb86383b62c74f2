import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { commandLine } from "../../automation/commandLine/commandLine";
import { parseArguments } from "../../automation/commandLine/arguments";
import type { Command } from "../../automation/commands/command";
import { ALL_COMMANDS } from "../../cli";
import { EXIT } from "../../model/errors";
import { STAGES } from "../../model/stage/name";
import { ERROR_BODIES } from "../support/fakes/fakeAws";
import { InProcessProject, NOT_FOR_USERS } from "../support/commandLine/inProcess";
import { rounds, printSeed, SEED } from "../support/property";

/** Inputs of one run. */
const INPUTS = rounds({ sample: 2_500, full: 2_500 });

/** What a value is for, as the command line names it: `names` of `--service <names>`. */
type Kind =
  | "entry"
  | "stage"
  | "names"
  | "id"
  | "time"
  | "text"
  | "file"
  | "name"
  | "owner"
  | "backup"
  | "what"
  | "format"
  | "scenario"
  | "name=id"
  | "action"
  | "way"
  | "number"
  | "set"
  | "key"
  | "folder"
  | "path"
  | "shell";

const words = (...all: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...all);
const oddWord = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._]{5,20}$/).map((text) => `no-such-${text}`);
/** Names of properties that every object inherits. */
const inherited = words("__proto__", "constructor", "toString", "hasOwnProperty", "valueOf");

/** Wrong for a value of any kind. */
const wrongAnywhere: fc.Arbitrary<string> = fc.oneof(
  words("", " ", "\u00a0", "\n", "a\nb", "a\r", "\u001b[31mred\u001b[0m", "a\u0007", "\u202edev", "a\u2028b", "\u007f"),
  fc.integer({ min: 4_097, max: 100_000 }).map((length) => "x".repeat(length)),
);

/** Wrong for a value of one kind; null for kinds that only AWS can check. */
const WRONG: Readonly<Record<Kind, fc.Arbitrary<string> | null>> = {
  stage: fc.oneof(oddWord, inherited, words("prod", "DEV", "dev ", "../dev", "dev;ls", "dev,staging", "0", "null")),
  names: fc.oneof(oddWord, inherited, words("users,,auth", ",", "users,", "*", "users auth")),
  id: fc.oneof(
    oddWord,
    inherited,
    words("0", "1.5", "1e9", "0x5f", "99999999999999999999", "NaN", "latest", "１７０４０６７２００"),
  ),
  time: fc.oneof(
    oddWord,
    inherited,
    words("soon", "1x", "2026-13-45T00:00Z", "1e400", "25:00", "2h3", "NaN", "Infinity"),
  ),
  text: null,
  file: fc.oneof(oddWord, words("/", ".", "/dev/null/x", "catalog")),
  name: null,
  owner: null,
  backup: null,
  what: fc.oneof(oddWord, inherited, words("FREEZE", "freeze,source")),
  format: fc.oneof(oddWord, inherited, words("TEXT", "xml", "text,json")),
  scenario: fc.oneof(oddWord, inherited, words("FIRST", "first,rollback", "update")),
  entry: fc.oneof(oddWord, inherited, words("/listbackup/jwt-secrt", "secret:", "/")),
  "name=id": fc.oneof(
    oddWord,
    inherited,
    words("=", "table-users=", "=listbackup-dev-users", "table-users= ", "a=b c"),
  ),
  action: fc.oneof(oddWord, inherited, words("LIST", "list,show")),
  way: fc.oneof(oddWord, inherited, words("LOGICAL", "native,logical", "both")),
  number: fc.oneof(oddWord, inherited, words("0", "1.5", "1e400", "NaN", "0x10", "99999999999999999999")),
  set: fc.oneof(oddWord, inherited, words("newest", "0", "1.5", "25:00")),
  key: fc.oneof(oddWord, inherited, words("age1", "AGE1x", "ssh-rsa AAAA")),
  folder: fc.oneof(oddWord, words("/", ".", "/dev/null/x")),
  path: words("/", ".", "/dev/null/x", "catalog", "no-such-folder/x.html"),
  shell: fc.oneof(oddWord, inherited, words("sh", "BASH", "bash,zsh")),
};

interface Place {
  readonly kind: Kind;
  /** `--since`, or the name of an argument: `stage`. */
  readonly name: string;
}

/** Only AWS knows the services of a release; these are no service names in any release. */
const MALFORMED_SERVICES = words(
  "users,,auth",
  ",",
  "users auth",
  "*",
  "__proto__",
  "toString",
  "Users",
  "users/get",
  "-",
);
const SERVICES_OF_RELEASES = ["logs", "rollback"];

function wrongFor(command: Command, { kind, name }: Place): fc.Arbitrary<string> {
  if (name === "--service" && SERVICES_OF_RELEASES.includes(command.name))
    return fc.oneof(wrongAnywhere, MALFORMED_SERVICES);
  const own = (WRONG as Readonly<Record<string, fc.Arbitrary<string> | null>>)[kind];
  if (own === undefined) throw new TypeError(`${command.name}: wrong values for <${kind}> of ${name} are to be added`);
  return own === null ? wrongAnywhere : fc.oneof(wrongAnywhere, own);
}

/**
 * Exit codes that a line may end with: 3 where no rehearsal runs, which a command may say before it looks at the rest, and 6
 * for another name than the stage's where a stage is to be deleted.
 */
function documented(line: readonly string[]): readonly number[] {
  return [
    EXIT.usage,
    ...(line.includes("--rehearsal") ? [EXIT.preflight] : []),
    ...(line.includes("--confirm") ? [EXIT.refused] : []),
  ];
}

/** Valid values of arguments. */
const RIGHT: Readonly<Record<string, string>> = {
  stage: "dev",
  release: "1704067200",
  other: "1704067201",
  name: "/listbackup/jwt-secret",
  shell: "bash",
};

/** What each argument is, by its name. */
const ARGUMENT_KINDS: Readonly<Record<string, Kind>> = {
  action: "action",
  stage: "stage",
  release: "id",
  other: "id",
  name: "entry",
  shell: "shell",
};

/** Options that a command requires. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  freeze: ["--until", "3d", "--reason", "why"],
};

function placesOf(command: Command): readonly Place[] {
  const options = command.options.flatMap(([flags]): readonly Place[] => {
    const [, flag = "", kind] = /^(--[^ ]+)(?: <(.*)>)?$/.exec(flags) ?? [];
    return kind === undefined ? [] : [{ kind: kind as Kind, name: flag }];
  });
  const args = namesOf(command).map((name): Place => ({ kind: kindOf(command, name), name }));
  return [...options, ...args];
}

/** Names of the arguments: `action`, `stage`. */
function namesOf({ args }: Command): readonly string[] {
  // Of any number of words, none is valid.
  const one = args.split(" ").filter((text) => text !== "" && !text.endsWith("...]"));
  return one.map((text) => text.replace(/[<>[\]]/g, ""));
}

function kindOf(command: Command, name: string): Kind {
  return command.name === "diff-stages" ? "stage" : (ARGUMENT_KINDS[name] ?? "text");
}

/** Valid arguments, except those that are given. */
function argumentsOf(command: Command, given: Readonly<Record<string, string>> = {}): readonly string[] {
  return namesOf(command).map((name) => {
    const valid = name === "action" ? command.actions?.all.at(1) : command.name === "diff-stages" ? "dev" : RIGHT[name];
    return given[name] ?? valid ?? "";
  });
}

const GLOBALS = fc.subarray(["--json", "--quiet", "--no-color", "--rehearsal"]);

/** The valid line of a command, where one error is to be added. */
const rightLine = (command: Command): readonly string[] => [
  command.name,
  ...argumentsOf(command),
  ...(NEEDED[command.name] ?? []),
];

const flagOf = (flags: string): string => flags.split(" ")[0] ?? "";

/** Errors of the line as a whole. */
function wrongLineOf(command: Command): fc.Arbitrary<readonly string[]> {
  const right = rightLine(command);
  const valueOptions = command.options.filter(([flags]) => flags.includes("<")).map(([flags]) => flagOf(flags));
  const swallowing = ["--profile", ...valueOptions].map((flag) =>
    words("--yes", "--dry-run", "--json", "--help", "-x", "--").map((next) => [...right, flag, next]),
  );
  const unknownOption = fc.oneof(oddWord, inherited, words("yess", "force-all")).map((name) => [...right, `--${name}`]);
  const tooMany = oddWord.map((word) => [...right, word, word, word, word]);
  const flags = ["--json", ...command.options.map(([one]) => one).filter((one) => !one.includes("<"))];
  const flagWithValue = fc.tuple(words(...flags), oddWord).map(([flag, word]) => [...right, `${flag}=${word}`]);
  const once = command.options.filter(([one, , kind]) => one.includes("<") && kind !== "repeat");
  const twice = once.map(([one]) =>
    oddWord.map((word) => [...right, ...[word, word].flatMap((w) => [flagOf(one), w])]),
  );
  return fc.oneof(...swallowing, unknownOption, tooMany, flagWithValue, ...twice);
}

/** Every argument and every option with a value of every command, each with wrong values: a new command adds its own. */
const WRONG_VALUES: readonly fc.Arbitrary<readonly string[]>[] = ALL_COMMANDS.flatMap((command) =>
  placesOf(command).map((place) => wrongFor(command, place).map((value) => lineWith(command, place, value))),
);
const WRONG_LINES: readonly fc.Arbitrary<readonly string[]>[] = ALL_COMMANDS.map(wrongLineOf);

const withGlobals = (line: fc.Arbitrary<readonly string[]>): fc.Arbitrary<readonly string[]> =>
  fc.tuple(line, GLOBALS).map(([words, globals]) => [...globals, ...words]);

/** Command lines with one error: so many for each place in turn, that all together are `INPUTS`. */
function wrongLines(): readonly (readonly string[])[] {
  const places = [...WRONG_VALUES, ...WRONG_LINES].map(withGlobals);
  const each = Math.ceil(INPUTS / (places.length + 1));
  return [...places, wrongCommand].flatMap((lines, index) => fc.sample(lines, { seed: SEED + index, numRuns: each }));
}

function lineWith(command: Command, { name }: Place, value: string): readonly string[] {
  const needed = NEEDED[command.name] ?? [];
  if (!name.startsWith("--")) return [command.name, ...argumentsOf(command, { [name]: value }), ...needed];
  const at = needed.indexOf(name);
  const others = at < 0 ? needed : needed.toSpliced(at, 2);
  const option = value.startsWith("-") ? [`${name}=${value}`] : [name, value];
  return [command.name, ...argumentsOf(command), ...others, ...option];
}

const wrongCommand = fc
  .tuple(GLOBALS, fc.oneof(oddWord, inherited, words("dev", "UP", "up;ls", "")), fc.constantFrom(...STAGES))
  .map(([globals, name, stage]) => [...globals, name, stage]);

describe("a command line with one error", function () {
  this.timeout(1_200_000);
  let project: InProcessProject;
  before(async () => {
    printSeed();
    // With credentials a call of the SDK would reach the recording AWS.
    project = await InProcessProject.make({ credentials: true });
  });
  after(() => {
    project.remove();
  });

  it("is valid without it", async () => {
    const taken: string[] = [];
    const program = commandLine("1.0.0", ALL_COMMANDS, ({ command }) => {
      taken.push(command.name);
      return Promise.resolve();
    });
    for (const command of ALL_COMMANDS) {
      const line = [command.name, ...argumentsOf(command), ...(NEEDED[command.name] ?? [])];
      await program.parseAsync([...parseArguments(program, line)], { from: "user" });
    }
    assert.deepEqual(
      taken,
      ALL_COMMANDS.map(({ name }) => name),
    );
  });

  it("asks AWS without it, which the test would see", async () => {
    project.aws.answer = () => ERROR_BODIES.query(403, "AccessDenied", "no");
    await project.run(["releases", "list", "dev"]);
    assert.notDeepEqual(project.aws.requests, []);
    project.aws.requests.length = 0;
  });

  it(`exits with 2 or another documented code, without a stack trace, asks AWS nothing and writes nothing (${String(INPUTS)} command lines)`, async () => {
    const before = project.contents();
    for (const line of wrongLines()) {
      const { exit, stdout, stderr } = await project.run(line);
      const output = `${stdout}\n${stderr}`;
      const input = JSON.stringify(line.map((word) => word.slice(0, 100)));
      assert.ok(documented(line).includes(exit), `${input}: ${String(exit)} ${output.slice(0, 2_000)}`);
      assert.doesNotMatch(output, NOT_FOR_USERS, input);
      assert.ok(output.length < 10_000, `${input}: ${String(output.length)} characters`);
      assert.deepEqual(project.aws.requests, [], input);
    }
    assert.deepEqual(project.contents(), before);
  });
});
