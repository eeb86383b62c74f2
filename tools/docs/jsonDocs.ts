import { ALL_COMMANDS } from "../../cli";
import { markdownTable } from "./markdownTable";

/** docs/json.md: what `--json` prints. */
export function jsonDocs(): string {
  return [
    "<!-- Written by `make docs` from automation/documents. -->",
    "",
    "# JSON output",
    "",
    "`--json` prints one document on stdout, and nothing else. Messages, warnings and progress go to stderr. Every document",
    "begins with the same keys:",
    "",
    ...markdownTable(
      ["key", "meaning"],
      [
        ["`version`", "1. A key may be added without a new version; none is renamed or removed."],
        ["`command`", "name of the command"],
        ["`exit`", "[exit code](commands.md#exit-codes) of the command"],
        [
          "`error`",
          "only where the command failed: `code` ([stable](troubleshooting.md)), `what` happened, `remedy` with the next command. Some errors add their findings under further keys.",
        ],
      ],
    ),
    "",
    "```sh",
    "bin/deploy status --json | jq '.stages[] | {stage, kind, release: .release.id}'",
    "bin/deploy preview dev --json | jq '.changes[] | select(.kind != \"update\")'",
    "bin/deploy up dev --yes --json | jq -r '.error.remedy // .url'",
    "```",
    "",
    "What does not end prints one document per line: `logs --follow`, `events --follow`, `doctor --watch` and `report --serve`.",
    "",
    "## Schemas",
    "",
    "The schemas are generated from the types that the commands are compiled with. A test holds every document that the tests",
    "of this project see to them.",
    "",
    ...markdownTable(
      ["command", "schema"],
      ALL_COMMANDS.map(({ name }) => [`[\`${name}\`](commands.md#${name})`, `[${name}.json](schemas/${name}.json)`]),
    ),
    "",
  ].join("\n");
}
