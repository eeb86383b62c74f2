import { strict as assert } from "node:assert";
import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { SHELLS, type Shell } from "../../../../automation/completion/candidates";
import { ROOT } from "../../../support/project/project";

/** How each shell is asked for the candidates of a line, without a terminal. @param words of the line */
const QUESTIONS: Readonly<Record<Shell, (words: readonly string[]) => readonly string[]>> = {
  bash: (words) => [
    "--norc",
    "-c",
    `source <(bin/deploy completion bash)
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
COMP_CWORD=${String(words.length - 1)}
_listbackup_deploy
printf '%s\\n' "\${COMPREPLY[@]}"`,
  ],
  // What the completion system of an interactive zsh defines.
  zsh: (words) => [
    "-f",
    "-c",
    `compdef() {}
compadd() { shift 3; print -rl -- \${(M)@:#\${words[CURRENT]}*} }
source <(bin/deploy completion zsh)
words=(${words.map((word) => `'${word}'`).join(" ")})
CURRENT=${String(words.length)}
_listbackup_deploy`,
  ],
  fish: (words) => [
    "--no-config",
    "-c",
    `bin/deploy completion fish | source
complete -C '${words.join(" ")}'`,
  ],
};

/** Lines, and what completes their last word. `--service=us` is three words in bash. */
const LINES: readonly {
  readonly line: string;
  readonly found: readonly string[];
  readonly bash?: readonly string[];
}[] = [
  { line: "bin/deploy rollb", found: ["rollback"] },
  { line: "bin/deploy up st", found: ["staging"] },
  { line: "bin/deploy up dev --service us", found: ["users"] },
  { line: "bin/deploy up dev --service users,acc", found: ["users,accounts"] },
  { line: "bin/deploy up dev --service=us", found: ["--service=users"], bash: ["users"] },
  { line: "bin/deploy up dev --dry", found: ["--dry-run"] },
];

/** Bash is everywhere. */
const INSTALLED = SHELLS.filter((shell) => shell === "bash" || spawnSync(shell, ["-c", "true"]).status === 0);

for (const shell of INSTALLED) {
  it(`the completion of ${shell} has commands, stages, options and services`, async () => {
    const completed = await Promise.all(
      LINES.map(async ({ line }) => {
        const words = line.split(shell === "bash" ? /(?<=\w)(?==)|(?<==)| / : " ");
        const { stdout, stderr } = await promisify(execFile)(shell, [...QUESTIONS[shell](words)], { cwd: ROOT });
        return `${stderr}${stdout}`.trim().split("\n");
      }),
    );
    assert.deepEqual(
      completed,
      LINES.map(({ found, bash = found }) => (shell === "bash" ? bash : found)),
    );
  });
}
