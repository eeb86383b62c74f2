import { codeOf } from "../../model/catalog/code";
import { serviceOf, type CatalogFunction } from "../../model/catalog/functions";
import { DeployError } from "../../model/errors";
import type { BackendBuildResult } from "./buildUnits";
import { entryFailure } from "./folders/entryFile";
import { failureLines, type BuildFailure } from "./buildFailure";
import type { BuildRequest, BuildRequestWithCatalog } from "./buildRequest";
import { unitOf, type Unit } from "./units";

/** A build failure, and the functions that it leaves without code. */
export interface FunctionBuildFailure extends BuildFailure {
  readonly functions: readonly string[];
}

/** All failures with their functions, in the order of the catalog. */
export function functionFailures(
  functions: readonly CatalogFunction[],
  { failures, contents }: BackendBuildResult,
): readonly FunctionBuildFailure[] {
  const byUnit = new Map(failures.map((failure) => [failure.handler, failure]));
  const found = new Map<string, { readonly failure: BuildFailure; readonly functions: string[] }>();
  for (const { id, spec } of functions) {
    const unit = unitOf(spec);
    const failure = byUnit.get(unit.name) ?? entryFailureOf(spec, unit, contents);
    if (failure === null) continue;
    const known = found.get(failure.handler + failure.message) ?? { failure, functions: [] };
    known.functions.push(id);
    found.set(failure.handler + failure.message, known);
  }
  return [...found.values()].map(({ failure, functions: ids }) => ({ ...failure, functions: ids }));
}

function entryFailureOf(
  spec: CatalogFunction["spec"],
  unit: Unit,
  contents: ReadonlyMap<string, ReadonlySet<string>>,
): BuildFailure | null {
  const code = codeOf(spec);
  if (unit.kind === "go" || code.language === "go") return null;
  return entryFailure(unit, code.entry, contents.get(unit.name) ?? new Set());
}

/** @throws DeployError BUILD_FAILED with all failures, where the stage accepts no placeholders or no handler was built */
export function assertNoFailures(
  request: BuildRequestWithCatalog,
  failures: readonly FunctionBuildFailure[],
  { artifacts }: BackendBuildResult,
): void {
  const requested = failures.filter(({ functions }) => functions.some((id) => isRequested(request, id)));
  const isNothingBuilt = artifacts.size === 0 && requested.length > 1;
  if (requested.length === 0 || (request.onFailure === "placeholder" && !isNothingBuilt)) return;
  throw new DeployError(
    "BUILD_FAILED",
    `${String(requested.length)} ${requested.length === 1 ? "handler" : "handlers"} failed to build:\n${failureLines(requested).join("\n")}`,
    "Fix them, or list their functions under listbackup:functions.absent of the stage, and build again. The last built release is unchanged.",
    { details: { failures: requested } },
  );
}

export function isRequested({ services }: Pick<BuildRequest, "services">, id: string): boolean {
  return services === undefined || services.includes(serviceOf(id));
}
