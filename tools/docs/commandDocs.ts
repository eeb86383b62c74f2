import type { Command as Program } from "commander";
import { commandLine } from "../../automation/commandLine/commandLine";
import type { Command } from "../../automation/commands/command";
import { ALL_COMMANDS } from "../../cli";
import { EXIT, EXIT_MEANINGS } from "../../model/errors";
import { timeForms } from "../../model/time";
import { EXITS_OF_COMMANDS, EXITS_OF_EVERY_COMMAND } from "./commandExits";
import { markdownTable } from "./markdownTable";

/** docs/commands.md, from the definitions that the parser and `--help` use. */
export function commandDocs(): string {
  const program = commandLine("", ALL_COMMANDS, () => Promise.resolve());
  return [
    "<!-- Written by `make docs` from automation/commands. -->",
    "",
    "# Commands",
    "",
    "```text",
    "bin/deploy <command> [stage] [options]",
    "```",
    "",
    "The stages are `dev`, `staging`, `production` and `disaster-recovery`. `bin/deploy help <command>` prints what is here.",
    "",
    ...markdownTable(
      ["command", "what it does"],
      ALL_COMMANDS.map(({ name, summary }) => [`[\`${name}\`](#${name})`, summary]),
    ),
    "",
    "## Global options",
    "",
    "Every command has them.",
    "",
    ...optionTable(program),
    "",
    ...RULES,
    "",
    "## Exit codes",
    "",
    ...markdownTable(
      ["exit code", "meaning"],
      (Object.keys(EXIT) as (keyof typeof EXIT)[]).map((name) => [String(EXIT[name]), EXIT_MEANINGS[name]]),
    ),
    "",
    "Error codes, their causes and remedies: [Troubleshooting](troubleshooting.md).",
    "",
    ...ALL_COMMANDS.flatMap((command) => commandSection(command, program)),
  ].join("\n");
}

const RULES: readonly string[] = [
  "- `--profile` is `listbackup.ai` unless it or `AWS_PROFILE` names another. Where the machine does not have that profile and",
  "  the environment has credentials, as in CI, commands use those.",
  "- `--json` prints one document on stdout and nothing else, errors included. Colours are printed on terminals only, or with",
  "  `FORCE_COLOR`.",
  `- Every option for a time takes ${timeForms("past")}.`,
  '- Empty values (`--service ""`, from an unset variable in CI), unknown names, and an option where a value belongs',
  "  (`--reason --dry-run`) are refused before anything runs. Write a value that begins with `-` as `--reason=-x`.",
];

function commandSection(command: Command, program: Program): readonly string[] {
  const parser = program.commands.find((one) => one.name() === command.name);
  if (parser === undefined) throw new Error(`the parser has no command ${command.name}`);
  const { actions, examples = [] } = command;
  return [
    `## ${command.name}`,
    "",
    parser.description(),
    "",
    "```text",
    `bin/deploy ${command.name} ${parser.usage()}`.trimEnd(),
    "```",
    "",
    ...(actions === undefined ? [] : [actionLine(actions), ""]),
    ...(command.options.length === 0 ? [] : [...optionTable(parser), ""]),
    exitLine(command),
    "",
    ...(examples.length === 0 ? [] : ["```sh", ...examples, "```", ""]),
  ];
}

function actionLine({ all, default: standard }: NonNullable<Command["actions"]>): string {
  const names = all.map((action) => `\`${action}\`${action === standard ? " (default)" : ""}`);
  return `Actions: ${names.join(", ")}.`;
}

/** Repeatable options have a parser that collects values. */
function optionTable({ options }: Program): readonly string[] {
  const rows = options.map(({ flags, description, parseArg, variadic, defaultValue }) => [
    `\`${flags}\``,
    [
      description,
      ...(typeof defaultValue === "string" ? [`default: \`${defaultValue}\``] : []),
      ...(parseArg !== undefined || variadic ? ["repeatable"] : []),
    ].join("; "),
  ]);
  return markdownTable(["option", "meaning"], rows);
}

function exitLine({ name }: Command): string {
  const own = EXITS_OF_COMMANDS[name];
  if (own === undefined) throw new Error(`tools/docs/commandExits.ts has no row for ${name}`);
  const codes = [...EXITS_OF_EVERY_COMMAND, ...own].map((exit) => EXIT[exit]).sort((a, b) => a - b);
  return `Exit codes: ${codes.map(String).join(", ")} ([meanings](#exit-codes)).`;
}
