import { codeOf } from "../../model/catalog/code";
import { serviceOf, type CatalogFunction } from "../../model/catalog/functions";
import { DeployError } from "../../model/errors";
import type { BackendBuildResult } from "./buildUnits";
import { entryFailure } from "./folders/entryFile";
import { failureLines, type BuildFailure } from "./buildFailure";
import type { BuildRequest, BuildRequestWithCatalog } from "./buildRequest";
import { unitOf, type Unit } from "./units";

/** A build failure, and the functions that have a placeholder because of it. */
export interface FunctionBuildFailure extends BuildFailure {
  readonly functions: readonly string[];
}

/** Every failure with the functions that it leaves without code, in the catalog's order. */
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

/** @throws DeployError BUILD_FAILED with all of them, where the stage takes no placeholders or nothing at all was built */
export function assertNoFailures(
  request: BuildRequestWithCatalog,
  failures: readonly FunctionBuildFailure[],
  { artifacts }: BackendBuildResult,
): void {
  const asked = failures.filter(({ functions }) => functions.some((id) => isRequested(request, id)));
  const isNothingBuilt = artifacts.size === 0 && asked.length > 1;
  if (asked.length === 0 || (request.onFailure === "placeholder" && !isNothingBuilt)) return;
  throw new DeployError(
    "BUILD_FAILED",
    `${String(asked.length)} ${asked.length === 1 ? "handler" : "handlers"} failed to build:\n${failureLines(asked).join("\n")}`,
    "Correct them, or list their functions under listbackup:functions.absent of the stage, and build again. The release that was built last is unchanged.",
    { details: { failures: asked } },
  );
}

export function isRequested({ services }: Pick<BuildRequest, "services">, id: string): boolean {
  return services === undefined || services.includes(serviceOf(id));
}
