import { apiServing, apisOf, MAIN_API } from "../../model/catalog/apis";
import { issuerOf } from "../../model/issuer";
import { phaseNumber } from "../../model/phases";
import { functionsOnStage } from "../../model/stage/functions";
import { redactLine } from "../redaction/redact";
import { apiHealthCheck } from "../verification/routes/healthRoute";
import { isApiError } from "../verification/routes/apiErrors";
import { responseProblem, routeProbes, UNKNOWN_ID } from "../verification/routes/probe";
import { GateFailure, names, retryUntilPassed, text, type GateSubject } from "./gate";
import { callApi, emulatedApi } from "../aws/api/apiRequest";
import { inParallel } from "../aws/parallel";
import { clientConfig } from "../aws/target";

const PARALLEL_REQUESTS = 5;
const DISCOVERY_PATH = "/.well-known/openid-configuration";
/** characters */
const MAX_RESPONSE_LENGTH = 300;

/**
 * Checks the user pool, and the public keys of its tokens, without which the API rejects every token. The keys are found as
 * API Gateway's authorizer finds them, by the issuer's discovery document.
 */
export async function keysReachable({ target, stage, facts }: GateSubject): Promise<void> {
  const { CognitoIdentityProviderClient, DescribeUserPoolCommand } =
    await import("@aws-sdk/client-cognito-identity-provider");
  const client = new CognitoIdentityProviderClient(clientConfig(target));
  const id = text(facts, "userPoolId");
  const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId: id }));
  if (UserPool?.Id !== id) throw new GateFailure(`the user pool ${id} does not exist`);
  const issuer = issuerOf(stage, id);
  // The emulator's tokens have AWS's issuer, but its documents are at its own address.
  const address = target.kind === "aws" ? issuer : `${target.endpoint}/${id}`;
  const get = (url: string, path: string): ReturnType<typeof callApi> =>
    callApi({ url, method: "GET", path, timeoutMs: 10_000, emulated: emulatedApi(stage) });
  await retryUntilPassed(stage, async () => {
    const discovery = await get(address, DISCOVERY_PATH);
    const { issuer: named, jwks_uri: uri } = (discovery.json ?? {}) as Readonly<Record<string, unknown>>;
    if (discovery.status !== 200 || typeof uri !== "string")
      return `${address}${DISCOVERY_PATH} returned no discovery document: ${String(discovery.status)}`;
    if (named !== issuer) return `${address}${DISCOVERY_PATH} has the issuer ${String(named)}, expected ${issuer}`;
    const { status, json } = await get(uri, "");
    const { keys } = (json ?? {}) as { readonly keys?: unknown };
    if (status === 200 && Array.isArray(keys) && keys.length > 0) return null;
    return `${uri} returned no keys: ${String(status)}`;
  });
}

/** Checks that the API responds, by the function of `GET /health` where there is one. */
export async function apiHealthy({ stage, release, facts }: GateSubject): Promise<void> {
  const url = text(facts, "url");
  const { path, problem } = apiHealthCheck(stage, release, phaseNumber("gateway"));
  await retryUntilPassed(stage, async () => {
    const request = { url, method: "GET", path, timeoutMs: 15_000, emulated: emulatedApi(stage) };
    const { status, json, text: body } = await callApi(request);
    const reason = problem(status, json);
    return reason === null ? null : `${reason} (${url}${path}: ${redactLine(body, MAX_RESPONSE_LENGTH)})`;
  });
}

/** Checks that each additional API responds: for a path without a mapping, a custom domain returns 403. */
export async function additionalApisRespond({ stage, facts }: GateSubject): Promise<void> {
  await inParallel(names(facts, "additionalUrls"), PARALLEL_REQUESTS, async (url) => {
    await retryUntilPassed(stage, async () => {
      const request = { url, method: "GET", path: UNKNOWN_PATH, timeoutMs: 15_000, emulated: emulatedApi(stage) };
      const { status, json } = await callApi(request);
      return status === 403 && isApiError(json, "Forbidden") ? `${url} has no API: 403` : null;
    });
  });
}

const UNKNOWN_PATH = `/${UNKNOWN_ID}`;

/** Checks that the public routes of auth in the main API return no 5xx status to an empty request. */
export async function authAnswers({ stage, release, facts }: GateSubject): Promise<void> {
  const url = text(facts, "url");
  const own = functionsOnStage(stage, release).filter(({ service }) => service.phase === "auth");
  const apis = apisOf(release.catalog);
  const probes = routeProbes(own, []).filter(
    ({ route: { auth, method, path } }) => auth === "none" && method === "POST" && apiServing(apis, path) === MAIN_API,
  );
  await inParallel(probes, PARALLEL_REQUESTS, async (probe) => {
    const { method, path } = probe.route;
    await retryUntilPassed(stage, async () => {
      const request = { url, method, path, body: {}, timeoutMs: 15_000, emulated: emulatedApi(stage) };
      const { status, json } = await callApi(request);
      return responseProblem(probe, status, json);
    });
  });
}
