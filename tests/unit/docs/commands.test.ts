import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { commandLine } from "../../../automation/commandLine/commandLine";
import { parseArguments } from "../../../automation/commandLine/arguments";
import { ALL_COMMANDS } from "../../../cli";
import { DeployError } from "../../../model/errors";
import { STAGES } from "../../../model/stage/name";
import { classOf } from "../../support/documents/classes";
import {
  commandsIn,
  deployCalls,
  DOCUMENTS,
  documentCommands,
  type DocumentCommand,
} from "../../support/documents/commands";
import { ROOT } from "../../support/project/project";

const MAKE_TARGETS = [...readFileSync(join(ROOT, "Makefile"), "utf8").matchAll(/^\.PHONY: (.+)$/gm)].flatMap(
  ([, names = ""]) => names.split(" "),
);

/** What a mention may leave out. */
const INCOMPLETE = ["commander.missingArgument", "commander.optionMissingArgument"];

/** Why the parser refuses the arguments; null where it does not. */
async function parseError(words: readonly string[], kind: DocumentCommand["kind"]): Promise<string | null> {
  const actual = words.map(withoutPlaceholder);
  try {
    const program = commandLine("", ALL_COMMANDS, () => Promise.resolve());
    // `help <command>` prints.
    for (const one of [program, ...program.commands]) one.configureOutput({ writeOut: () => undefined });
    await program.parseAsync(parseArguments(program, actual), { from: "user" });
  } catch (error) {
    if (error instanceof DeployError) return error.what;
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || (kind === "mention" && INCOMPLETE.includes(error.code))) return null;
    return error.message;
  }
  return unknownStage(actual);
}

/** `<stage>`, `<recovery stage>`, `<stage>.age` */
function withoutPlaceholder(word: string): string {
  return word
    .replace(/<[^<>]*stage[^<>]*>/g, "dev")
    .replace(/<command>/g, "up")
    .replace(/<([^<>]+)>/g, "$1");
}

/** The parser leaves names of stages to the commands. */
function unknownStage([name = "", ...rest]: readonly string[]): string | null {
  const { args = "", actions } = ALL_COMMANDS.find((command) => command.name === name) ?? {};
  const places = args.split(" ");
  const given = rest.filter((word) => !word.startsWith("-"));
  const hasAction = actions?.all.includes(given[0] ?? "") ?? false;
  const position =
    places.findIndex((one) => /^[<[]stage[>\]]$/.test(one)) - (actions !== undefined && !hasAction ? 1 : 0);
  const stage = position < 0 ? undefined : rest[position];
  return stage === undefined || stage.startsWith("-") || (STAGES as readonly string[]).includes(stage)
    ? null
    : `${stage} is no stage`;
}

/** Targets of `make` and test files that do not exist. */
function missing({ text }: DocumentCommand): readonly string[] {
  const targets = [...text.matchAll(/(?:^|&& |; )make ([a-z][a-z-]*)/g)].map(([, target = ""]) => target);
  const files = [...text.matchAll(/\b(?:npx mocha|bash|node)\b.* ([\w./-]+\.(?:ts|sh|cjs))/g)].map(
    ([, file = ""]) => file,
  );
  return [
    ...targets.filter((target) => !MAKE_TARGETS.includes(target)),
    ...files.filter((file) => !existsSync(join(ROOT, file))),
  ];
}

describe("the commands of the documents", () => {
  it("are found in blocks and in the text", () => {
    const text = [
      "Run `bin/deploy up <stage> --yes` or:",
      "```sh",
      "cd x   # there",
      "bin/deploy up dev \\",
      "  --yes",
      "cat > a <<'END'",
      "b # c",
      "END",
      "```",
      "```yaml",
      "- run: bin/deploy up dev --yes",
      "```",
    ].join("\n");
    assert.deepEqual(commandsIn("a.md", text), [
      { file: "a.md", line: 1, text: "bin/deploy up <stage> --yes", kind: "mention" },
      { file: "a.md", line: 3, text: "cd x", kind: "block" },
      { file: "a.md", line: 4, text: "bin/deploy up dev --yes", kind: "block" },
      { file: "a.md", line: 6, text: "cat > a <<'END'\nb # c\nEND", kind: "block" },
      { file: "a.md", line: 11, text: "bin/deploy up dev --yes", kind: "mention" },
    ]);
  });

  it("are many", () => {
    assert.ok(DOCUMENTS.flatMap(documentCommands).length > 200);
  });

  it("that do not exist are found", async () => {
    const wrong = ["up dev --yess", "upp dev", "up devv", "releases shw dev 17"];
    const errors = await Promise.all(wrong.map((text) => parseError(text.split(" "), "mention")));
    assert.deepEqual(errors.includes(null), false);
  });

  for (const document of DOCUMENTS)
    it(`are accepted by the parser: ${document}`, async () => {
      const problems: string[] = [];
      for (const command of documentCommands(document)) {
        const at = `${document}:${String(command.line)}`;
        // A line of usage, as `--help` prints it.
        if (command.text.includes("[options]")) continue;
        for (const words of deployCalls(command.text)) {
          const problem = await parseError(words, command.kind);
          if (problem !== null) problems.push(`${at} bin/deploy ${words.join(" ")}: ${problem}`);
        }
        problems.push(...missing(command).map((name) => `${at} ${name} does not exist`));
      }
      assert.deepEqual(problems, []);
    });

  it("that another test runs are in it", () => {
    const missing: string[] = [];
    for (const { text, is } of DOCUMENTS.flatMap(documentCommands).map((one) => ({
      text: one.text,
      is: classOf(one),
    }))) {
      const name = /bin\/deploy ([a-z-]+)/.exec(text)?.[1];
      if (is.kind !== "elsewhere" || name === undefined) continue;
      const source = readFileSync(join(ROOT, is.test), "utf8");
      // It reads the blocks from the page.
      if (source.includes("runbookBlocks(")) continue;
      if (!source.includes(name)) missing.push(`${text}: ${is.test} has no ${name}`);
    }
    assert.deepEqual(missing, []);
  });

  it("of every runbook are run", () => {
    const text = readFileSync(join(ROOT, "docs", "runbooks.md"), "utf8");
    const headings = text.split(/^## /m).flatMap((part) => (part.includes("```sh") ? [part.split("\n")[0] ?? ""] : []));
    const tests = ["backup/runbooks", "recovery/restore"].map((name) =>
      readFileSync(join(ROOT, "tests", "engine", `${name}.test.ts`), "utf8"),
    );
    assert.deepEqual(
      headings.filter((heading) => !tests.some((source) => source.includes(`runbookBlocks("${heading}")`))),
      [],
    );
  });
});
