import { strict as assert } from "node:assert";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..");
const CLI = `
import { greeting } from "./model/greeting";
export async function main(argv: readonly string[]): Promise<number> {
  const { late } = await import("./model/late");
  console.log(greeting, late, ...argv);
  return 7;
}`;

describe("bin/deploy", function () {
  this.timeout(30_000);
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(join(tmpdir(), "listbackup deploy "));
    for (const folder of ["bin", "tools", "model", "node_modules"]) mkdirSync(join(project, folder));
    for (const file of ["bin/deploy", "tools/codeCache.cjs", "tools/codeFile.cjs", "tools/program.cjs", "package.json"])
      cpSync(join(ROOT, file), join(project, file));
    writeFileSync(join(project, "node_modules", ".package-lock.json"), "{}");
    for (const name of ["esbuild", "@esbuild"])
      symlinkSync(join(ROOT, "node_modules", name), join(project, "node_modules", name));
    source("cli.ts", CLI);
    source("model/greeting.ts", `export const greeting: string = "hello";`);
    source("model/late.ts", `export const late = "world";`);
  });
  afterEach(() => rmSync(project, { recursive: true }));

  const source = (file: string, text: string): void => writeFileSync(join(project, file), text);
  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    LISTBACKUP_ROOT: undefined,
    NODE_OPTIONS: undefined,
  });
  const deploy = (...args: string[]): { code: number | null; output: string; errors: string } => {
    const command = [join(project, "bin", "deploy"), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", env: environment() });
    return { code: status, output: stdout, errors: stderr };
  };

  it("compiles the program, hands it the arguments and ends with its code", () => {
    assert.deepEqual(deploy("up", "dev"), { code: 7, output: "hello world up dev\n", errors: "" });
  });

  it("compiles anew when a source changed", () => {
    deploy();
    source("model/greeting.ts", `export const greeting = "good evening";`);
    assert.equal(deploy().output, "good evening world\n");
  });

  it("forgets a source that was deleted", () => {
    deploy();
    rmSync(join(project, "model", "greeting.ts"));
    const { code, errors } = deploy();
    assert.equal(code, 1);
    assert.match(errors, /greeting/);
  });

  it("needs no compiler when nothing changed", () => {
    deploy();
    rmSync(join(project, "node_modules", "esbuild"));
    assert.equal(deploy().code, 7);
  });

  it("compiles for itself alone where it cannot write, and is silent about it", () => {
    source("dist", "a file where the folder would be");
    assert.deepEqual(deploy(), { code: 7, output: "hello world\n", errors: "" });
  });

  it("says under --verbose that it compiles for itself alone", () => {
    source("dist", "a file where the folder would be");
    assert.match(deploy("--verbose").errors, /cannot be written to/);
  });

  it("runs whole when several start at once on nothing compiled", async () => {
    const started = Array.from({ length: 4 }, () =>
      spawn(process.execPath, [join(project, "bin", "deploy")], { env: environment() }),
    );
    const codes = await Promise.all(started.map(async (child) => (await once(child, "exit"))[0] as number));
    assert.deepEqual(codes, [7, 7, 7, 7]);
    assert.equal(readdirSync(join(project, "dist")).length, 1);
  });

  it("removes builds of other days", () => {
    const old = join(project, "dist", "0123456789abcdef");
    mkdirSync(old, { recursive: true });
    utimesSync(old, new Date(0), new Date(0));
    deploy();
    assert.equal(readdirSync(join(project, "dist")).includes("0123456789abcdef"), false);
  });

  it("names the source that cannot be compiled", () => {
    source("model/greeting.ts", "export const = ;");
    const { code, errors } = deploy();
    assert.equal(code, 1);
    assert.match(errors, /model\/greeting\.ts:1/);
  });

  it("says how to install the packages when they are missing", () => {
    rmSync(join(project, "node_modules"), { recursive: true });
    const { code, errors } = deploy();
    assert.equal(code, 3);
    assert.match(errors, /make install/);
  });
});
