import type { CreateFunctionRequest, Environment } from "@aws-sdk/client-lambda";
import { rangeOf } from "../../schema/limits";
import { TAGS_PROPERTY } from "../../schema/row";
import { block, flag, number, type Shape, text, textMap, textSet } from "../../schema/schema";

export const inputs = {
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

export const CODE: readonly (keyof Inputs)[] = [
  "s3Bucket",
  "s3Key",
  "s3ObjectVersion",
  "sourceCodeHash",
  "architectures",
];

export const CONFIGURATION: readonly (keyof Inputs)[] = [
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

export const changesAny = (changed: ReadonlySet<string>, names: readonly string[]): boolean =>
  names.some((name) => changed.has(name));

export const code = (given: Inputs) => ({
  S3Bucket: given.s3Bucket,
  S3Key: given.s3Key,
  ...(given.s3ObjectVersion === undefined ? {} : { S3ObjectVersion: given.s3ObjectVersion }),
});

export const architectures = (given: Inputs) =>
  given.architectures === undefined ? {} : { Architectures: [...given.architectures] as ("arm64" | "x86_64")[] };

/** What create and update have in common; what is absent is sent empty, so that an update takes it away. */
export function configuration(given: Inputs) {
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
