import { DeployError } from "../../model/errors";
import { PHASES, phaseNumber, type PhaseId } from "../../model/phases";
import type { Stage } from "../../model/stage/stage";
import type { Gate, PhaseFacts } from "../wiring";
import { callApi, emulatedOf } from "./health";
import { inParallel } from "./parallel";
import { clientConfig, type AwsTarget } from "./target";

type PhaseCheck = (target: AwsTarget, stage: Stage, facts: PhaseFacts) => Promise<void>;

/** A gate that does not open: why, in a sentence. */
class GateClosed extends Error {}

/** What must be true before the phase after this one starts. */
const CHECKS: Readonly<Record<PhaseId, PhaseCheck>> = {
  certificates: certificateIssued,
  core: tablesActive,
  identity: poolAnswers,
  gateway: apiHealthy,
  auth: functionsLive,
  users: functionsLive,
  business: functionsLive,
};

/** No gate holds a deployment for longer. ms */
const LIMIT = 60_000;

/** The gates of a stage. @throws DeployError GATE_FAILED from each that does not open */
export function gateChecks(target: AwsTarget, stage: Stage): Gate {
  return async (phase, facts) => {
    try {
      failOnRequest(target, phase);
      await within(LIMIT, CHECKS[phase](target, stage, facts));
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

async function certificateIssued(target: AwsTarget, _stage: Stage, facts: PhaseFacts): Promise<void> {
  const arn = text(facts, "certificateArn");
  if (arn === "") return;
  const { ACMClient, DescribeCertificateCommand } = await import("@aws-sdk/client-acm");
  const { Certificate } = await new ACMClient(clientConfig(target)).send(
    new DescribeCertificateCommand({ CertificateArn: arn }),
  );
  if (Certificate?.Status !== "ISSUED")
    throw new GateClosed(`the certificate ${arn} is ${Certificate?.Status ?? "gone"}, not ISSUED`);
}

async function tablesActive(target: AwsTarget, _stage: Stage, facts: PhaseFacts): Promise<void> {
  const { DynamoDBClient, DescribeTableCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  await inParallel(names(facts, "tables"), 10, async (name) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus !== "ACTIVE")
      throw new GateClosed(`the table ${name} is ${Table?.TableStatus ?? "gone"}, not ACTIVE`);
  });
}

async function poolAnswers(target: AwsTarget, _stage: Stage, facts: PhaseFacts): Promise<void> {
  const { CognitoIdentityProviderClient, DescribeUserPoolCommand } =
    await import("@aws-sdk/client-cognito-identity-provider");
  const client = new CognitoIdentityProviderClient(clientConfig(target));
  const id = text(facts, "userPoolId");
  const { UserPool } = await client.send(new DescribeUserPoolCommand({ UserPoolId: id }));
  if (UserPool?.Id !== id) throw new GateClosed(`the user pool ${id} does not answer`);
}

/** Permissions and routes take a while to be everywhere; on the emulator they are there at once. ms */
const PATIENCE = { aws: 30_000, emulated: 3_000 } as const;

async function apiHealthy(_target: AwsTarget, stage: Stage, facts: PhaseFacts): Promise<void> {
  const url = text(facts, "url");
  const until = Date.now() + (stage.rehearsal === undefined ? PATIENCE.aws : PATIENCE.emulated);
  for (;;) {
    const { status, text: body } = await callApi({
      url,
      method: "GET",
      path: "/health",
      timeoutMs: 15_000,
      emulated: emulatedOf(stage),
    });
    if (status === 200) return;
    if (Date.now() > until) throw new GateClosed(`GET ${url}/health answers ${String(status)} ${body.slice(0, 300)}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** A handful stands for all: Lambda takes 15 such calls a second, and the engine has seen each alias made. */
const SAMPLE = 5;

async function functionsLive(target: AwsTarget, _stage: Stage, facts: PhaseFacts): Promise<void> {
  const { LambdaClient, GetAliasCommand } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient(clientConfig(target));
  await inParallel(names(facts, "functions").slice(0, SAMPLE), SAMPLE, async (name) => {
    const { FunctionVersion } = await client.send(new GetAliasCommand({ FunctionName: name, Name: "live" }));
    if (FunctionVersion === undefined || FunctionVersion === "$LATEST")
      throw new GateClosed(`${name} has no version behind its alias live`);
  });
}
