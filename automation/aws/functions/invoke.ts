import { DeployError } from "../../../model/errors";
import { knownFunctionId } from "../../../model/catalog/functions";
import { NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { redact } from "../../redaction/redact";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** Added to the function's own time-out. */
const RESPONSE_TIME_MS = 10_000;
const MAX_REASON_LENGTH = 1_000;
/** Longer messages are cut before redaction. characters */
const MAX_REDACTION_INPUT = 65_536;

export interface Invocation {
  /** `users/usersMigrate` */
  readonly id: string;
  /** A version or an alias. */
  readonly qualifier: string;
  readonly payload: object;
  /** The function's own time-out. */
  readonly seconds: number;
}

export type InvocationResult =
  | { readonly kind: "answered"; readonly text: string }
  /** The function's error message, redacted. */
  | { readonly kind: "failed"; readonly reason: string }
  /** AWS rejected the invocation, or it is unknown whether the function ran. */
  | { readonly kind: "refused"; readonly reason: string };

/** Invokes a function and waits for its response. Never retries: the caller decides whether the function may run again. */
export async function invoke(
  target: AwsTarget,
  stage: Stage,
  { id, qualifier, payload, seconds }: Invocation,
  signal?: AbortSignal,
): Promise<InvocationResult> {
  const { LambdaClient, InvokeCommand } = await import("@aws-sdk/client-lambda");
  const config = clientConfig(target);
  const requestHandler = { ...config.requestHandler, requestTimeout: seconds * 1_000 + RESPONSE_TIME_MS };
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
    return FunctionError === undefined ? { kind: "answered", text } : { kind: "failed", reason: errorMessageOf(text) };
  } catch (error) {
    if (error instanceof DeployError) return { kind: "refused", reason: error.what };
    throw error;
  }
}

/** Lambda returns an error as `{"errorMessage": "…"}`. */
function errorMessageOf(text: string): string {
  const message = ((): unknown => {
    try {
      return (JSON.parse(text) as { readonly errorMessage?: unknown }).errorMessage;
    } catch {
      return undefined;
    }
  })();
  return redact((typeof message === "string" ? message : text).slice(0, MAX_REDACTION_INPUT)).slice(
    0,
    MAX_REASON_LENGTH,
  );
}
