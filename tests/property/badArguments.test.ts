import { strict as assert } from "node:assert";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { commandLine } from "../../automation/commandLine/commandLine";
import { parseArguments } from "../../automation/commandLine/arguments";
import type { Command } from "../../automation/commands/command";
import { run } from "../../automation/main";
import type { Rehearsal, Wiring } from "../../automation/wiring";
import { ALL_COMMANDS } from "../../cli";
import { EXIT } from "../../model/errors";
import { STAGES } from "../../model/stage/name";
import { ROOT } from "../support/project/project";
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
  | "name=id"
  | "action";

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
  entry: fc.oneof(oddWord, inherited, words("/listbackup/jwt-secrt", "secret:", "/")),
  "name=id": fc.oneof(
    oddWord,
    inherited,
    words("=", "table-users=", "=listbackup-dev-users", "table-users= ", "a=b c"),
  ),
  action: fc.oneof(oddWord, inherited, words("LIST", "list,show")),
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
  const own = WRONG[kind];
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
};

/** What each argument is, by its name. */
const ARGUMENT_KINDS: Readonly<Record<string, Kind>> = {
  action: "action",
  stage: "stage",
  release: "id",
  other: "id",
  name: "entry",
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
  return args.split(" ").flatMap((text) => (text === "" ? [] : [text.replace(/[<>[\]]/g, "")]));
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

/** A command line with one error. */
const wrongLine: fc.Arbitrary<readonly string[]> = fc.constantFrom(...ALL_COMMANDS).chain((command) => {
  const right = [command.name, ...argumentsOf(command), ...(NEEDED[command.name] ?? [])];
  const valueOptions = command.options
    .filter(([flags]) => flags.includes("<"))
    .map(([flags]) => flags.split(" ")[0] ?? "");
  const wrongValues = placesOf(command).map((place) =>
    wrongFor(command, place).map((value) => lineWith(command, place, value)),
  );
  const swallowing = ["--profile", ...valueOptions].map((flag) =>
    words("--yes", "--dry-run", "--json", "--help", "-x", "--").map((next) => [...right, flag, next]),
  );
  const unknownOption = fc.oneof(oddWord, inherited, words("yess", "force-all")).map((name) => [...right, `--${name}`]);
  const tooMany = oddWord.map((word) => [...right, word, word, word, word]);
  return fc
    .tuple(fc.oneof(...wrongValues, ...swallowing, unknownOption, tooMany), GLOBALS)
    .map(([line, globals]) => [...globals, ...line]);
});

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

interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe("a command line with one error", function () {
  this.timeout(1_200_000);
  let root: string;
  const environment = { ...process.env };
  const written = {
    stdout: process.stdout.write.bind(process.stdout),
    stderr: process.stderr.write.bind(process.stderr),
  };

  before(() => {
    printSeed();
    root = mkdtempSync(join(tmpdir(), "listbackup-arguments-"));
    for (const file of ["catalog", "Pulumi.yaml", ...STAGES.map((name) => `Pulumi.${name}.yaml`)])
      cpSync(join(ROOT, file), join(root, file), { recursive: true });
    mkdirSync(join(root, "home"));
    Object.assign(process.env, {
      HOME: join(root, "home"),
      LISTBACKUP_BACKEND: join(root, "nowhere"),
      // No credentials, and no way to where there might be some.
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_CONFIG_FILE: join(root, "none"),
      AWS_SHARED_CREDENTIALS_FILE: join(root, "none"),
    });
    for (const name of ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "LISTBACKUP_REHEARSAL"])
      Reflect.deleteProperty(process.env, name);
  });
  after(() => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, environment);
    rmSync(root, { recursive: true, force: true });
  });

  async function ran(argv: readonly string[]): Promise<Ran> {
    const wiring: Wiring = {
      root,
      version: "1.0.0",
      program: () => Promise.reject(new Error("a program was asked for")),
      foundation: () => Promise.reject(new Error("a program was asked for")),
      rehearsal: () => Promise.resolve({ running: () => Promise.resolve(null) } as unknown as Rehearsal),
    };
    const output = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const)
      process[stream].write = (text: string) => {
        output[stream] += text;
        return true;
      };
    try {
      return { exit: await run(argv, wiring, ALL_COMMANDS), ...output };
    } finally {
      process.stdout.write = written.stdout;
      process.stderr.write = written.stderr;
    }
  }

  /** Every file and what is in it, but for Go's count of its own runs. */
  function contents(): readonly (readonly [string, string])[] {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.startsWith(join(root, "home", ".config", "go")))
      .sort()
      .map((file) => [file, readFileSync(file, "utf8")] as const);
  }

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

  it(`exits with 2 or another documented code, without a stack trace, and writes nothing (${String(INPUTS)} command lines)`, async () => {
    const before = contents();
    const lines = fc.sample(fc.oneof({ weight: 20, arbitrary: wrongLine }, { weight: 1, arbitrary: wrongCommand }), {
      seed: SEED,
      numRuns: INPUTS,
    });
    for (const line of lines) {
      const { exit, stdout, stderr } = await ran(line);
      const output = `${stdout}\n${stderr}`;
      const input = JSON.stringify(line.map((word) => word.slice(0, 100)));
      assert.ok(documented(line).includes(exit), `${input}: ${String(exit)} ${output.slice(0, 2_000)}`);
      assert.doesNotMatch(output, /^\s+at .*:\d+:\d+\)?$|INTERNAL|\[object Object\]|\bundefined\b/m, input);
      assert.ok(output.length < 10_000, `${input}: ${String(output.length)} characters`);
    }
    assert.deepEqual(contents(), before);
  });
});
