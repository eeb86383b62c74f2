import type { DocumentCommand } from "./commands";

/** How the tests treat a command of a document. */
export type CommandClass =
  /** In the order of its page, in a rehearsal. @param exit the exit code that it has there */
  | { readonly kind: "run"; readonly exit: number }
  /** Until Ctrl-C, a few seconds later. */
  | { readonly kind: "interrupt"; readonly exit: number }
  /** By the parser of the command line only. */
  | { readonly kind: "parse"; readonly because: string }
  /** By another test, for real. */
  | { readonly kind: "elsewhere"; readonly test: string };

interface Rule {
  /** @default all */
  readonly file?: RegExp;
  readonly text: RegExp;
  readonly is: CommandClass;
}

const RUN: CommandClass = { kind: "run", exit: 0 };

function parse(because: string): CommandClass {
  return { kind: "parse", because };
}

function elsewhere(test: string): CommandClass {
  return { kind: "elsewhere", test };
}

/** The first that fits decides; where none fits, a command runs and exits with 0. */
const RULES: readonly Rule[] = [
  { file: /^docs\/runbooks\.md$/, text: /dr failover/, is: elsewhere("tests/engine/deployment/failover.test.ts") },
  { file: /^docs\/runbooks\.md$/, text: /./, is: elsewhere("tests/engine/backup/runbooks.test.ts") },
  { text: /^make (rehearse|install)|^git clone/, is: elsewhere("bench/clone.ts") },
  { text: /^make |^npx mocha|^cd |^npm /, is: parse("part of the development of this program") },
  { text: /^git checkout/, is: parse("the test's project is no clone") },
  { text: /(^|\()aws |^age/, is: parse("the AWS CLI signs in to AWS") },
  { text: /^pulumi |rehearse --env/, is: elsewhere("tests/engine/deployment/plainPulumi.test.ts") },
  { text: /rehearse/, is: elsewhere("tests/engine/deployment/firstDeployment.test.ts") },
  { text: /deploy dr (backup|list|export|open)/, is: elsewhere("tests/engine/backup/backup.test.ts") },
  { text: /deploy dr restore/, is: elsewhere("tests/engine/recovery/restore.test.ts") },
  { text: /deploy dr drill/, is: elsewhere("tests/engine/recovery/drill.test.ts") },
  { text: /deploy dr /, is: elsewhere("tests/engine/deployment/failover.test.ts") },
  { text: /bootstrap/, is: elsewhere("tests/engine/localAws/foundation.test.ts") },
  { text: /secrets (rotate|set|init)/, is: elsewhere("tests/engine/deployment/secrets.test.ts") },
  { text: /restore-state/, is: elsewhere("tests/engine/deployment/stage.test.ts") },
  { text: /deploy (destroy|.*--accept)/, is: elsewhere("tests/engine/deployment/stage.test.ts") },
  { text: /--adopt/, is: elsewhere("tests/engine/deployment/adoption.test.ts") },
  { text: /--allow-delete/, is: elsewhere("tests/engine/deployment/data.test.ts") },
  { text: /cancel .*--force/, is: elsewhere("tests/engine/backup/runbooks.test.ts") },
  // The line before it rolled back to the first release.
  { file: /^docs\/rolling-back\.md$/, text: /^bin\/deploy rollback production$/, is: { kind: "run", exit: 3 } },
  // The deployment has ended.
  { text: /events .*--follow/, is: RUN },
  { text: /--follow|--serve|--watch/, is: { kind: "interrupt", exit: 8 } },
];

/** What a mention has instead of values. */
const PLACEHOLDER = /<[^<>]+>|…|\b(NAME|ID|TEXT)\b/;

/** @returns the class of a command; a mention with placeholders is parsed */
export function classOf({ file, text, kind }: DocumentCommand): CommandClass {
  const rule = RULES.find((one) => (one.file?.test(file) ?? true) && one.text.test(text));
  if (rule !== undefined) return rule.is;
  if (kind === "mention") return parse(PLACEHOLDER.test(text) ? "its arguments are placeholders" : "the text names it");
  return PLACEHOLDER.test(text.split("\n")[0] ?? "") ? parse("its arguments are placeholders") : RUN;
}
