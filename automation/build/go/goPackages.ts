import { dirname, join, relative } from "node:path";
import { failureAt, failureFrom, type BuildFailure } from "../buildFailure";
import { runGo, type GoTarget } from "./goCommand";
import { listingProblem, goProblemError, findGoProblem } from "./goProblem";
import type { GoUnit } from "../units";

/** A handler as `go list` describes it. */
export interface GoPackage {
  /** As in the compiler's messages: `example.com/backend/cmd/handlers/users/get`. */
  readonly importPath: string;
  /** All packages that it imports, itself and the standard library included. */
  readonly dependencies: ReadonlySet<string>;
  /** Directories of its Go files, its own included: of the module, and of modules replaced by a folder. */
  readonly directories: readonly string[];
  /** Directories of embedded files. */
  readonly embedded: readonly string[];
}

export interface ListedPackages {
  readonly packages: ReadonlyMap<string, GoPackage>;
  readonly failures: readonly BuildFailure[];
  /** Packages of other modules and of this one that handlers import: no main packages, no standard library. */
  readonly shared: readonly string[];
}

const LIST_FIELDS = "Dir,ImportPath,Name,Deps,Module,Standard,EmbedFiles,GoFiles,Error,DepsErrors";

/**
 * Lists the packages of units, and the failures that `go list` finds.
 * @throws DeployError BUILD_FAILED for an error of the module itself, TOOLCHAIN_GO, CANCELLED
 */
export async function listPackages(target: GoTarget, units: readonly GoUnit[]): Promise<ListedPackages> {
  const whole = units.filter(({ sources }) => sources === null);
  const single = units.filter(({ sources }) => sources !== null);
  const listings = await Promise.all([
    ...(whole.length === 0
      ? []
      : [
          runGoList(
            target,
            whole,
            whole.map(({ folder }) => `./${folder}`),
          ),
        ]),
    // Go accepts the files of one package at a time.
    ...single.map((unit) => runGoList(target, [unit], sourcePaths(unit))),
  ]);
  return {
    packages: new Map(listings.flatMap(({ packages }) => [...packages])),
    failures: listings.flatMap(({ failures }) => failures),
    shared: [...new Set(listings.flatMap(({ shared }) => shared))],
  };
}

/** Files of a unit as arguments of the Go command. */
export function sourcePaths({ folder, sources }: GoUnit): readonly string[] {
  return (sources ?? []).map((file) => `./${folder}/${file}`);
}

async function runGoList(target: GoTarget, units: readonly GoUnit[], args: readonly string[]): Promise<ListedPackages> {
  const command = ["list", "-e", "-deps", `-json=${LIST_FIELDS}`, "-tags", "lambda.norpc", ...args];
  const { ok, stdout, stderr } = await runGo(target, command);
  if (!ok) throw goProblemError(listingProblem(stderr), target.module);
  const all = parseJsonStream(stdout);
  const problem = findGoProblem(all.flatMap(errorsOf).map(({ Err }) => Err));
  if (problem !== null) throw goProblemError(problem, target.module);
  const local = new Map(all.filter(isLocal).map((found) => [found.ImportPath, found]));
  const found = units.map((unit) => ({ unit, listed: findListed(target, unit, all) }));
  const failures = found.flatMap(({ unit, listed }) => listFailure(target, unit, listed));
  const failed = new Set(failures.map(({ handler }) => handler));
  return {
    packages: new Map(
      found.flatMap(({ unit, listed }) =>
        listed === undefined || failed.has(unit.name) ? [] : [[unit.name, toGoPackage(target, listed, local)]],
      ),
    ),
    failures,
    shared: all.flatMap(({ Standard, Name, ImportPath, Error }) =>
      Standard === true || Name === "main" || Error !== undefined ? [] : [ImportPath],
    ),
  };
}

function findListed({ module }: GoTarget, unit: GoUnit, all: readonly ListedPackage[]): ListedPackage | undefined {
  if (unit.sources !== null) return all.find(({ ImportPath }) => ImportPath === "command-line-arguments");
  return all.find(({ Dir, ImportPath }) => Dir === join(module, unit.folder) || ImportPath === `./${unit.folder}`);
}

