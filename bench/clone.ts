import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/*
 * `make bench-clone`: minutes from `git clone` to a working API by the README's first command, with each part's share.
 * Cold: an empty home folder, without any cache. Warm: the caches of this user. ROUNDS=warm runs one of them.
 */

const ROOT = join(__dirname, "..");
const ROUNDS = (process.env["ROUNDS"] ?? "cold,warm").split(",");

interface Part {
  readonly name: string;
  /** The line of output at which it begins; the first part begins with the clone. */
  readonly begins: RegExp;
}

/** In order. A part whose line is not printed did not take place: packages that are there, a CLI on PATH. */
const PARTS: readonly Part[] = [
  { name: "packages (npm ci)", begins: /^Installing packages/ },
  { name: "program compiled", begins: /^added \d+ packages/ },
  { name: "Pulumi CLI", begins: /^(?:Building|Downloading) Pulumi/ },
  { name: "MiniStack", begins: /^Pulumi \d/ },
  { name: "local AWS started", begins: /^MiniStack \d/ },
  { name: "first deployment: build", begins: /^1\/\d+ The previous/ },
  { name: "first deployment: preview", begins: /^Build: / },
  { name: "first deployment: AWS", begins: /^1\/7 / },
  { name: "first deployment: verification", begins: /^7\/7 .*: done/ },
];

/** The first deployment is verified: the API works, and the measurement ends. */
const API_WORKS = /^2\/\d+ Promotion/;

interface Stamp {
  readonly name: string;
  /** ms */
  readonly at: number;
}

async function main(): Promise<void> {
  for (const round of ROUNDS) {
    const folder = mkdtempSync(join(tmpdir(), "listbackup-clone-"));
    try {
      print(round, await cloneAndRehearse(folder, round === "cold" ? emptyHome(folder) : process.env));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** The environment of a machine on which nothing was ever installed for this project. */
function emptyHome(folder: string): NodeJS.ProcessEnv {
  const home = join(folder, "home");
  mkdirSync(home, { mode: 0o700 });
  return {
    ...process.env,
    HOME: home,
    XDG_CACHE_HOME: join(home, ".cache"),
    GOPATH: join(home, "go"),
    GOCACHE: join(home, "go-build"),
    GOFLAGS: "-modcacherw",
    PIP_NO_CACHE_DIR: "1",
    npm_config_cache: join(home, ".npm"),
    PULUMI_HOME: join(home, ".pulumi"),
  };
}

async function cloneAndRehearse(folder: string, environment: NodeJS.ProcessEnv): Promise<readonly Stamp[]> {
  const project = join(folder, "project");
  const stamps: Stamp[] = [{ name: "git clone", at: performance.now() }];
  await run({ command: "git", args: ["clone", "--quiet", ROOT, project], cwd: folder, environment });
  try {
    await run({ command: "make", args: ["rehearse"], cwd: project, environment, until: API_WORKS }, (line) => {
      const part = PARTS.find(({ begins }) => begins.test(line));
      if (part === undefined || stamps.some(({ name }) => name === part.name)) return;
      stamps.push({ name: part.name, at: performance.now() });
    });
    stamps.push({ name: "the API works", at: performance.now() });
  } finally {
    const command = join(project, "bin", "deploy");
    await run({ command, args: ["rehearse", "--reset", "--stop"], cwd: project, environment });
  }
  return stamps;
}

interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** The line at which it is done, and gets Ctrl-C. @default its end */
  readonly until?: RegExp;
}

/** @param listen called with each line of output @throws where it fails: a figure of a failure means nothing */
function run(
  { command, args, cwd, environment, until }: Run,
  listen: (line: string) => void = () => undefined,
): Promise<void> {
  // A group of its own, so that Ctrl-C reaches what it started.
  const child = spawn(command, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    let isDone = false;
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        if (isDone) return;
        listen(line);
        if (until?.test(line) !== true) return;
        isDone = true;
        if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
      });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0 || isDone) resolve();
      else reject(new Error(`${command} ${args.join(" ")} ended with ${String(code)}\n${lines.slice(-40).join("\n")}`));
    });
  });
}

/** A table for bench/README.md. */
function print(round: string, stamps: readonly Stamp[]): void {
  const parts = stamps
    .slice(0, -1)
    .map(({ name, at }, index) => ({ name, minutes: ((stamps[index + 1]?.at ?? at) - at) / 60_000 }));
  const total = parts.reduce((sum, { minutes }) => sum + minutes, 0);
  const rows = parts.map(
    ({ name, minutes }) => `| ${name} | ${minutes.toFixed(2)} | ${((100 * minutes) / total).toFixed(0)} % |`,
  );
  process.stdout.write(
    [
      `${round}, ${String(cpus().length)} processors: ${total.toFixed(1)} minutes to a working API`,
      "",
      "| part | minutes | share |",
      "| --- | --- | --- |",
      ...rows,
      `| **to a working API** | **${total.toFixed(2)}** | |`,
      "",
    ].join("\n") + "\n",
  );
}

void main();
