import { execFile } from "node:child_process";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { DeployError } from "../../model/errors";

const run = promisify(execFile);

export type GoArchitecture = "arm64" | "amd64";

/** What every handler is built with. No path, time or version control gets into the bytes. */
const FLAGS = ["-trimpath", "-buildvcs=false", "-tags", "lambda.norpc", "-ldflags", "-s -w -buildid="];

/** Changes when handlers would come out differently from the same source. */
export function recipe(architecture: GoArchitecture): string {
  return [architecture, ...FLAGS].join(" ");
}

function environment(module: string, architecture: GoArchitecture): NodeJS.ProcessEnv {
  return {
    ...process.env,
    // Go believes the shell where it is, links and all.
    PWD: module,
    CGO_ENABLED: "0",
    GOOS: "linux",
    GOARCH: architecture,
    GOFLAGS: "-mod=readonly",
    GOWORK: "off",
  };
}

/** How a compilation ended. */
export type Compiled = { readonly kind: "built" } | { readonly kind: "failed"; readonly message: string };

/** Compiles one package. @param target file to write @throws DeployError TOOLCHAIN_GO */
export async function compile(
  module: string,
  directory: string,
  architecture: GoArchitecture,
  target: string,
): Promise<Compiled> {
  try {
    await run("go", ["build", ...FLAGS, "-o", target, `./${directory}`], {
      cwd: module,
      env: environment(module, architecture),
      maxBuffer: 1 << 26,
    });
    return { kind: "built" };
  } catch (error) {
    return { kind: "failed", message: complaint(error) };
  }
}

/**
 * Directories that each package is made of, itself included: those of the module, of modules that it replaces by a
 * folder, and those that files are embedded from. Paths are relative to the module.
 * @param module the folder's real path, without links
 */
export async function packageDirectories(
  module: string,
  directories: readonly string[],
  architecture: GoArchitecture,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const args = [
    "list",
    "-e",
    "-deps",
    "-json=Dir,ImportPath,Deps,Module,EmbedFiles",
    "-tags",
    "lambda.norpc",
    ...directories.map((d) => `./${d}`),
  ];
  const { stdout } = await run("go", args, {
    cwd: module,
    env: environment(module, architecture),
    maxBuffer: 1 << 28,
  }).catch((error: unknown) => {
    throw new DeployError(
      "BUILD_FAILED",
      `Go could not list what the handlers import:\n${complaint(error)}`,
      "Mend the module, then build again.",
    );
  });
  const folder = ({ Dir }: ListedPackage): string => (Dir === module ? "." : relative(module, Dir));
  const packages = parseStream(stdout).filter(isLocal);
  const own = new Map(packages.map((p) => [p.ImportPath, directoriesOf(p, folder(p))]));
  return new Map(
    packages
      .filter((p) => directories.includes(folder(p)))
      .map((p) => {
        const needed = [p.ImportPath, ...(p.Deps ?? [])].flatMap((path) => own.get(path) ?? []);
        return [folder(p), [...new Set(needed)].sort()];
      }),
  );
}

/** Whether a package can change without go.sum saying so: it is of the module, or of one in a folder beside it. */
function isLocal({ Module }: ListedPackage): boolean {
  if (Module?.Main === true) return true;
  return Module?.Replace !== undefined && Module.Replace.Version === undefined;
}

function directoriesOf({ EmbedFiles }: ListedPackage, folder: string): readonly string[] {
  return [folder, ...(EmbedFiles ?? []).map((file) => dirname(join(folder, file)))];
}

interface ListedPackage {
  readonly Dir: string;
  readonly ImportPath: string;
  readonly Deps?: readonly string[];
  readonly Module?: { readonly Main?: boolean; readonly Replace?: { readonly Version?: string } };
  /** Relative to the package's folder. */
  readonly EmbedFiles?: readonly string[];
}

/** `go list` writes one JSON object after the other. */
function parseStream(text: string): readonly ListedPackage[] {
  const objects = text
    .trim()
    .split(/\n(?=\{)/)
    .filter((part) => part !== "");
  return objects.map((part) => JSON.parse(part) as ListedPackage);
}

function complaint(error: unknown): string {
  const { code, stderr, message } = error as { code?: unknown; stderr?: string; message?: string };
  if (code === "ENOENT") {
    throw new DeployError(
      "TOOLCHAIN_GO",
      "Go is not installed, and handlers have changed since they were last built.",
      "Install Go 1.24 or newer, then the same command.",
    );
  }
  const said = (stderr ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("# "));
  return (said.length > 0 ? said : [message ?? String(error)]).slice(0, 12).join("\n");
}
