import { DeployError } from "../../model/errors";
import { issuerOf } from "../../model/issuer";
import { PHASES, phaseNumber, type PhaseId } from "../../model/phases";
import type { Release } from "../../model/release/release";
import { functionsOnStage } from "../../model/stage/functions";
import type { Stage } from "../../model/stage/stage";
import { complaintAbout, probesOf } from "../verification/routes";
import type { Gate, PhaseFacts } from "../wiring";
import { callApi, emulatedOf } from "./health";
import { inParallel } from "./parallel";
import { clientConfig, type AwsTarget } from "./target";

/** What a gate looks at: the phase that is there, and the release that it belongs to. */
interface Look {
  readonly target: AwsTarget;
  readonly stage: Stage;
  readonly release: Release;
  readonly facts: PhaseFacts;
}

type PhaseCheck = (look: Look) => Promise<void>;

/** A gate that does not open: why, in a sentence. */
class GateClosed extends Error {}

/** What must be true before the phase after this one starts. */
const CHECKS: Readonly<Record<PhaseId, PhaseCheck>> = {
  certificates: certificateIssued,
  core: tablesActive,
  identity: keysReachable,
  gateway: apiHealthy,
  auth: authAnswers,
  users: functionsLive,
  business: functionsLive,
};

/** No gate holds a deployment for longer. ms */
const LIMIT = 60_000;

/** The gates of a stage. @throws DeployError GATE_FAILED from each that does not open */
export function gateChecks(target: AwsTarget, stage: Stage, release: Release): Gate {
  return async (phase, facts) => {
    try {
      failOnRequest(target, phase);
      await within(LIMIT, CHECKS[phase]({ target, stage, release, facts }));
    } catch (error) {
      throw gateFailed(phase, error);
    }
  };
}

/** A drill: the rehearsal can be told to keep a gate shut. */
function failOnRequest(target: AwsTarget, phase: PhaseId): void {
  if (target.kind !== "rehearsal" || process.env["LISTBACKUP_FAIL_GATE"] !== phase) return;
  throw new GateClosed("LISTBACKUP_FAIL_GATE keeps this gate shut");
}

async function within(limit: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new GateClosed(`no answer within ${String(limit / 1000)} s`));
    }, limit);
  });
  await Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}

function gateFailed(phase: PhaseId, error: unknown): DeployError {
  const title = PHASES[phaseNumber(phase) - 1]?.title ?? phase;
  const reason = error instanceof DeployError ? error.what : error instanceof Error ? error.message : String(error);
  return new DeployError(
    "GATE_FAILED",
    `The gate behind phase ${String(phaseNumber(phase))} ${title} did not open: ${reason}. The phases after it were not started, and nothing was deleted.`,
    "Mend what the gate found.",
    { cause: error },
  );
}

function names(facts: PhaseFacts, key: string): readonly string[] {
  const value = facts[key];
  return typeof value === "string" ? [value] : (value ?? []);
}

function text(facts: PhaseFacts, key: string): string {
  return names(facts, key)[0] ?? "";
}

async function certificateIssued({ target, facts }: Look): Promise<void> {
  const arn = text(facts, "certificateArn");
  if (arn === "") return;
  const { ACMClient, DescribeCertificateCommand } = await import("@aws-sdk/client-acm");
  const { Certificate } = await new ACMClient(clientConfig(target)).send(
    new DescribeCertificateCommand({ CertificateArn: arn }),
  );
  if (Certificate?.Status !== "ISSUED")
    throw new GateClosed(`the certificate ${arn} is ${Certificate?.Status ?? "gone"}, not ISSUED`);
}

async function tablesActive({ target, facts }: Look): Promise<void> {
  const { DynamoDBClient, DescribeTableCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  await inParallel(names(facts, "tables"), 10, async (name) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus !== "ACTIVE")
      throw new GateClosed(`the table ${name} is ${Table?.TableStatus ?? "gone"}, not ACTIVE`);
  });
}

/** The pool, and the keys by which the API knows its tokens: without them everybody is refused. */
async function keysReachable({ target, stage, facts }: Look): Promise<void> {
  const { CognitoIdentityProviderClient, DescribeUserPoolCommand } =
    await import("@aws-sdk/client-cognito-identity-provider");
  const client = new CognitoIdentityProviderClient(clientConfig(target));
  const id = text(facts, "userPoolId");
  const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId: id }));
  if (UserPool?.Id !== id) throw new GateClosed(`the user pool ${id} does not answer`);
  const issuer = target.kind === "aws" ? issuerOf(stage, id) : `${target.endpoint}/${id}`;
  await patiently(stage, async () => {
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

/**
 * Permissions and routes take a while to be everywhere; on the emulator they are there at once. A name that is new takes
 * longer than that: as long as nobody answers, only the gate's own limit counts. ms
 */
const PATIENCE = { aws: { answer: 30_000, all: LIMIT - 5_000 }, emulated: { answer: 3_000, all: 3_000 } } as const;
const PAUSE = 1_000;

/** Asks until there is nothing to complain of. @throws GateClosed with the last complaint */
async function patiently(stage: Stage, ask: () => Promise<string | null>): Promise<void> {
  const { answer, all } = stage.rehearsal === undefined ? PATIENCE.aws : PATIENCE.emulated;
  const began = Date.now();
  /** Since when somebody answers. */
  let since = began;
  for (;;) {
    const complaint = await ask().catch((error: unknown) => {
      since = Date.now();
      return noAnswer(error);
    });
    if (complaint === null) return;
    if (Date.now() > Math.min(since + answer, began + all)) throw new GateClosed(complaint);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** A name that nobody knows yet, or nobody behind it: not there yet, as a route that is not there yet. */
function noAnswer(error: unknown): string {
  if (error instanceof DeployError && error.code === "AWS") return error.what;
  throw error;
}

async function apiHealthy({ stage, facts }: Look): Promise<void> {
  const url = text(facts, "url");
  await patiently(stage, async () => {
    const { status, text: body } = await callApi({
      url,
      method: "GET",
      path: "/health",
      timeoutMs: 15_000,
      emulated: emulatedOf(stage),
    });
    return status === 200 ? null : `GET ${url}/health answers ${String(status)} ${body.slice(0, 300)}`;
  });
}

/** Whoever wants in is answered: the public routes of auth, with nothing in the request, end in no error of their own. */
async function authAnswers(look: Look): Promise<void> {
  await functionsLive(look);
  const { stage, release, facts } = look;
  const url = text(facts, "url");
  const own = functionsOnStage(stage, release).filter(({ service }) => service.phase === "auth");
  const probes = probesOf(own, []).filter(({ route }) => route.auth === "none" && route.method === "POST");
  await inParallel(probes, SAMPLE, async (probe) => {
    const { method, path } = probe.route;
    await patiently(stage, async () => {
      const request = { url, method, path, body: {}, timeoutMs: 15_000, emulated: emulatedOf(stage) };
      const { status, json } = await callApi(request);
      return complaintAbout(probe, status, json);
    });
  });
}

/** A handful stands for all: Lambda takes 15 such calls a second, and the engine has seen each alias made. */
const SAMPLE = 5;

async function functionsLive({ target, facts }: Look): Promise<void> {
  const { LambdaClient, GetAliasCommand } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient(clientConfig(target));
  await inParallel(names(facts, "functions").slice(0, SAMPLE), SAMPLE, async (name) => {
    const { FunctionVersion } = await client.send(new GetAliasCommand({ FunctionName: name, Name: "live" }));
    if (FunctionVersion === undefined || FunctionVersion === "$LATEST")
      throw new GateClosed(`${name} has no version behind its alias live`);
  });
}
