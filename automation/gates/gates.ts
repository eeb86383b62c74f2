import { LIVE_ALIAS } from "../../model/arns";
import { DeployError } from "../../model/errors";
import { PHASES, phaseNumber, type PhaseId } from "../../model/phases";
import type { Release } from "../../model/release/release";
import type { Stage } from "../../model/stage/stage";
import type { Gate } from "../wiring";
import { additionalApisRespond, apiHealthy, authAnswers, keysReachable } from "./apiGates";
import { awsError } from "../aws/errors";
import { GATE_TIMEOUT_MS, GateFailure, names, text, type GateSubject, type PhaseCheck } from "./gate";
import { inParallel } from "../aws/parallel";
import { clientConfig, type AwsTarget } from "../aws/target";

/** The checks of each phase, which must pass before the next phase starts. */
const CHECKS: Readonly<Record<PhaseId, readonly PhaseCheck[]>> = {
  certificates: [certificateIssued],
  core: [tablesActive],
  identity: [keysReachable],
  gateway: [apiHealthy, additionalApisRespond],
  auth: [functionsLive, authAnswers],
  users: [functionsLive],
  business: [functionsLive],
};

/**
 * The gates of a stage; each throws DeployError GATE_FAILED when it fails.
 * @param isChecked whether the gate of a phase is asked @default all are
 */
export function gateChecks(
  target: AwsTarget,
  stage: Stage,
  release: Release,
  isChecked: (phase: PhaseId) => boolean = () => true,
): Gate {
  return async (phase, facts) => {
    try {
      failForRehearsal(target, phase);
      if (isChecked(phase)) await withTimeout(runAll(CHECKS[phase], { target, stage, release, facts }));
    } catch (error) {
      throw gateFailed(target, phase, error);
    }
  };
}

async function runAll(checks: readonly PhaseCheck[], subject: GateSubject): Promise<void> {
  for (const check of checks) await check(subject);
}

/** For tests: a rehearsal can make a gate fail. */
function failForRehearsal(target: AwsTarget, phase: PhaseId): void {
  if (target.kind !== "rehearsal" || process.env["LISTBACKUP_FAIL_GATE"] !== phase) return;
  throw new GateFailure("LISTBACKUP_FAIL_GATE makes this gate fail");
}

async function withTimeout(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new GateFailure(`timed out after ${String(GATE_TIMEOUT_MS / 1000)} s`));
    }, GATE_TIMEOUT_MS);
  });
  await Promise.race([work, late]).finally(() => {
    clearTimeout(timer);
  });
}

function gateFailed(target: AwsTarget, phase: PhaseId, error: unknown): DeployError {
  const title = PHASES[phaseNumber(phase) - 1]?.title ?? phase;
  const reason = error instanceof GateFailure ? error.message : awsError(error, target, "checking the phase").what;
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
    throw new GateFailure(`the certificate ${arn} is ${Certificate?.Status ?? "gone"}, not ISSUED`);
}

async function tablesActive({ target, facts }: GateSubject): Promise<void> {
  const { DynamoDBClient, DescribeTableCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  await inParallel(names(facts, "tables"), 10, async (name) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    if (Table?.TableStatus !== "ACTIVE")
      throw new GateFailure(`the table ${name} is ${Table?.TableStatus ?? "gone"}, not ACTIVE`);
  });
}

/** Lambda allows 15 such calls per second, and Pulumi has created each alias: a sample is enough. */
const SAMPLE_SIZE = 5;

async function functionsLive({ target, facts }: GateSubject): Promise<void> {
  const { LambdaClient, GetAliasCommand } = await import("@aws-sdk/client-lambda");
  const client = new LambdaClient(clientConfig(target));
  await inParallel(names(facts, "functions").slice(0, SAMPLE_SIZE), SAMPLE_SIZE, async (name) => {
    const { FunctionVersion } = await client.send(new GetAliasCommand({ FunctionName: name, Name: LIVE_ALIAS }));
    if (FunctionVersion === undefined || FunctionVersion === "$LATEST")
      throw new GateFailure(`the alias live of ${name} points at no version`);
  });
}