function toGoPackage(
  { module }: GoTarget,
  listed: ListedPackage,
  local: ReadonlyMap<string, ListedPackage>,
): GoPackage {
  const dependencies = new Set([listed.ImportPath, ...(listed.Deps ?? [])]);
  const own = [...dependencies].flatMap((path) => local.get(path) ?? []);
  const named = (directories: readonly string[]): readonly string[] =>
    [...new Set(directories)].map((directory) => (directory === "" ? "." : directory)).sort();
  return {
    importPath: listed.ImportPath,
    dependencies,
    directories: named(own.map(({ Dir = "" }) => relative(module, Dir))),
    embedded: named(
      own.flatMap(({ Dir = "", EmbedFiles = [] }) =>
        EmbedFiles.map((file) => dirname(join(relative(module, Dir), file))),
      ),
    ),
  };
}

/** Failures of a listed package that are known before compilation. */
function listFailure({ module }: GoTarget, unit: GoUnit, listed: ListedPackage | undefined): readonly BuildFailure[] {
  const withoutFolders = (text: string): string => text.replaceAll(`${module}/`, "");
  const errors = listed === undefined ? [] : errorsOf(listed);
  if (errors.length > 0) {
    const lines = errors.map(({ Pos, Err }) =>
      withoutFolders(Pos === "" || Pos === undefined ? Err : `${Pos}: ${Err}`),
    );
    const message = [...new Set(lines)].slice(0, 12).join("\n");
    if (message.includes("no Go files in"))
      return [{ ...failureAt(unit.name, unit.folder, "has no Go files"), hint: RUNTIME_HINT }];
    return [failureFrom(unit.name, message, /providing package/.test(message) ? TIDY_HINT : null)];
  }
  if (listed === undefined) return [failureAt(unit.name, unit.folder, "Go found no package here")];
  const [first = ""] = listed.GoFiles ?? [];
  if (listed.Name === "main") return [];
  const file = first === "" ? unit.folder : join(unit.folder, first);
  return [
    failureAt(unit.name, file, `a handler must be \`package main\`; this is package ${listed.Name ?? "unnamed"}`),
  ];
}

const RUNTIME_HINT = "For a function in Node.js or Python, set `runtime` and `entry` in the catalog.";

const TIDY_HINT = "If the import is right, run `go mod tidy` in the backend's folder to add its module to go.mod.";

function errorsOf({ Error: own, DepsErrors = [] }: ListedPackage): readonly ListedError[] {
  return own === undefined ? DepsErrors : [own, ...DepsErrors];
}

/** Whether a package can change without a change of go.sum: it belongs to the module, or to one replaced by a folder. */
function isLocal({ Module }: ListedPackage): boolean {
  if (Module?.Main === true) return true;
  return Module?.Replace !== undefined && Module.Replace.Version === undefined;
}

interface ListedError {
  /** `cmd/handlers/users/get/main.go:3:8`, or empty. */
  readonly Pos?: string;
  readonly Err: string;
}

/** Output of `go list -json`; a package that does not exist has only a path and an error. */
interface ListedPackage {
  readonly Dir?: string;
  readonly ImportPath: string;
  readonly Name?: string;
  readonly Standard?: boolean;
  readonly Deps?: readonly string[];
  readonly Module?: { readonly Main?: boolean; readonly Replace?: { readonly Version?: string } };
  /** Relative to the package's folder. */
  readonly EmbedFiles?: readonly string[];
  readonly GoFiles?: readonly string[];
  readonly Error?: ListedError;
  readonly DepsErrors?: readonly ListedError[];
}

/** `go list` prints a sequence of JSON objects. */
function parseJsonStream(text: string): readonly ListedPackage[] {
  const objects = text
    .trim()
    .split(/\n(?=\{)/)
    .filter((part) => part !== "");
  return objects.map((part) => JSON.parse(part) as ListedPackage);
}
