import { DeployError } from "../../../model/errors";
import { knownFunctionId } from "../../../model/catalog/functions";
import { NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { redact } from "../../redaction/redact";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** What the answer may need on its way beyond the function's own limit. ms */
const ON_THE_WAY = 10_000;
const LONGEST_WORDS = 1_000;
/** The most of them that is searched for secrets. characters */
const LONGEST_READ = 65_536;

/** What is invoked, and with what. */
export interface Invocation {
  /** `users/usersMigrate` */
  readonly id: string;
  /** A version's number, or an alias. */
  readonly qualifier: string;
  readonly payload: object;
  /** The function's own limit. */
  readonly seconds: number;
}

export type InvocationResult =
  | { readonly kind: "answered"; readonly text: string }
  /** In the function's own words, without secrets. */
  | { readonly kind: "failed"; readonly reason: string }
  /** AWS did not let it run, or nobody knows whether it ran. */
  | { readonly kind: "refused"; readonly reason: string };

/** Invokes a function and waits for it. Never twice: who calls decides whether it may run again. */
export async function invoke(
  target: AwsTarget,
  stage: Stage,
  { id, qualifier, payload, seconds }: Invocation,
  signal?: AbortSignal,
): Promise<InvocationResult> {
  const { LambdaClient, InvokeCommand } = await import("@aws-sdk/client-lambda");
  const config = clientConfig(target);
  const requestHandler = { ...config.requestHandler, requestTimeout: seconds * 1_000 + ON_THE_WAY };
  const client = new LambdaClient({ ...config, maxAttempts: 1, requestHandler });
  const { service, name } = knownFunctionId(id);
  const FunctionName = NAMES.function.of(stage, service, name);
  try {
    const { FunctionError, Payload } = await calling(target, `invoking ${FunctionName}`, () =>
      client.send(
        new InvokeCommand({ FunctionName, Qualifier: qualifier, Payload: JSON.stringify(payload) }),
        signal === undefined ? {} : { abortSignal: signal },
      ),
    );
    const text = Buffer.from(Payload ?? []).toString("utf8");
    return FunctionError === undefined ? { kind: "answered", text } : { kind: "failed", reason: wordsOf(text) };
  } catch (error) {
    if (error instanceof DeployError) return { kind: "refused", reason: error.what };
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
  return redact((typeof said === "string" ? said : text).slice(0, LONGEST_READ)).slice(0, LONGEST_WORDS);
}
