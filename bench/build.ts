import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { arch, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadCatalog } from "../automation/catalog/loadCatalog";
import { codeFolder } from "../model/catalog/code";
import { allFunctions } from "../model/catalog/functions";
import { STAGES } from "../model/stage/name";
import { handlerFile, writeHandlerModule } from "./handlerModule";
import { measure, median, type Measurement } from "./measure";

/*
 * `make bench-build`: what `bin/deploy build` costs beside `go build` of the same handlers. One run, the two in turn, each
 * with a cache of its own that is empty at first. Prints ratios of medians; seconds are of this machine and this moment.
 */

const ROOT = join(__dirname, "..");
const SAMPLE = join(ROOT, "rehearsal", "backend");
const HANDLERS = Number(process.env["HANDLERS"] ?? "126");
const COLD_ROUNDS = Number(process.env["COLD_ROUNDS"] ?? "1");
const ROUNDS = Number(process.env["ROUNDS"] ?? "7");

interface Row {
  readonly what: string;
  readonly goIs: string;
  /** Maximum time as a multiple of Go's; null: no limit. */
  readonly limit: number | null;
  readonly ours: readonly Measurement[];
  readonly go: readonly Measurement[];
}

async function main(): Promise<void> {
  const { folders, absent } = await chosenHandlers();
  const module = writeHandlerModule(SAMPLE, folders);
  const project = writeProject(absent);
  try {
    const rows = [...(await compareCold(project, module)), ...(await compareChanged(project, module, folders))];
    print(folders.length, rows);
  } finally {
    for (const folder of [module, project]) rmSync(folder, { recursive: true, force: true });
  }
}

/** As many handler folders of the catalog as asked for, and the functions that have none of them. */
async function chosenHandlers(): Promise<{ readonly folders: readonly string[]; readonly absent: readonly string[] }> {
  const functions = allFunctions(await loadCatalog({ root: ROOT, backend: SAMPLE }));
  const folders = [...new Set(functions.map(({ spec }) => codeFolder(spec.handler)))].slice(0, HANDLERS);
  const isChosen = new Set(folders);
  return {
    folders,
    absent: functions.filter(({ spec }) => !isChosen.has(codeFolder(spec.handler))).map(({ id }) => id),
  };
}

/** A project whose stage dev does without the functions that have no handler: nothing but handlers is built. */
function writeProject(absent: readonly string[]): string {
  const project = mkdtempSync(join(tmpdir(), "listbackup-bench-"));
  for (const file of ["catalog", "Pulumi.yaml", ...STAGES.map((stage) => `Pulumi.${stage}.yaml`)])
    cpSync(join(ROOT, file), join(project, file), { recursive: true });
  const stage = join(project, "Pulumi.dev.yaml");
  const architecture = arch() === "arm64" ? "arm64" : "x86_64";
  writeFileSync(
    stage,
    readFileSync(stage, "utf8")
      .replace(/absent: \[\]/, `absent: ${JSON.stringify(absent)}`)
      .replace(/architecture: \w+/, `architecture: ${architecture}`),
  );
  for (const shared of ["tools", "automation/build/placeholder"]) {
    mkdirSync(dirname(join(project, shared)), { recursive: true });
    symlinkSync(join(ROOT, shared), join(project, shared));
  }
  return project;
}

/** Caches that hold nothing but what one of the two has compiled. */
function freshCaches(project: string): { readonly go: string; readonly ours: string } {
  const [go, ours] = [join(project, "cache-go"), join(project, "cache-ours")];
  for (const folder of [go, ours, join(project, ".build")]) rmSync(folder, { recursive: true, force: true });
  return { go, ours };
}

async function compareCold(project: string, module: string): Promise<readonly Row[]> {
  const [ours, go]: [Measurement[], Measurement[]] = [[], []];
  for (let round = 0; round < COLD_ROUNDS; round += 1) {
    freshCaches(project);
    go.push(await goBuild(project, module, "./cmd/handlers/..."));
    ours.push(await deployBuild(project, module));
  }
  return [{ what: "all handlers, empty caches", goIs: "go build ./cmd/handlers/...", limit: 1.3, ours, go }];
}

/**
 * Each round changes the code of one handler, another one each time. The build alone is what a deployment does of it; the
 * whole command also starts Node.js and reads the catalog.
 */
async function compareChanged(project: string, module: string, folders: readonly string[]): Promise<readonly Row[]> {
  const [ours, build, go]: [Measurement[], Measurement[], Measurement[]] = [[], [], []];
  for (let round = 1; round <= ROUNDS; round += 1) {
    const folder = folders[(round * 17) % folders.length] ?? "";
    writeFileSync(join(module, folder, "main.go"), handlerFile(folder, round));
    go.push(await goBuild(project, module, `./${folder}`));
    const whole = await deployBuild(project, module);
    ours.push(whole);
    build.push({ ...whole, seconds: (JSON.parse(whole.stdout) as { readonly seconds: number }).seconds });
  }
  const goIs = "go build ./cmd/handlers/x/y";
  return [
    { what: "one handler changed, the build alone", goIs, limit: 1.5, ours: build, go },
    { what: "one handler changed, the whole command", goIs, limit: null, ours, go },
  ];
}

function goBuild(project: string, module: string, packages: string): Promise<Measurement> {
  const environment = {
    ...process.env,
    GOCACHE: join(project, "cache-go"),
    GOFLAGS: "-mod=readonly",
    CGO_ENABLED: "0",
    GOOS: "linux",
  };
  const output = packages.endsWith("...") ? [] : ["-o", join(project, "one")];
  return measure("go", ["-C", module, "build", ...output, packages], environment);
}

function deployBuild(project: string, module: string): Promise<Measurement> {
  const environment = {
    ...process.env,
    GOCACHE: join(project, "cache-ours"),
    LISTBACKUP_ROOT: project,
    LISTBACKUP_BACKEND: module,
  };
  return measure(join(ROOT, "bin", "deploy"), ["build", "dev", "--json"], environment);
}

function print(handlers: number, rows: readonly Row[]): void {
  const seconds = (runs: readonly Measurement[]): number => median(runs.map((run) => run.seconds));
  console.log(`${String(handlers)} handler folders\n`);
  console.log("| what | runs | ours | go build | ours / go build | at most |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  for (const { what, goIs, limit, ours, go } of rows) {
    const cells = [
      what,
      String(ours.length),
      `${seconds(ours).toFixed(2)} s`,
      `${goIs}: ${seconds(go).toFixed(2)} s`,
      (seconds(ours) / seconds(go)).toFixed(2),
      limit?.toFixed(1) ?? "",
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
