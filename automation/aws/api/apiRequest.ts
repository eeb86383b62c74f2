import { apiServing, pathInApi } from "../../../model/catalog/apis";
import { DeployError } from "../../../model/errors";
import type { Stage } from "../../../model/stage/stage";
import { requireLoopback } from "../target";
import { httpRequest } from "./httpRequest";

export interface ApiRequest {
  /** URL of the API, without a trailing slash. */
  readonly url: string;
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Aborts before the time-out. */
  readonly signal?: AbortSignal;
  /** Account of an emulated API: one emulator serves all accounts. null: an API on AWS */
  readonly emulated: { readonly account: string } | null;
}

export interface ApiResponse {
  readonly status: number;
  /** At most 64 KiB. */
  readonly text: string;
  /** The body as JSON; undefined where it is not JSON. */
  readonly json: unknown;
  /** API Gateway's id of the request, which functions log; empty where there is none. */
  readonly requestId: string;
  readonly milliseconds: number;
}

/** An API that has the routes below a path. */
export interface AdditionalApi {
  /** `/reports` */
  readonly path: string;
  readonly id: string;
  /** Without a trailing slash: its routes follow without its path. */
  readonly url: string;
}

/** Where to send a request: the path that users call, as the API that serves it has it. */
export function addressFor(
  { url, apis = [] }: { readonly url: string; readonly apis?: readonly AdditionalApi[] },
  path: string,
): { readonly url: string; readonly path: string } {
  const api = apiServing(apis, path);
  return api === undefined ? { url, path } : { url: api.url, path: pathInApi(api, path) };
}

/** A request to the API of a known stage. Times out after 10 seconds. */
export interface ApiCall extends Pick<ApiRequest, "path" | "token" | "body" | "headers"> {
  /** @default GET */
  readonly method?: string;
}

/** @throws DeployError AWS where there is no response */
export type ApiCaller = (call: ApiCall) => Promise<ApiResponse>;

const CALL_LIMIT_MS = 10_000;

/** @param addresses of the stage's APIs: `url` is the main one's, without a trailing slash */
export function apiCaller(
  stage: Pick<Stage, "rehearsal" | "account">,
  addresses: Parameters<typeof addressFor>[0],
  signal: AbortSignal,
): ApiCaller {
  const emulated = emulatedApi(stage);
  return (call) =>
    callApi({
      method: "GET",
      ...call,
      ...addressFor(addresses, call.path),
      timeoutMs: CALL_LIMIT_MS,
      signal,
      emulated,
    });
}

const MAX_BODY_LENGTH = 64 * 1024;

/** Calls a stage's API as its users do. @throws DeployError AWS where there is no response */
export async function callApi(request: ApiRequest): Promise<ApiResponse> {
  const address = apiUrl(request);
  if (request.emulated !== null) requireLoopback(address);
  const started = performance.now();
  try {
    const { status, headers, text } = await httpRequest(address, {
      method: request.method,
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
    const shortened = text.slice(0, MAX_BODY_LENGTH);
    const requestId = headers["apigw-requestid"] ?? headers["x-amzn-requestid"] ?? "";
    return {
      status,
      text: shortened,
      json: jsonOf(shortened),
      requestId: String(requestId),
      milliseconds: performance.now() - started,
    };
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { message?: string } };
    throw new DeployError(
      "AWS",
      `No response to ${request.method} ${address}: ${cause?.message ?? message}`,
      "Check whether the API is up: `bin/deploy status`.",
      { cause: error },
    );
  }
}

/** The emulator finds the account of a call without credentials in the URL. */
export function apiUrl({ url, path, emulated }: Pick<ApiRequest, "url" | "path" | "emulated">): string {
  const address = `${url}${path}`;
  if (emulated === null) return address;
  return `${address}${path.includes("?") ? "&" : "?"}AWSAccessKeyId=${emulated.account}`;
}

export function emulatedApi({ rehearsal, account }: Pick<Stage, "rehearsal" | "account">): ApiRequest["emulated"] {
  return rehearsal === undefined ? null : { account };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
