import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";

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
  { name: "the other stages, a bad release, a rollback", begins: /^2\/\d+ Promotion/ },
];

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
  await run("git", ["clone", "--quiet", ROOT, project], folder, environment, () => undefined);
  try {
    await run("make", ["rehearse"], project, environment, (line) => {
      const index = PARTS.findIndex(({ begins }) => begins.test(line));
      const part = PARTS[index];
      if (part === undefined || stamps.some(({ name }) => name === part.name)) return;
      stamps.push({ name: part.name, at: performance.now() });
    });
    stamps.push({ name: "end", at: performance.now() });
  } finally {
    await run(join(project, "bin", "deploy"), ["rehearse", "--reset", "--stop"], project, environment, () => undefined);
  }
  return stamps;
}

/** @param listen called with each line of output @throws where it fails: a figure of a failure means nothing */
function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  listen: (line: string) => void,
): Promise<void> {
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.on("data", (chunk: Buffer) => {
      const parts = (rest + chunk.toString()).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        lines.push(line);
        if (process.env["VERBOSE"] === "1") process.stderr.write(`${line}\n`);
        listen(line);
      }
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(" ")} ended with ${String(code)}\n${lines.slice(-40).join("\n")}`));
    });
  });
}

/** A table for bench/README.md. The API works when the first deployment is verified. */
function print(round: string, stamps: readonly Stamp[]): void {
  const parts = stamps
    .slice(0, -1)
    .map(({ name, at }, index) => ({ name, minutes: ((stamps[index + 1]?.at ?? at) - at) / 60_000 }));
  const toApi = parts.slice(0, -1);
  const total = toApi.reduce((sum, { minutes }) => sum + minutes, 0);
  const rows = toApi.map(
    ({ name, minutes }) => `| ${name} | ${minutes.toFixed(2)} | ${((100 * minutes) / total).toFixed(0)} % |`,
  );
  const rest = parts.at(-1);
  process.stdout.write(
    [
      `${round}, ${String(cpus().length)} processors: ${total.toFixed(1)} minutes to a working API`,
      "",
      "| part | minutes | share |",
      "| --- | --- | --- |",
      ...rows,
      `| **to a working API** | **${total.toFixed(2)}** | |`,
      ...(rest === undefined ? [] : [`| ${rest.name} | ${rest.minutes.toFixed(2)} | |`]),
      "",
    ].join("\n") + "\n",
  );
}

void main();
