import { issuerOf } from "../../model/issuer";
import { phaseNumber } from "../../model/phases";
import { functionsOnStage } from "../../model/stage/functions";
import { redactLine } from "../redaction/redact";
import { apiHealthCheck } from "../verification/routes/healthRoute";
import { responseProblem, routeProbes } from "../verification/routes/probe";
import { GateClosed, retryUntilSound, text, type GateSubject } from "./gate";
import { callApi, emulatedOf } from "../aws/apiRequest";
import { inParallel } from "../aws/parallel";
import { clientConfig } from "../aws/target";

/** Requests at once. */
const AT_ONCE = 5;
const DISCOVERY_PATH = "/.well-known/openid-configuration";
/** The most of an answer that is shown. characters */
const MAX_ANSWER_LENGTH = 300;

/**
 * The pool, and the keys by which the API knows its tokens: without them every token is refused. They are found as API
 * Gateway's authorizer finds them: the issuer's discovery document says where they are.
 */
export async function keysReachable({ target, stage, facts }: GateSubject): Promise<void> {
  const { CognitoIdentityProviderClient, DescribeUserPoolCommand } =
    await import("@aws-sdk/client-cognito-identity-provider");
  const client = new CognitoIdentityProviderClient(clientConfig(target));
  const id = text(facts, "userPoolId");
  const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId: id }));
  if (UserPool?.Id !== id) throw new GateClosed(`the user pool ${id} does not answer`);
  const issuer = issuerOf(stage, id);
  // The emulator's tokens are of AWS's issuer, and its documents lie at its own address.
  const address = target.kind === "aws" ? issuer : `${target.endpoint}/${id}`;
  const get = (url: string, path: string): ReturnType<typeof callApi> =>
    callApi({ url, method: "GET", path, timeoutMs: 10_000, emulated: emulatedOf(stage) });
  await retryUntilSound(stage, async () => {
    const discovery = await get(address, DISCOVERY_PATH);
    const { issuer: named, jwks_uri: uri } = (discovery.json ?? {}) as Readonly<Record<string, unknown>>;
    if (discovery.status !== 200 || typeof uri !== "string")
      return `${address}${DISCOVERY_PATH} is no discovery document: ${String(discovery.status)}`;
    if (named !== issuer) return `${address}${DISCOVERY_PATH} names the issuer ${String(named)}, not ${issuer}`;
    const { status, json } = await get(uri, "");
    const { keys } = (json ?? {}) as { readonly keys?: unknown };
    if (status === 200 && Array.isArray(keys) && keys.length > 0) return null;
    return `${uri} has no keys: ${String(status)}`;
  });
}

/** The API answers, by the function of `GET /health` where there is one. */
export async function apiHealthy({ stage, release, facts }: GateSubject): Promise<void> {
  const url = text(facts, "url");
  const { path, problem } = apiHealthCheck(stage, release, phaseNumber("gateway"));
  await retryUntilSound(stage, async () => {
    const request = { url, method: "GET", path, timeoutMs: 15_000, emulated: emulatedOf(stage) };
    const { status, json, text: body } = await callApi(request);
    const reason = problem(status, json);
    return reason === null ? null : `${reason} (${url}${path}: ${redactLine(body, MAX_ANSWER_LENGTH)})`;
  });
}

/** The public routes of auth answer an empty request with no error of their own. */
export async function authAnswers({ stage, release, facts }: GateSubject): Promise<void> {
  const url = text(facts, "url");
  const own = functionsOnStage(stage, release).filter(({ service }) => service.phase === "auth");
  const probes = routeProbes(own, []).filter(({ route }) => route.auth === "none" && route.method === "POST");
  await inParallel(probes, AT_ONCE, async (probe) => {
    const { method, path } = probe.route;
    await retryUntilSound(stage, async () => {
      const request = { url, method, path, body: {}, timeoutMs: 15_000, emulated: emulatedOf(stage) };
      const { status, json } = await callApi(request);
      return responseProblem(probe, status, json);
    });
  });
}
