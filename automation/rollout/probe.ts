import { setTimeout as sleep } from "node:timers/promises";
import type { AuthorizerContext } from "../../model/catalog/authorizer";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { parseRoute, type Route } from "../../model/catalog/route";
import type { Stage } from "../../model/stage/stage";
import type { StageFunction } from "../../model/stage/functions";
import { invoke, type InvocationResult } from "../aws/functions/invoke";
import { inParallel } from "../aws/parallel";
import type { AwsTarget } from "../aws/target";
import { redact } from "../redaction/redact";
import { apiEvent } from "./apiEvent";

/** A version without traffic. */
export interface NewVersion {
  readonly fn: StageFunction;
  readonly version: string;
  /** The version that has the traffic. */
  readonly oldVersion: string;
  /** What its authorizer passes to the function. @default the claims of a token */
  readonly caller?: AuthorizerContext;
  /** Catalog of its release, for the API of its routes. @default one API */
  readonly catalog?: Pick<Catalog, "api">;
}

export interface ProbeResult {
  /** A sentence for each version that failed. */
  readonly failures: readonly string[];
  /** Functions whose new version was invoked. */
  readonly probed: number;
  /** A sentence with AWS's reason for each version that could not be invoked. */
  readonly refused: readonly string[];
  /** Functions without a request that changes nothing: they cannot be probed. */
  readonly skipped: number;
}

const PARALLEL_PROBES = 8;
/** Between attempts: new permissions take a while to reach all servers, and AWS throttles. */
const RETRY_DELAYS_MS: readonly number[] = [2_000, 8_000];

export interface ProbePorts {
  /** Invokes one version of a function, with an event that changes nothing. */
  readonly invoke: (fn: StageFunction, version: string, payload: object) => Promise<InvocationResult>;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly signal: AbortSignal;
}

export function probePorts(
  { target, stage }: { readonly target: AwsTarget; readonly stage: Stage },
  signal: AbortSignal,
): ProbePorts {
  return {
    invoke: (fn, qualifier, payload) => {
      const seconds = fn.spec.timeout ?? fn.service.defaults.timeout;
      return invoke(target, stage, { id: fn.id, qualifier, payload, seconds }, signal);
    },
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    signal,
  };
}

/** Invokes new versions by their number, before they get traffic, with requests that change nothing. */
export async function probeVersions(versions: readonly NewVersion[], ports: ProbePorts): Promise<ProbeResult> {
  const [failures, refused]: [string[], string[]] = [[], []];
  let probed = 0;
  let skipped = 0;
  await inParallel(versions, PARALLEL_PROBES, async (version) => {
    const event = probeEvent(version.fn, version.caller, version.catalog);
    if (event === null) skipped += 1;
    if (event === null || ports.signal.aborted) return;
    const result = await probeWithRetries(version, event, ports);
    const name = `${version.fn.id}, version ${version.version}`;
    if (result.kind === "refused") refused.push(`${name}: ${result.reason}`);
    else probed += 1;
    if (result.kind === "failed") failures.push(`${name}: ${result.reason}`);
  });
  return { failures, probed, refused, skipped };
}

type VersionResult =
  { readonly kind: "passed" } | { readonly kind: "failed"; readonly reason: string } | InvocationRefused;
type InvocationRefused = Extract<InvocationResult, { readonly kind: "refused" }>;

/** A version fails only if each attempt fails and the old version passes: otherwise a rollback would change nothing. */
async function probeWithRetries(
  { fn, version, oldVersion }: NewVersion,
  { payload, route }: ProbeEvent,
  { invoke, sleep, signal }: ProbePorts,
): Promise<VersionResult> {
  const probe = async (qualifier: string): Promise<VersionResult> =>
    versionResult(fn, route, await invoke(fn, qualifier, payload));
  let result = await probe(version);
  for (const delay of RETRY_DELAYS_MS) {
    if (result.kind === "passed" || signal.aborted) return result;
    await sleep(delay);
    result = await probe(version);
  }
  if (result.kind !== "failed") return result;
  return (await probe(oldVersion)).kind === "failed" ? { kind: "passed" } : result;
}

function versionResult(fn: StageFunction, route: Route | null, result: InvocationResult): VersionResult {
  if (result.kind === "refused") return result;
  const reason = probeFailure(fn, route, result);
  return reason === null ? { kind: "passed" } : { kind: "failed", reason };
}

interface ProbeEvent {
  /** null: an event without records */
  readonly route: Route | null;
  readonly payload: object;
}

/**
 * An event that changes nothing: a request to a route that reads, or to a public route with an empty body (the routes check
 * sends the same); for a triggered function, an event without records.
 */
export function probeEvent(
  { spec, service }: Pick<StageFunction, "spec" | "service">,
  caller?: AuthorizerContext,
  catalog?: Pick<Catalog, "api">,
): ProbeEvent | null {
  const routes = spec.routes.map(parseRoute);
  const reading = routes.find(({ method }) => method === "GET" || method === "HEAD");
  const route = reading ?? routes.find(({ auth, method }) => auth === "none" && method !== "OPTIONS");
  if (route !== undefined) return { route, payload: apiEvent(route, service.defaults.payload, caller, catalog) };
  return spec.triggers.length > 0 ? { route: null, payload: { Records: [] } } : null;
}

/** Why a version failed its probe; null where it passed. A 4xx response passes: the caller of a probe has no permissions. */
export function probeFailure(
  { artifact }: Pick<StageFunction, "artifact">,
  route: Route | null,
  result: Exclude<InvocationResult, InvocationRefused>,
): string | null {
  // An error message of a function may contain secrets.
  if (result.kind === "failed") return `it fails: ${redact(result.reason)}`;
  if (route === null) return null;
  const name = `${route.method} ${route.path}`;
  const status = statusOf(result.text);
  if (status === null) return `${name} returns no HTTP response`;
  if (artifact.kind === "placeholder")
    return status === 501 ? null : `${name} is a placeholder and returns ${String(status)}`;
  return status >= 500 ? `${name} returns ${String(status)}` : null;
}

/** An HTTP API turns a response without a status into the body of a response with status 200. */
function statusOf(text: string): number | null {
  try {
    const response = JSON.parse(text) as { readonly statusCode?: unknown } | null;
    if (response === null) return null;
    return typeof response.statusCode === "number" ? response.statusCode : 200;
  } catch {
    return null;
  }
}
