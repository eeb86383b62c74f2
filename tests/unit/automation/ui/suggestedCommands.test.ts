import { strict as assert } from "node:assert";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ALL_COMMANDS } from "../../../../cli";
import { completeCommands, type Invocation } from "../../../../automation/ui/suggestedCommands";
import { ROOT } from "../../../support/project/project";

const PLAIN: Invocation = { stage: "dev", rehearsal: false, profile: null, awsProfile: "listbackup.ai" };

const CASES: readonly (readonly [what: string, text: string, invocation: Partial<Invocation>, expected: string])[] = [
  ["with nothing where no option was given", "Run `bin/deploy up dev`.", {}, "Run `bin/deploy up dev`."],
  ["with --rehearsal", "`bin/deploy up dev`", { rehearsal: true }, "`bin/deploy up dev --rehearsal`"],
  ["with --profile", "`bin/deploy up dev`", { profile: "ops" }, "`bin/deploy up dev --profile ops`"],
  [
    "with a profile that a shell would split",
    "`bin/deploy up dev`",
    { profile: "a b" },
    "`bin/deploy up dev --profile 'a b'`",
  ],
  ["with the stage", "`bin/deploy doctor <stage>`", { stage: "staging" }, "`bin/deploy doctor staging`"],
  ["with <stage> where there is none", "`bin/deploy doctor <stage>`", { stage: null }, "`bin/deploy doctor <stage>`"],
  ["once", "`bin/deploy up dev --rehearsal`", { rehearsal: true }, "`bin/deploy up dev --rehearsal`"],
  [
    "each of several",
    "`bin/deploy up dev` or `bin/deploy destroy dev`",
    { rehearsal: true },
    "`bin/deploy up dev --rehearsal` or `bin/deploy destroy dev --rehearsal`",
  ],
  [
    "without what it does not take",
    "`bin/deploy rehearse --reset`",
    { rehearsal: true },
    "`bin/deploy rehearse --reset`",
  ],
  [
    "of the AWS CLI with the profile in use",
    "`aws kms enable-key --key-id k`",
    {},
    "`aws kms enable-key --key-id k --profile listbackup.ai`",
  ],
  [
    "of the AWS CLI with <profile>",
    "`aws sso login --profile <profile>`",
    { awsProfile: "a b" },
    "`aws sso login --profile 'a b'`",
  ],
  [
    "of the AWS CLI with nothing in a rehearsal",
    "`aws sts get-caller-identity`",
    { rehearsal: true },
    "`aws sts get-caller-identity`",
  ],
  ["without what help does not need", "`bin/deploy up --help`", { rehearsal: true }, "`bin/deploy up --help`"],
];

describe("a suggested command", () => {
  for (const [what, text, invocation, expected] of CASES) {
    it(`is completed ${what}`, () => assert.equal(completeCommands(text, { ...PLAIN, ...invocation }), expected));
  }
});

describe("messages of the driver", () => {
  const folder = join(ROOT, "automation");

  it("have commands only between backticks, where they are completed", async () => {
    const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts"));
    const lines = await Promise.all(
      files.map(async (file) =>
        (await readFile(join(folder, file), "utf8")).split("\n").map((line, index) => ({ file, line, at: index + 1 })),
      ),
    );
    const loose = lines.flat().filter(({ line }) => /[^`"]bin\/deploy [a-z]/.test(line) && !isHelp(line));
    assert.deepEqual(
      loose.map(({ file, at, line }) => `${file}:${String(at)} ${line.trim()}`),
      [],
    );
  });
});

/** Comments, and the output of `--help`. */
function isHelp(line: string): boolean {
  return /^\s*(?:\*|\/\/|\/\*)/.test(line) || /addHelpText\("after"|^\s*examples: /.test(line);
}

/** Suggested commands of the sources, with X for what a message fills in. */
async function suggestions(folder: string): Promise<readonly (readonly [where: string, command: string])[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join(folder, file), "utf8")] as const),
  );
  return texts.flatMap(([file, text]) =>
    text.split("\n").flatMap((line, index) => {
      if (/^\s*(?:\*|\/\/|\/\*)/.test(line)) return [];
      const found = [...line.matchAll(/(?<!\$\{)`(bin\/deploy [^`\\]+)\\?`/g)];
      return found.map(
        ([, command = ""]) =>
          [`${file}:${String(index + 1)}`, command.replace(/\$\{[^}]*(?:\{[^}]*\}[^}]*)*\}/g, "X")] as const,
      );
    }),
  );
}

describe("the commands that messages suggest", () => {
  const GLOBALS = ["--rehearsal", "--profile", "--json", "--quiet", "--verbose", "--no-color", "--help", "--version"];

  /** What is wrong with a command; null: nothing. */
  function problemOf(text: string): string | null {
    const [, name = "", ...rest] = text.split(" ");
    const command = ALL_COMMANDS.find((one) => one.name === name);
    if (command === undefined)
      return name.startsWith("--") || /^[X$]/.test(name) || name === "help" ? null : "no such command";
    const flags = rest
      .filter((word) => word.startsWith("--"))
      .map((word) => (word.split("=")[0] ?? "").replace(/X$/, ""));
    const known = [...GLOBALS, ...command.options.map(([option]) => option.split(" ")[0] ?? "")];
    const unknown = flags.find((flag) => !known.includes(flag));
    if (unknown !== undefined) return `no such option ${unknown}`;
    const needsStage = command.args.includes("<stage>") && !flags.includes("--help");
    return needsStage && rest.filter((word) => !word.startsWith("--")).length === 0 ? "no stage" : null;
  }

  it("exist, with their options, and name a stage", async () => {
    const wrong = (await suggestions(join(ROOT, "automation"))).flatMap(([where, command]) => {
      const problem = problemOf(command);
      return problem === null ? [] : [`${where} ${command}: ${problem}`];
    });
    assert.deepEqual(wrong, []);
  });
});
