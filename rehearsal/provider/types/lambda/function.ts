import type { CreateFunctionRequest, Environment, FunctionConfiguration, Lambda } from "@aws-sdk/client-lambda";
import { type Aws, allPages, until } from "../../aws/aws";
import { onceKnown } from "../../aws/consistency";
import { rangeOf } from "../../schema/limits";
import { type Change, defineRow, TAGS_PROPERTY } from "../../schema/row";
import { block, flag, number, type Shape, text, textMap, textSet } from "../../schema/schema";

const inputs = {
  name: text({ replaces: true }),
  role: text({ required: true }),
  s3Bucket: text(),
  s3Key: text(),
  s3ObjectVersion: text(),
  sourceCodeHash: text({ computed: true }),
  runtime: text(),
  handler: text({ length: [1, 128] }),
  packageType: text({ default: "Zip", replaces: true }),
  architectures: textSet({ computed: true }),
  description: text(),
  memorySize: number({ default: 128, range: rangeOf("functionMemory") }),
  timeout: number({ default: 3, range: rangeOf("functionTimeout") }),
  ephemeralStorage: block({ size: number({ default: 512 }) }, { computed: true }),
  environment: block({ variables: textMap() }),
  deadLetterConfig: block({ targetArn: text({ required: true }) }),
  loggingConfig: block(
    {
      logFormat: text({ required: true }),
      applicationLogLevel: text({ computed: true }),
      systemLogLevel: text({ computed: true }),
      logGroup: text({ computed: true }),
    },
    { computed: true },
  ),
  tracingConfig: block({ mode: text({ required: true }) }, { computed: true }),
  reservedConcurrentExecutions: number({ default: -1 }),
  kmsKeyArn: text(),
  publish: flag({ default: false }),
  tags: TAGS_PROPERTY,
};

type Inputs = Shape<typeof inputs>;

const CODE: readonly (keyof Inputs)[] = ["s3Bucket", "s3Key", "s3ObjectVersion", "sourceCodeHash", "architectures"];
const CONFIGURATION: readonly (keyof Inputs)[] = [
  "role",
  "runtime",
  "handler",
  "description",
  "memorySize",
  "timeout",
  "ephemeralStorage",
  "environment",
  "deadLetterConfig",
  "loggingConfig",
  "tracingConfig",
  "kmsKeyArn",
];
const changesAny = (changed: ReadonlySet<string>, names: readonly string[]): boolean =>
  names.some((name) => changed.has(name));

const code = (given: Inputs) => ({
  S3Bucket: given.s3Bucket,
  S3Key: given.s3Key,
  ...(given.s3ObjectVersion === undefined ? {} : { S3ObjectVersion: given.s3ObjectVersion }),
});

const architectures = (given: Inputs) =>
  given.architectures === undefined ? {} : { Architectures: [...given.architectures] as ("arm64" | "x86_64")[] };

/** What create and update have in common; what is absent is sent empty, so that an update takes it away. */
function configuration(given: Inputs) {
  const { loggingConfig: logging } = given;
  const environment: Environment = { Variables: { ...given.environment?.variables } };
  return {
    Role: given.role,
    Runtime: given.runtime as CreateFunctionRequest["Runtime"],
    Handler: given.handler,
    Description: given.description ?? "",
    MemorySize: given.memorySize,
    Timeout: given.timeout,
    Environment: environment,
    ...(given.ephemeralStorage === undefined ? {} : { EphemeralStorage: { Size: given.ephemeralStorage.size } }),
    ...(given.deadLetterConfig === undefined
      ? {}
      : { DeadLetterConfig: { TargetArn: given.deadLetterConfig.targetArn } }),
    ...(given.tracingConfig === undefined ? {} : { TracingConfig: { Mode: given.tracingConfig.mode as "Active" } }),
    ...(given.kmsKeyArn === undefined ? {} : { KMSKeyArn: given.kmsKeyArn }),
    ...(logging === undefined
      ? {}
      : {
          LoggingConfig: {
            LogFormat: logging.logFormat as "JSON",
            ApplicationLogLevel: logging.applicationLogLevel as "INFO" | undefined,
            SystemLogLevel: logging.systemLogLevel as "INFO" | undefined,
            LogGroup: logging.logGroup,
          },
        }),
  };
}

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
  async retag({ lambda }, { state, set, removed }) {
    const Resource = String(state["arn"]);
    if (removed.length > 0) await lambda.untagResource({ Resource, TagKeys: [...removed] });
    if (Object.keys(set).length > 0) await lambda.tagResource({ Resource, Tags: set });
  },
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
