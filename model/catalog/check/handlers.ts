import { nearest } from "../../nearest";
import { codeFolder } from "../code";
import type { Finding } from "../finding";
import { allFunctions, type CatalogFunction } from "../functions";
import type { Catalog } from "../schema";
import { isGiven } from "./environment";
import type { Path, Rule, RuleContext, SourceFacts } from "./rule";

/** The backend's source and the catalog agree on what there is and on what it is told. */
export const handlers: Rule = (catalog, context) => {
  const { source } = context;
  if (source === null) return [];
  const absent = withoutHandler(catalog, source);
  const idle = context.whole ? idleFolders(catalog, source) : [];
  const misspelt = absent.flatMap((fn) => {
    const close = nearest(fn.spec.handler, idle);
    return close === null ? [] : [{ fn, close }];
  });
  const explained = new Set(misspelt.map(({ close }) => close));
  return [
    ...misspelt.map(({ fn, close }) => misspeltHandler(context, fn, close)),
    ...idle.filter((folder) => !explained.has(folder)).map((folder) => idleFolder(catalog, context, folder)),
    ...allFunctions(catalog).flatMap((fn) => unsetVariables(context, fn, source)),
  ];
};

/**
 * Functions that the source has no handler for. No defect of the catalog: a stage puts a placeholder there, does
 * without them, or refuses the build.
 */
export function absentHandlers(catalog: Catalog, context: Pick<RuleContext, "source" | "find">): readonly Finding[] {
  if (context.source === null) return [];
  return withoutHandler(catalog, context.source).map((fn) =>
    context.find(handlerOf(fn), {
      code: "HANDLER_MISSING",
      subject: fn.id,
      reason: `there is no cmd/handlers/${fn.spec.handler} for ${fn.id}`,
      remedy: "Write it; until then a stage answers 501 for it, or lists it under listbackup:functions absent.",
      severity: "warning",
    }),
  );
}

function withoutHandler(catalog: Catalog, source: SourceFacts): readonly CatalogFunction[] {
  // The source that was read is Go: a build says whether the folders of other languages are there.
  return allFunctions(catalog).filter(
    ({ spec: { runtime, handler } }) =>
      runtime === undefined && !handler.startsWith("./") && !source.handlers.has(handler),
  );
}

function idleFolders(catalog: Catalog, source: SourceFacts): readonly string[] {
  const used = new Set(allFunctions(catalog).map(({ spec }) => codeFolder(spec.handler)));
  return [...source.handlers].filter((folder) => !used.has(codeFolder(folder))).sort();
}

function handlerOf({ service, name }: CatalogFunction): Path {
  return ["services", service.service, "functions", name, "handler"];
}

function misspeltHandler(context: RuleContext, fn: CatalogFunction, close: string): Finding {
  return context.find(handlerOf(fn), {
    code: "HANDLER_MISSPELT",
    subject: fn.id,
    reason: `there is no cmd/handlers/${fn.spec.handler}, and no function uses cmd/handlers/${close}`,
    remedy: `Did you mean "${close}"?`,
    severity: "error",
  });
}

/** Told at the service that the folder is named after, where there is one. */
function idleFolder(catalog: Catalog, context: RuleContext, folder: string): Finding {
  const [first = ""] = folder.split("/");
  const owner = Object.hasOwn(catalog.services, first) ? first : Object.keys(catalog.services)[0];
  return context.find(["services", owner ?? "", "functions"], {
    code: "HANDLER_UNUSED",
    subject: folder,
    reason: `no function uses cmd/handlers/${folder}`,
    remedy: "Add a function that does, or take the folder out.",
    severity: "warning",
  });
}

function unsetVariables(context: RuleContext, fn: CatalogFunction, source: SourceFacts): readonly Finding[] {
  const set = { ...fn.service.environment, ...fn.spec.environment };
  const unset = [...(source.reads.get(fn.spec.handler) ?? [])]
    .filter((name) => !isGiven(name) && !(name in set))
    .sort();
  return unset.map((name) => {
    const close = nearest(name, Object.keys(set));
    return context.find(["services", fn.service.service, "functions", fn.name, "handler"], {
      code: "VARIABLE_UNSET",
      subject: `${fn.id} ${name}`,
      reason: `cmd/handlers/${fn.spec.handler} reads ${name}, which nobody sets`,
      remedy: close === null ? `Set ${name} in the environment.` : `Set it; ${fn.id} has ${close}.`,
      severity: "error",
    });
  });
}
