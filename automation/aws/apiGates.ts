import { issuerOf } from "../../model/issuer";
import { phaseNumber } from "../../model/phases";
import { functionsOnStage } from "../../model/stage/functions";
import { redactLine } from "../redaction/redact";
import { apiQuestion } from "../verification/healthRoute";
import { complaintAbout, probesOf } from "../verification/routes";
import { GateClosed, retryUntilSound, text, type GateSubject } from "./gate";
import { callApi, emulatedOf } from "./health";
import { inParallel } from "./parallel";
import { clientConfig } from "./target";

/** Requests at once. */
const AT_ONCE = 5;
/** The most of an answer that is shown. characters */
const MAX_ANSWER_LENGTH = 300;

/** The pool, and the keys by which the API knows its tokens: without them everybody is refused. */
export async function keysReachable({ target, stage, facts }: GateSubject): Promise<void> {
  const { CognitoIdentityProviderClient, DescribeUserPoolCommand } =
    await import("@aws-sdk/client-cognito-identity-provider");
  const client = new CognitoIdentityProviderClient(clientConfig(target));
  const id = text(facts, "userPoolId");
  const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId: id }));
  if (UserPool?.Id !== id) throw new GateClosed(`the user pool ${id} does not answer`);
  const issuer = target.kind === "aws" ? issuerOf(stage, id) : `${target.endpoint}/${id}`;
  await retryUntilSound(stage, async () => {
    const { status, json } = await callApi({
      url: issuer,
      method: "GET",
      path: "/.well-known/jwks.json",
      timeoutMs: 10_000,
      emulated: emulatedOf(stage),
    });
    const { keys } = (json ?? {}) as { readonly keys?: unknown };
    if (status === 200 && Array.isArray(keys) && keys.length > 0) return null;
    return `${issuer}/.well-known/jwks.json has no keys: ${String(status)}`;
  });
}

/** The API answers, by the function of `GET /health` where there is one. */
export async function apiHealthy({ stage, release, facts }: GateSubject): Promise<void> {
  const url = text(facts, "url");
  const { path, complaint } = apiQuestion(stage, release, phaseNumber("gateway"));
  await retryUntilSound(stage, async () => {
    const request = { url, method: "GET", path, timeoutMs: 15_000, emulated: emulatedOf(stage) };
    const { status, json, text: body } = await callApi(request);
    const reason = complaint(status, json);
    return reason === null ? null : `${reason} (${url}${path}: ${redactLine(body, MAX_ANSWER_LENGTH)})`;
  });
}

/** The public routes of auth answer an empty request with no error of their own. */
export async function authAnswers({ stage, release, facts }: GateSubject): Promise<void> {
  const url = text(facts, "url");
  const own = functionsOnStage(stage, release).filter(({ service }) => service.phase === "auth");
  const probes = probesOf(own, []).filter(({ route }) => route.auth === "none" && route.method === "POST");
  await inParallel(probes, AT_ONCE, async (probe) => {
    const { method, path } = probe.route;
    await retryUntilSound(stage, async () => {
      const request = { url, method, path, body: {}, timeoutMs: 15_000, emulated: emulatedOf(stage) };
      const { status, json } = await callApi(request);
      return complaintAbout(probe, status, json);
    });
  });
}
