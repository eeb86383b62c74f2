import { DeployError } from "../../model/errors";
import type { Stage } from "../../model/stage/stage";
import { requireLoopback } from "./target";

export interface ApiRequest {
  /** The API's base, without a slash at its end. */
  readonly url: string;
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Gives up earlier. */
  readonly signal?: AbortSignal;
  /** Whose API it is, where it is emulated: the emulator has those of all accounts, and takes this machine's calls only. */
  readonly emulated: { readonly account: string } | null;
}

export interface ApiResponse {
  readonly status: number;
  /** At most 64 KiB. */
  readonly text: string;
  /** The body as JSON; undefined where it is none. */
  readonly json: unknown;
  /** The API's own id of the request, with which functions mark what they log; empty where it gives none. */
  readonly requestId: string;
  readonly milliseconds: number;
}

const LIMIT = 64 * 1024;

/** Calls a stage's API as its users do. @throws DeployError where no answer comes */
export async function callApi(request: ApiRequest): Promise<ApiResponse> {
  const address = addressOf(request);
  if (request.emulated !== null) requireLoopback(address);
  const started = performance.now();
  try {
    const response = await fetch(address, {
      method: request.method,
      redirect: "manual",
      signal: AbortSignal.any([
        AbortSignal.timeout(request.timeoutMs),
        ...(request.signal === undefined ? [] : [request.signal]),
      ]),
      headers: {
        ...request.headers,
        ...(request.body === undefined ? {} : { "content-type": "application/json" }),
        ...(request.token === undefined ? {} : { authorization: `Bearer ${request.token}` }),
      },
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    });
    const text = (await response.text()).slice(0, LIMIT);
    const requestId = response.headers.get("apigw-requestid") ?? response.headers.get("x-amzn-requestid") ?? "";
    return { status: response.status, text, json: jsonOf(text), requestId, milliseconds: performance.now() - started };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { message?: string } };
    throw new DeployError(
      "AWS",
      `${request.method} ${address} got no answer: ${cause?.message ?? message}`,
      "See whether the API is up: `bin/deploy status`.",
      { cause: error },
    );
  }
}

/** Without credentials the emulator takes a call for one of its first account, unless the address names another. */
export function addressOf({ url, path, emulated }: Pick<ApiRequest, "url" | "path" | "emulated">): string {
  const address = `${url}${path}`;
  if (emulated === null) return address;
  return `${address}${path.includes("?") ? "&" : "?"}AWSAccessKeyId=${emulated.account}`;
}

/** For a stage's requests. */
export function emulatedOf({ rehearsal, account }: Pick<Stage, "rehearsal" | "account">): ApiRequest["emulated"] {
  return rehearsal === undefined ? null : { account };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
