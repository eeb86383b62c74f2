import { DeployError } from "../../model/errors";
import { NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { calling } from "./errors";
import { clientConfig, type AwsTarget } from "./target";

/** What the answer may need on its way beyond the function's own limit. ms */
const ON_THE_WAY = 10_000;
const LONGEST_WORDS = 1_000;

/**
 * Invokes the live version of a function and waits for it. Never twice: who calls decides whether it may run again.
 * @param id `users/usersMigrate`
 * @param seconds the function's own limit
 * @returns null, or why it failed in its own words
 */
export async function invokeLive(
  target: AwsTarget,
  stage: Stage,
  { id, payload, seconds }: { readonly id: string; readonly payload: object; readonly seconds: number },
): Promise<string | null> {
  const { LambdaClient, InvokeCommand } = await import("@aws-sdk/client-lambda");
  const config = clientConfig(target);
  const requestHandler = { ...config.requestHandler, requestTimeout: seconds * 1_000 + ON_THE_WAY };
  const client = new LambdaClient({ ...config, maxAttempts: 1, requestHandler });
  const [service = "", name = ""] = id.split("/");
  const FunctionName = NAMES.function.of(stage, service, name);
  try {
    const { FunctionError, Payload } = await calling(target, `invoking ${FunctionName}`, () =>
      client.send(new InvokeCommand({ FunctionName, Qualifier: "live", Payload: JSON.stringify(payload) })),
    );
    return FunctionError === undefined ? null : wordsOf(Buffer.from(Payload ?? []).toString("utf8"));
  } catch (error) {
    if (error instanceof DeployError) return error.what;
    throw error;
  }
}

/** What Lambda makes of an error: `{"errorMessage": "…"}`. */
function wordsOf(text: string): string {
  const said = ((): unknown => {
    try {
      return (JSON.parse(text) as { readonly errorMessage?: unknown }).errorMessage;
    } catch {
      return undefined;
    }
  })();
  return (typeof said === "string" ? said : text).slice(0, LONGEST_WORDS);
}
