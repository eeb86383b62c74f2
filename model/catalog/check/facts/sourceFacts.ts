import { z } from "zod";
import { codeFolder } from "../../code";
import type { FunctionSpec } from "../../schema/service";

// What the analyser in automation/catalog/gofacts reports of Go handlers. A place is `cmd/handlers/users/get/main.go:12`.

const problem = z.object({ at: z.string(), message: z.string() });
const variableRead = z.object({ name: z.string(), at: z.string() });
const choice = z.object({ names: z.array(z.string()), at: z.string() });

const call = z.object({
  /** The SDK's package: `dynamodb`. */
  service: z.string(),
  /** `Query` */
  operation: z.string(),
  at: z.string(),
  /** Variables that may hold the table's name; none where that does not show. */
  tables: z.array(z.string()),
  /** Empty where there is none, or it does not show. */
  index: z.string(),
  /** Attributes of a literal key. */
  key: z.array(z.string()),
  /** Names in SES; `{STAGE}` stands for the value of the variable. */
  template: z.string(),
  configurationSet: z.string(),
});

export const handlerFactsSchema = z.object({
  /** Why it does not compile; everything else is empty then. */
  errors: z.array(problem),
  /** Environment variables. */
  reads: z.array(variableRead),
  /** Path parameters; of several names one is enough. */
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

/** What is known of the backend's Go source. */
export interface SourceFacts {
  /** Handlers by the name that `goProgram` gives them; folders below cmd/handlers that no function uses, too. */
  readonly handlers: ReadonlyMap<string, HandlerFacts>;
}

/** Name of the program that a Go function is built from: its folder, and its files where it names them. */
export function goProgram({ handler, sources }: Pick<FunctionSpec, "handler" | "sources">): string {
  const folder = codeFolder(handler);
  return sources === undefined ? folder : `${folder} (${sources.join(", ")})`;
}

/** What is known of a function's handler; undefined for other languages, and where there is no handler. */
export function handlerFacts(source: SourceFacts, spec: FunctionSpec): HandlerFacts | undefined {
  return spec.runtime === undefined ? source.handlers.get(goProgram(spec)) : undefined;
}
