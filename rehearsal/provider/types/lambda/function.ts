import type { FunctionConfiguration, Lambda } from "@aws-sdk/client-lambda";
import { type Aws, allPages, until } from "../../aws/aws";
import { onceKnown } from "../../aws/consistency";
import { type Change, defineRow } from "../../schema/row";
import { inputs, CODE, CONFIGURATION, changesAny, code, architectures, configuration } from "./functionSettings";
import { retag } from "./retag";

/** IAM has the role, and Lambda does not know it yet: the AWS provider retries in `retryFunctionOp`. */
const isUnknownRole = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === "InvalidParameterValueException" &&
  error.message.includes("cannot be assumed by Lambda");

async function waitUntilSettled(lambda: Lambda, id: string): Promise<void> {
  await until(async () => {
    const found = await lambda.getFunctionConfiguration({ FunctionName: id });
    if (found.State === "Failed" || found.LastUpdateStatus === "Failed") {
      throw new Error(found.StateReason ?? found.LastUpdateStatusReason ?? "the function failed to become active");
    }
    return (found.State ?? "Active") === "Active" && (found.LastUpdateStatus ?? "Successful") === "Successful";
  });
}

/** The number of the newest published version. */
async function newestVersion(lambda: Lambda, id: string): Promise<string> {
  const versions = await allPages(async (Marker) => {
    const { Versions = [], NextMarker } = await lambda.listVersionsByFunction({ FunctionName: id, Marker });
    return { items: Versions.map((version) => version.Version ?? "$LATEST"), next: NextMarker };
  });
  const numbers = versions.filter((version) => version !== "$LATEST").map(Number);
  return numbers.length === 0 ? "$LATEST" : String(Math.max(...numbers));
}

export const invokeArn = (aws: Aws, arn: string): string =>
  `arn:aws:apigateway:${aws.region}:lambda:path/2015-03-31/functions/${arn}/invocations`;

/**
 * The AWS provider never reads this property: code that was changed by hand shows in `codeSha256` only, which the driver
 * compares with the release (`automation/operations/servedDrift.ts`). An import takes the code that it finds.
 */
function hashOf(found: FunctionConfiguration, state: Readonly<Record<string, unknown>>): string | undefined {
  const known = state["sourceCodeHash"];
  return typeof known === "string" ? known : found.CodeSha256;
}

async function updateCode(lambda: Lambda, { id, news, changed }: Change<typeof inputs>): Promise<void> {
  if (!changesAny(changed, CODE)) return;
  await lambda.updateFunctionCode({ FunctionName: id, ...code(news), ...architectures(news) });
  await waitUntilSettled(lambda, id);
}

async function updateConfiguration(lambda: Lambda, { id, news, changed }: Change<typeof inputs>): Promise<void> {
  if (!changesAny(changed, CONFIGURATION)) return;
  await onceKnown(isUnknownRole, () =>
    lambda.updateFunctionConfiguration({
      FunctionName: id,
      ...configuration(news),
      ...(changed.has("deadLetterConfig") && news.deadLetterConfig === undefined
        ? { DeadLetterConfig: { TargetArn: "" } }
        : {}),
      ...(changed.has("kmsKeyArn") && news.kmsKeyArn === undefined ? { KMSKeyArn: "" } : {}),
    }),
  );
  await waitUntilSettled(lambda, id);
}

async function writeConcurrency(lambda: Lambda, id: string, reserved: number): Promise<void> {
  if (reserved < 0) await lambda.deleteFunctionConcurrency({ FunctionName: id });
  else await lambda.putFunctionConcurrency({ FunctionName: id, ReservedConcurrentExecutions: reserved });
}

