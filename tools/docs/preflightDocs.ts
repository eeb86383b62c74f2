import { CHECKS, type CheckId } from "../../model/preflight/checks";
import { FINDINGS, type FindingCode } from "../../model/preflight/findings";
import { TOOLS } from "../../model/preflight/tools";
import { markdownTable } from "./markdownTable";

/** docs/preflight.md, from the tables of checks and findings. */
export function preflightDocs(): string {
  return [
    "<!-- Written by `make docs` from model/preflight. -->",
    "",
    "# Preflight",
    "",
    INTRODUCTION,
    "",
    "## Checks",
    "",
    ...markdownTable(
      ["id", "check", "what it makes sure"],
      Object.entries(CHECKS).map(([id, { title, meaning }]) => [`\`${id}\``, title, meaning]),
    ),
    "",
    "## Findings",
    "",
    FINDINGS_INTRODUCTION,
    "",
    ...markdownTable(
      ["code", "check", "severity", "meaning", "remedy"],
      (Object.keys(FINDINGS) as FindingCode[]).map((code) => {
        const { check, severity, meaning, remedy } = FINDINGS[code];
        return [`\`${code}\``, checkTitle(check), severity, meaning, remedy];
      }),
    ),
    "",
    "## Tools",
    "",
    ...markdownTable(
      ["tool", "oldest version", "macOS", "Linux (Debian, Ubuntu)"],
      Object.values(TOOLS).map(({ title, oldest, install }) => [
        title,
        oldest,
        `\`${install.macos}\``,
        `\`${install.linux}\``,
      ]),
    ),
    "",
  ].join("\n");
}

const INTRODUCTION = `\`bin/deploy doctor <stage>\` runs all checks; every deployment runs those that it needs before its first change, side by
side, after the identity. All findings are reported at once. An error stops the deployment: a single one with its own error code,
several as \`PREFLIGHT\` (exit code 3). Nothing is written before.

With \`--json\`, \`doctor\` prints \`findings\`: a list of \`id\` (of the check), \`title\`, \`status\` (\`ok\`, \`warn\`, \`fail\`,
\`not-available\`), \`code\` (null where nothing was found), \`about\` (the quota; else null), \`detail\`, \`meaning\` and \`remedy\`. A deployment that several findings
stop prints the same list beside its error.`;

const FINDINGS_INTRODUCTION = `Errors stop a deployment. A deployment prints warnings and goes on; notices are printed by \`doctor\` only. Codes are stable.`;

function checkTitle(check: CheckId | null): string {
  return check === null ? "any" : CHECKS[check].title;
}
