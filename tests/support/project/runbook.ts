import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT, type TestProject } from "./project";

const run = promisify(execFile);

/** What a checkout of the fixture's project lacks: the tools, and the rehearsal's folder, which stands for AWS. */
const SHARED = [
  ".tools",
  "tools",
  "rehearsal/languageHost",
  "rehearsal/ministack",
  "automation/build/placeholder",
  "automation/catalog/gofacts",
];

/** The commands of a runbook in the emulator: `bin/deploy` of this checkout, and `make install` without a download. */
const PRELUDE = `
export LC_ALL=C.UTF-8
bin/deploy() { LISTBACKUP_ROOT="$PWD" LISTBACKUP_BACKEND="$PWD/backend" "$TOOL/bin/deploy" "$@" --rehearsal; }
make() {
  for shared in ${SHARED.join(" ")}; do mkdir -p "$(dirname "$shared")"; ln -s "$TOOL/$shared" "$shared"; done
  ln -s "$PROJECT/.rehearsal" .rehearsal
}
`;

/** Blocks of commands below a heading of docs/runbooks.md. */
export async function runbookBlocks(heading: string): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, "docs", "runbooks.md"), "utf8");
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/runbooks.md has no section "${heading}"`);
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = ""]) => block);
}

/**
 * Runs commands of a runbook for dev, and stops at the first that fails.
 * @param folder in which they start
 * @returns what they print
 */
export async function runBlock(
  project: TestProject,
  folder: string,
  block: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<string> {
  const script = `${PRELUDE}\n${block.replaceAll("production", "dev")}`;
  const { stdout, stderr } = await run("bash", ["-euo", "pipefail", "-c", script], {
    cwd: folder,
    env: { ...process.env, LISTBACKUP_ACCESS_CHECK: "off", TOOL: ROOT, PROJECT: project.root, ...variables },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout + stderr;
}

/** Makes the project a repository with one commit, as its source host has it. @returns its bare clone */
export async function sourceHost(project: TestProject, folder: string): Promise<string> {
  const git = (...args: readonly string[]): Promise<unknown> =>
    run("git", ["-C", project.root, "-c", "user.name=test", "-c", "user.email=test@example.com", ...args]);
  await git("init", "--quiet", "--initial-branch", "main");
  await git(
    "add",
    "catalog",
    "backend",
    ...["dev", "staging", "production", "disaster-recovery"].map((name) => `Pulumi.${name}.yaml`),
    "Pulumi.yaml",
  );
  await git("commit", "--quiet", "--message", "Deploy it");
  const bare = join(folder, "source.git");
  await run("git", ["clone", "--quiet", "--bare", project.root, bare]);
  return bare;
}
