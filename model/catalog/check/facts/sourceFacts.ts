import { z } from "zod";
import { codeFolder } from "../../code";
import type { FunctionSpec } from "../../schema/service";

// Facts about Go handlers, from the analyser automation/catalog/gofacts. `at` is `cmd/handlers/users/get/main.go:12`.

const problem = z.object({ at: z.string(), message: z.string() });
const variableRead = z.object({ name: z.string(), at: z.string() });
const choice = z.object({ names: z.array(z.string()), at: z.string() });

const call = z.object({
  /** SDK package: `dynamodb`. */
  service: z.string(),
  /** `Query` */
  operation: z.string(),
  at: z.string(),
  /** Variables that may contain the table's name; empty if unknown. */
  tables: z.array(z.string()),
  /** Empty if there is none or it is unknown. */
  index: z.string(),
  /** Attributes of a literal key. */
  key: z.array(z.string()),
  /** Names in SES; `{STAGE}` is the value of the variable. */
  template: z.string(),
  configurationSet: z.string(),
});

export const handlerFactsSchema = z.object({
  /** Compiler errors; all other facts are empty then. */
  errors: z.array(problem),
  /** Environment variables. */
  reads: z.array(variableRead),
  /** Path parameters; one of several names is enough. */
  parameters: z.array(choice),
  /** Claims of the token. */
  claims: z.array(choice),
  /** Keys of a Lambda authorizer's context. */
  context: z.array(choice),
  calls: z.array(call),
});

export type HandlerFacts = z.infer<typeof handlerFactsSchema>;
export type CallFact = z.infer<typeof call>;
export type ChoiceFact = z.infer<typeof choice>;

/** Facts about the backend's Go source. */
export interface SourceFacts {
  /** Handlers by the name from `goProgram`, including folders below cmd/handlers that no function uses. */
  readonly handlers: ReadonlyMap<string, HandlerFacts>;
}

/** Name of the program of a Go function: its folder, and its `sources` if set. */
export function goProgram({ handler, sources }: Pick<FunctionSpec, "handler" | "sources">): string {
  const folder = codeFolder(handler);
  return sources === undefined ? folder : `${folder} (${sources.join(", ")})`;
}

/** Facts about a function's handler; undefined for other languages and missing handlers. */
export function handlerFacts(source: SourceFacts, spec: FunctionSpec): HandlerFacts | undefined {
  return spec.runtime === undefined ? source.handlers.get(goProgram(spec)) : undefined;
}
