import { nearestName } from "../../../../nearestName";
import { codeFolder } from "../../../code";
import type { Finding } from "../../../finding";
import { allFunctions, type CatalogFunction } from "../../../functions";
import type { Catalog } from "../../../schema/catalog";
import { isSetByLambdaOrDeployment } from "./environment";
import type { Path, Rule, RuleContext } from "../../rule";
import { goProgram, handlerFacts, type HandlerFacts, type SourceFacts } from "../../facts/sourceFacts";

/** Handlers in the backend's source match the functions of the catalog, compile, and read only variables that are set. */
export const handlers: Rule = (catalog, context) => {
  const { source } = context;
  if (source === null) return [];
  const missing = functionsWithoutHandler(catalog, source);
  const unused = context.isComplete ? unusedFolders(catalog, source) : [];
  const misspelt = missing.flatMap((fn) => {
    const close = nearestName(fn.spec.handler, unused);
    return close === null ? [] : [{ fn, close }];
  });
  const suggested = new Set(misspelt.map(({ close }) => close));
  return [
    ...misspelt.map(({ fn, close }) => misspeltHandler(context, fn, close)),
    ...unused.filter((folder) => !suggested.has(folder)).map((folder) => unusedFolder(catalog, context, folder)),
    ...brokenHandlers(catalog, context, source),
    ...allFunctions(catalog).flatMap((fn) => unsetVariables(context, fn, handlerFacts(source, fn.spec))),
  ];
};

/** Reports a handler that does not compile once, even if several functions use it. */
function brokenHandlers(catalog: Catalog, context: RuleContext, source: SourceFacts): readonly Finding[] {
  const first = new Map<HandlerFacts, CatalogFunction>();
  for (const fn of allFunctions(catalog)) {
    const facts = handlerFacts(source, fn.spec);
    if (facts !== undefined && !first.has(facts)) first.set(facts, fn);
  }
  return [...first].flatMap(([{ errors }, fn]) => {
    const [error] = errors;
    if (error === undefined) return [];
    const more = errors.length > 1 ? `, and ${String(errors.length - 1)} more` : "";
    return [
      context.report(handlerOf(fn), {
        code: "HANDLER_BROKEN",
        subject: fn.id,
        reason: `${goProgram(fn.spec)} fails to build: ${error.at}: ${error.message}${more}`,
        remedy: "Fix it; until then a stage deploys a placeholder (501), or rejects the build.",
        severity: "warning" as const,
      }),
    ];
  });
}

/**
 * Functions without handler in the source. Not an error of the catalog: a stage deploys a placeholder, lists them as
 * absent, or rejects the build.
 */
export function missingHandlers(catalog: Catalog, context: Pick<RuleContext, "source" | "report">): readonly Finding[] {
  if (context.source === null) return [];
  return functionsWithoutHandler(catalog, context.source).map((fn) =>
    context.report(handlerOf(fn), {
      code: "HANDLER_MISSING",
      subject: fn.id,
      reason: `there is no ${goProgram(fn.spec)} for ${fn.id}`,
      remedy:
        "Write it; until then a stage deploys a placeholder (501), or lists it under listbackup:functions absent.",
      severity: "warning",
    }),
  );
}

function functionsWithoutHandler(catalog: Catalog, source: SourceFacts): readonly CatalogFunction[] {
  // The facts are about Go only: the build checks the folders of other languages.
  return allFunctions(catalog).filter(
    ({ spec }) => spec.runtime === undefined && handlerFacts(source, spec) === undefined,
  );
}

/** Folders with a program that no function uses, relative to cmd/handlers. */
function unusedFolders(catalog: Catalog, source: SourceFacts): readonly string[] {
  const used = new Set(allFunctions(catalog).map(({ spec }) => codeFolder(spec.handler)));
  return [...source.handlers.keys()]
    .filter((name) => name.startsWith(HANDLERS_FOLDER) && !name.includes(" ") && !used.has(name))
    .map((name) => name.slice(HANDLERS_FOLDER.length))
    .sort();
}

const HANDLERS_FOLDER = codeFolder("");

function handlerOf({ service, name }: CatalogFunction): Path {
  return ["services", service.service, "functions", name, "handler"];
}

function misspeltHandler(context: RuleContext, fn: CatalogFunction, close: string): Finding {
  return context.report(handlerOf(fn), {
    code: "HANDLER_MISSPELT",
    subject: fn.id,
    reason: `there is no ${goProgram(fn.spec)}, and no function uses cmd/handlers/${close}`,
    remedy: `Did you mean "${close}"?`,
    severity: "error",
  });
}

/** Reported at the service that the folder is named after, if there is one. */
function unusedFolder(catalog: Catalog, context: RuleContext, folder: string): Finding {
  const [first = ""] = folder.split("/");
  const owner = Object.hasOwn(catalog.services, first) ? first : Object.keys(catalog.services)[0];
  return context.report(["services", owner ?? "", "functions"], {
    code: "HANDLER_UNUSED",
    subject: folder,
    reason: `no function uses cmd/handlers/${folder}`,
    remedy: "Add a function that uses it, or delete the folder.",
    severity: "warning",
  });
}

function unsetVariables(
  context: RuleContext,
  fn: CatalogFunction,
  facts: HandlerFacts | undefined,
): readonly Finding[] {
  const set = { ...fn.service.environment, ...fn.spec.environment };
  const unset = (facts?.reads ?? []).filter(({ name }) => !isSetByLambdaOrDeployment(name) && !(name in set));
  return unset.map(({ name, at }) => {
    const close = nearestName(name, Object.keys(set));
    return context.report(handlerOf(fn), {
      code: "VARIABLE_UNSET",
      subject: `${fn.id} ${name}`,
      reason: `${at} reads ${name}, which is not set for ${fn.id}`,
      remedy: close === null ? `Set ${name} in the environment.` : `Set it; ${fn.id} has ${close}.`,
      severity: "error",
    });
  });
}
