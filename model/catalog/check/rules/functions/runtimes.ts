import type { Finding } from "../../../finding";
import { allFunctions, type CatalogFunction } from "../../../functions";
import { MANAGED_RUNTIMES } from "../../../schema/runtime";
import type { FunctionSpec } from "../../../schema/service";
import type { Rule, RuleContext } from "../../rule";

/** The keys runtime, entry, sources and handler of a function are consistent. */
export const runtimes: Rule = (catalog, context) =>
  allFunctions(catalog).flatMap((fn) => (fn.spec.runtime === undefined ? goFindings : managedFindings)(context, fn));

function goFindings(context: RuleContext, fn: CatalogFunction): readonly Finding[] {
  const { entry, handler } = fn.spec;
  return [
    ...(entry === undefined
      ? []
      : [
          finding(context, fn, "entry", {
            code: "RUNTIME_ENTRY",
            reason: `${fn.id} has an entry but no runtime`,
            remedy: `Set its runtime: ${MANAGED_RUNTIMES.join(", ")}. A Go function has no entry.`,
          }),
        ]),
    ...(handler.startsWith("./")
      ? [
          finding(context, fn, "handler", {
            code: "RUNTIME_FOLDER",
            reason: `${fn.id} is a Go function, but its folder ${handler} is not below cmd/handlers`,
            remedy: "Write handler as service/function, or set the function's runtime.",
          }),
        ]
      : []),
  ];
}

function managedFindings(context: RuleContext, fn: CatalogFunction): readonly Finding[] {
  const { runtime = "", entry, sources } = fn.spec;
  return [
    ...(entry === undefined
      ? [
          finding(context, fn, "runtime", {
            code: "RUNTIME_ENTRY",
            reason: `${fn.id} runs on ${runtime} but has no entry`,
            remedy: "Add the function that Lambda calls, as module.function: `entry: index.handler`.",
          }),
        ]
      : []),
    ...(sources === undefined
      ? []
      : [
          finding(context, fn, "sources", {
            code: "RUNTIME_SOURCES",
            reason: `${fn.id} runs on ${runtime}, but sources are only for Go`,
            remedy: "Remove sources: the package contains the whole folder.",
          }),
        ]),
  ];
}

function finding(
  context: RuleContext,
  { id, name, service }: CatalogFunction,
  key: keyof FunctionSpec,
  text: Pick<Finding, "code" | "reason" | "remedy">,
): Finding {
  return context.report(["services", service.service, "functions", name, key], {
    ...text,
    subject: id,
    severity: "error",
  });
}
