import { nearestName } from "../../../../nearestName";
import { codeFolder } from "../../../code";
import type { Finding } from "../../../finding";
import { allFunctions, type CatalogFunction } from "../../../functions";
import type { Catalog } from "../../../schema/catalog";
import { isSetByLambdaOrDeployment } from "./environment";
import type { Path, Rule, RuleContext } from "../../rule";
import { goProgram, handlerFacts, type HandlerFacts, type SourceFacts } from "../../facts/sourceFacts";

/** The backend's source and the catalog agree on what there is and on what it is told. */
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

/** Once for a handler, whatever number of functions it serves: a build decides what becomes of them. */
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
        remedy: "Correct it; until then a stage has a placeholder (501) for it, or refuses the build.",
        severity: "warning" as const,
      }),
    ];
  });
}

/**
 * Functions that the source has no handler for. No defect of the catalog: a stage puts a placeholder there, does
 * without them, or refuses the build.
 */
export function missingHandlers(catalog: Catalog, context: Pick<RuleContext, "source" | "report">): readonly Finding[] {
  if (context.source === null) return [];
  return functionsWithoutHandler(catalog, context.source).map((fn) =>
    context.report(handlerOf(fn), {
      code: "HANDLER_MISSING",
      subject: fn.id,
      reason: `there is no ${goProgram(fn.spec)} for ${fn.id}`,
      remedy:
        "Write it; until then a stage has a placeholder (501) for it, or lists it under listbackup:functions absent.",
      severity: "warning",
    }),
  );
}

function functionsWithoutHandler(catalog: Catalog, source: SourceFacts): readonly CatalogFunction[] {
  // The source that was read is Go: a build says whether the folders of other languages are there.
  return allFunctions(catalog).filter(
    ({ spec }) => spec.runtime === undefined && handlerFacts(source, spec) === undefined,
  );
}

/** Folders below cmd/handlers that have a program and no function, relative to it. */
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

/** Told at the service that the folder is named after, where there is one. */
function unusedFolder(catalog: Catalog, context: RuleContext, folder: string): Finding {
  const [first = ""] = folder.split("/");
  const owner = Object.hasOwn(catalog.services, first) ? first : Object.keys(catalog.services)[0];
  return context.report(["services", owner ?? "", "functions"], {
    code: "HANDLER_UNUSED",
    subject: folder,
    reason: `no function uses cmd/handlers/${folder}`,
    remedy: "Add a function that does, or take the folder out.",
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
      reason: `${at} reads ${name}, which ${fn.id} is not given`,
      remedy: close === null ? `Set ${name} in the environment.` : `Set it; ${fn.id} has ${close}.`,
      severity: "error",
    });
  });
}
