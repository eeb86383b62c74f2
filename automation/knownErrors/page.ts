import { ERROR_KINDS } from "../aws/errorKinds/errorKind";
import { importIdForm } from "../engine/adoption/adoptionId";
import { IDENTITIES } from "../engine/recovery/identity";
import { KNOWN_ERRORS } from "./allKnownErrors";
import { SECTIONS, type CodeMatch, type KnownError, type Section } from "./knownError";

const INTRODUCTION = `# Troubleshooting

Errors of a deployment, in the order in which users meet them. A failed command names the entry of its error here, after
"See". Search this page for the error's code or for words of its message. Commands of messages are complete: stage,
\`--profile\` and \`--rehearsal\` are filled in; here \`<stage>\` stands for them.

What every failure has in common:

\`\`\`sh
bin/deploy check                      # errors of the catalog, before anything runs
bin/deploy preview <stage>            # what an up would change
bin/deploy doctor <stage>             # identity, permissions, parameters, quotas
bin/deploy events <stage> --failed    # every failed resource of the last deployment, with its message
bin/deploy status <stage>             # what is live, who works on it, AWS Health
\`\`\`

A failed deployment rolls back to the last good release. Without one, or with \`--no-rollback\`, it stops, and the same
command continues where it stopped. Exit codes: [Commands](commands.md#exit-codes).

This page is generated from \`automation/knownErrors\`: \`make docs\`.
`;

/** docs/troubleshooting.md, as Markdown that is not yet formatted. */
export function troubleshootingPage(): string {
  const ids = Object.keys(SECTIONS) as Section[];
  const contents = ids.map((id) => `- [${SECTIONS[id]}](#${anchorOf(SECTIONS[id])})`);
  return [INTRODUCTION, ...contents, "", ...ids.map(sectionText)].join("\n");
}

function sectionText(section: Section): string {
  const entries = KNOWN_ERRORS.filter((known) => known.section === section);
  const more = section === "conflicts" ? [adoptionTable()] : [];
  return [`## ${SECTIONS[section]}\n`, ...entries.map(entryText), ...more].join("\n");
}

/** What `--adopt` takes for each type. */
function adoptionTable(): string {
  const rows = Object.keys(IDENTITIES).flatMap((type) => {
    const form = importIdForm(type);
    return form === null ? [] : [`| \`${type}\` | \`${form.replaceAll("|", "\\|")}\` |`];
  });
  return [
    "### Ids for --adopt\n",
    "The id of a resource, by its type; names in brackets are properties of the resource. A failed `up` has the ids filled in. A",
    "resource's ARN is accepted too.\n",
    "| type | id |",
    "| --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** The anchor that GitHub gives to a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");
}

function entryText(known: KnownError): string {
  return [
    `<a id="${known.id}"></a>\n`,
    `### ${known.title}\n`,
    fenced(known.examples.map(({ text }) => text.trim()).join("\n\n")),
    `${known.meaning}\n`,
    `**Remedy.** ${known.remedy}\n`,
    `${factsOf(known).join(" · ")}\n`,
    `Sources: ${[...new Set(known.examples.map(({ source }) => sourceText(source)))].join("; ")}.\n`,
  ].join("\n");
}

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\`\n`;
}

/** What scripts and searches need: codes, the tool's own error code, whether a repetition helps. */
function factsOf(known: KnownError): readonly string[] {
  if (!("kind" in known))
    return [`Error code: \`${known.code}\``, ...(known.continues ? ["The same command continues"] : [])];
  const { code, retry } = ERROR_KINDS[known.kind];
  const codes = [...new Set(known.matches.flatMap(codesOf))];
  return [
    `Error code: \`${code === "AWS" ? "ENGINE` or `AWS" : code}\``,
    retry ? "Retried; a later attempt may succeed" : "A repetition alone does not help",
    ...(codes.length === 0 ? [] : [`Codes of AWS: ${codes.map((one) => `\`${one}\``).join(", ")}`]),
  ];
}

function codesOf({ codes }: CodeMatch): readonly string[] {
  // Codes that begin so are this program's own names for what a provider reports without a code.
  return codes.filter((code) => !/^(?:Wait|RequestSendFailed)/.test(code));
}

function sourceText(source: string): string {
  return source.replace(/https:\/\/[^\s;]+/g, (url) => `<${url}>`);
}