export const lambdaFunction = defineRow({
  token: "aws:lambda/function:Function",
  inputs,
  outputs: [
    "arn",
    "version",
    "qualifiedArn",
    "invokeArn",
    "qualifiedInvokeArn",
    "codeSha256",
    "sourceCodeSize",
    "lastModified",
  ],
  autoName: { property: "name" },
  async create({ lambda }, given) {
    const FunctionName = given.name ?? "";
    await onceKnown(isUnknownRole, () =>
      lambda.createFunction({
        FunctionName,
        ...configuration(given),
        ...architectures(given),
        Role: given.role,
        Code: code(given),
        PackageType: "Zip",
        Publish: given.publish,
        Tags: given.tagsAll,
      }),
    );
    return FunctionName;
  },
  async settle({ lambda }, id, given) {
    await waitUntilSettled(lambda, id);
    if (given.reservedConcurrentExecutions >= 0) await writeConcurrency(lambda, id, given.reservedConcurrentExecutions);
  },
  async read(aws, id, state) {
    const { lambda } = aws;
    const { Configuration: found, Tags, Concurrency } = await lambda.getFunction({ FunctionName: id });
    if (found === undefined) return undefined;
    const arn = found.FunctionArn ?? "";
    const version = state["publish"] === true ? await newestVersion(lambda, id) : "$LATEST";
    const variables = found.Environment?.Variables ?? {};
    const logging = found.LoggingConfig;
    return {
      name: found.FunctionName,
      role: found.Role,
      runtime: found.Runtime,
      handler: found.Handler,
      packageType: found.PackageType ?? "Zip",
      architectures: found.Architectures,
      description: found.Description,
      memorySize: found.MemorySize,
      timeout: found.Timeout,
      ephemeralStorage: found.EphemeralStorage && { size: found.EphemeralStorage.Size },
      environment: Object.keys(variables).length > 0 || state["environment"] !== undefined ? { variables } : undefined,
      deadLetterConfig: found.DeadLetterConfig?.TargetArn ? { targetArn: found.DeadLetterConfig.TargetArn } : undefined,
      loggingConfig: logging && {
        logFormat: logging.LogFormat,
        applicationLogLevel: logging.ApplicationLogLevel,
        systemLogLevel: logging.SystemLogLevel,
        logGroup: logging.LogGroup,
      },
      tracingConfig: found.TracingConfig && { mode: found.TracingConfig.Mode },
      reservedConcurrentExecutions: Concurrency?.ReservedConcurrentExecutions ?? -1,
      kmsKeyArn: found.KMSKeyArn,
      sourceCodeHash: hashOf(found, state),
      codeSha256: found.CodeSha256,
      sourceCodeSize: found.CodeSize,
      lastModified: found.LastModified,
      arn,
      version,
      qualifiedArn: `${arn}:${version}`,
      invokeArn: invokeArn(aws, arn),
      qualifiedInvokeArn: invokeArn(aws, `${arn}:${version}`),
      tags: Tags ?? {},
    };
  },
  async update({ lambda }, change) {
    const { id, news, changed } = change;
    await updateCode(lambda, change);
    await updateConfiguration(lambda, change);
    if (changed.has("reservedConcurrentExecutions"))
      await writeConcurrency(lambda, id, news.reservedConcurrentExecutions);
    if (news.publish && changesAny(changed, [...CODE, ...CONFIGURATION, "publish"])) {
      await lambda.publishVersion({ FunctionName: id });
    }
  },
  retag,
  async remove({ lambda }, id) {
    await lambda.deleteFunction({ FunctionName: id });
  },
  recomputed: (changed, news) => [
    ...(changesAny(changed, [...CODE, ...CONFIGURATION]) ? ["lastModified"] : []),
    ...(changesAny(changed, CODE) ? ["codeSha256", "sourceCodeSize"] : []),
    ...(news.publish && changesAny(changed, [...CODE, ...CONFIGURATION, "publish"])
      ? ["version", "qualifiedArn", "qualifiedInvokeArn"]
      : []),
  ],
  validate: ({ s3Bucket, s3Key }) =>
    s3Bucket === undefined || s3Key === undefined ? ["the code comes from s3Bucket and s3Key; both are needed"] : [],
});
