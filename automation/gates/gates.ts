import { LIVE_ALIAS } from "../../model/arns";
import { DeployError } from "../../model/errors";
import { PHASES, phaseNumber, type PhaseId } from "../../model/phases";
import type { Release } from "../../model/release/release";
import type { Stage } from "../../model/stage/stage";
import type { Gate } from "../wiring";
import { apiHealthy, authAnswers, keysReachable } from "./apiGates";
import { awsError } from "../aws/errors";
import { GATE_LIMIT, GateClosed, names, text, type GateSubject, type PhaseCheck } from "./gate";
import { inParallel } from "../aws/parallel";
import { clientConfig, type AwsTarget } from "../aws/target";

/** What must be true before the phase after this one starts. */
const CHECKS: Readonly<Record<PhaseId, readonly PhaseCheck[]>> = {
  certificates: [certificateIssued],
  core: [tablesActive],
  identity: [keysReachable],
  gateway: [apiHealthy],
  auth: [functionsLive, authAnswers],
  users: [functionsLive],
  business: [functionsLive],
};

/** The gates of a stage. @throws DeployError GATE_FAILED from each that fails */
export function gateChecks(target: AwsTarget, stage: Stage, release: Release): Gate {
  return async (phase, facts) => {
    try {
      failOnRequest(target, phase);
      await withinLimit(passAll(CHECKS[phase], { target, stage, release, facts }));
    } catch (error) {
      throw gateFailed(target, phase, error);
    }
  };
}

async function passAll(checks: readonly PhaseCheck[], subject: GateSubject): Promise<void> {
  for (const check of checks) await check(subject);
}

/** For tests: a rehearsal can make a gate fail. */
function failOnRequest(target: AwsTarget, phase: PhaseId): void {
  if (target.kind !== "rehearsal" || process.env["LISTBACKUP_FAIL_GATE"] !== phase) return;
  throw new GateClosed("LISTBACKUP_FAIL_GATE keeps this gate shut");
}

async function withinLimit(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new GateClosed(`no answer within ${String(GATE_LIMIT / 1000)} s`));
    }, GATE_LIMIT);
  });
  await Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}

function gateFailed(target: AwsTarget, phase: PhaseId, error: unknown): DeployError {
  const title = PHASES[phaseNumber(phase) - 1]?.title ?? phase;
  const reason = error instanceof GateClosed ? error.message : awsError(error, target, "checking the phase").what;
  return new DeployError(
    "GATE_FAILED",
    `The gate after phase ${String(phaseNumber(phase))} (${title}) failed: ${reason}. Later phases did not start, and nothing was deleted.`,
    "Fix what the gate reports, then run the same command again.",
    { cause: error },
  );
}

async function certificateIssued({ target, facts }: GateSubject): Promise<void> {
  const arn = text(facts, "certificateArn");
  if (arn === "") return;
  const { ACMClient, DescribeCertificateCommand } = await import("@aws-sdk/client-acm");
  const { Certificate } = await new ACMClient(clientConfig(target)).send(
    new DescribeCertificateCommand({ CertificateArn: arn }),
  );
  if (Certificate?.Status !== "ISSUED")
    throw new GateClosed(`the certificate ${arn} is ${Certificate?.Status ?? "gone"}, not ISSUED`);
}

async function tablesActive({ target, facts }: GateSubject): Promise<void> {
  const { DynamoDBClient, DescribeTableCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  await inParallel(names(facts, "tables"), 10, async (name) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus !== "ACTIVE")
      throw new GateClosed(`the table ${name} is ${Table?.TableStatus ?? "gone"}, not ACTIVE`);
  });
}

/** Lambda takes 15 such calls a second, and the engine has seen each alias made: a few functions stand for all. */
const SAMPLE_SIZE = 5;

async function functionsLive({ target, facts }: GateSubject): Promise<void> {
  const { LambdaClient, GetAliasCommand } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient(clientConfig(target));
  await inParallel(names(facts, "functions").slice(0, SAMPLE_SIZE), SAMPLE_SIZE, async (name) => {
    const { FunctionVersion } = await client.send(new GetAliasCommand({ FunctionName: name, Name: LIVE_ALIAS }));
    if (FunctionVersion === undefined || FunctionVersion === "$LATEST")
      throw new GateClosed(`${name} has no version behind its alias live`);
  });
}
