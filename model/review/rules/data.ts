import { inputsAt, ofType, textAt, type PlannedResource } from "../plannedResource";
import type { Hit, ReviewRule, ReviewSubject } from "../rule";

export const dataRules: readonly ReviewRule[] = [
  {
    code: "DELETION_PROTECTION",
    severity: "high",
    finds: "a table, bucket, user pool or key of a protected stage that a deployment or a call to AWS may delete",
    remedy: "Set listbackup:data.protect and listbackup:data.deletionProtection in the stage file.",
    check: ({ resources, isProtected }) => (isProtected ? resources.flatMap(deletable) : []),
  },
  {
    code: "TABLE_RECOVERY",
    severity: "high",
    finds: "a table of a protected stage without point-in-time recovery",
    remedy: "Set listbackup:data.pointInTimeRecovery in the stage file.",
    check: ({ resources, isProtected }) =>
      isProtected
        ? ofType(resources, "aws:dynamodb/table:Table").flatMap(({ name, inputs }) =>
            inputsAt(inputs, "pointInTimeRecovery")["enabled"] === true
              ? []
              : [{ subject: name, reason: "deleted items cannot be restored" }],
          )
        : [],
  },
  {
    code: "RECOVERY_OFF",
    severity: "medium",
    finds: "a protected stage whose tables and buckets have no backups in another region",
    remedy:
      "Set listbackup:recovery in the stage file, and run `bin/deploy bootstrap` for the stage and its recovery stage.",
    check: ({ resources, isProtected, recovery }) => {
      const data = ["aws:dynamodb/table:Table", "aws:s3/bucket:Bucket"].flatMap((type) => ofType(resources, type));
      return isProtected && recovery === "off" && data.length > 0
        ? [{ subject: "recovery", reason: "its data is lost with its region" }]
        : [];
    },
  },
  {
    code: "QUEUE_ENCRYPTION",
    severity: "high",
    finds: "a queue with encryption at rest switched off",
    remedy: "Leave out sqsManagedSseEnabled, or set a KMS key.",
    check: ({ resources }) =>
      ofType(resources, "aws:sqs/queue:Queue").flatMap(({ name, inputs }) =>
        inputs["sqsManagedSseEnabled"] === false && textAt(inputs, "kmsMasterKeyId") === ""
          ? [{ subject: name, reason: "its messages are not encrypted" }]
          : [],
      ),
  },
  {
    code: "TOPIC_ENCRYPTION",
    severity: "low",
    finds: "a topic without a KMS key: SNS keeps messages unencrypted until they are delivered",
    remedy: "Set kmsMasterKeyId to a key that the publishers may use, or accept it with the reason.",
    check: ({ resources }) =>
      ofType(resources, "aws:sns/topic:Topic").flatMap(({ name, inputs }) =>
        inputs["kmsMasterKeyId"] === undefined ? [{ subject: name, reason: "its messages are not encrypted" }] : [],
      ),
  },
  {
    code: "KEY_ROTATION",
    severity: "medium",
    finds: "a KMS key that AWS does not rotate each year",
    remedy: "Set enableKeyRotation.",
    check: ({ resources }) =>
      ofType(resources, "aws:kms/key:Key").flatMap(({ name, inputs }) =>
        inputs["enableKeyRotation"] === true || isAsymmetric(inputs["customerMasterKeySpec"])
          ? []
          : [{ subject: name, reason: "its key material stays the same" }],
      ),
  },
  {
    code: "LOG_RETENTION",
    severity: "medium",
    finds: "a log group that keeps its events for ever",
    remedy: "Set retentionInDays.",
    check: ({ resources }) =>
      ofType(resources, "aws:cloudwatch/logGroup:LogGroup").flatMap(({ name, inputs }) => {
        const days = inputs["retentionInDays"];
        return typeof days === "number" && days > 0 ? [] : [{ subject: name, reason: "its events are never deleted" }];
      }),
  },
  {
    code: "ACCESS_LOG",
    severity: "medium",
    finds: "a stage of an API without an access log",
    remedy: "Set accessLogSettings.",
    check: withoutAccessLog,
  },
];

/** AWS rotates symmetric keys only. */
function isAsymmetric(spec: unknown): boolean {
  return typeof spec === "string" && spec !== "SYMMETRIC_DEFAULT";
}

/** The input with which AWS itself rejects a deletion, and its value, by type; null: AWS has none. */
const DELETION_PROTECTION: Readonly<Record<string, readonly [key: string, value: unknown] | null>> = {
  "aws:dynamodb/table:Table": ["deletionProtectionEnabled", true],
  "aws:cognito/userPool:UserPool": ["deletionProtection", "ACTIVE"],
  "aws:rds/instance:Instance": ["deletionProtection", true],
  "aws:rds/cluster:Cluster": ["deletionProtection", true],
  // S3 refuses to delete a bucket with objects.
  "aws:s3/bucket:Bucket": null,
  // KMS waits at least seven days.
  "aws:kms/key:Key": null,
};

function deletable({ type, name, inputs, protect }: PlannedResource): readonly Hit[] {
  if (!Object.hasOwn(DELETION_PROTECTION, type)) return [];
  const setting = DELETION_PROTECTION[type] ?? null;
  const inAws = setting === null || inputs[setting[0]] === setting[1];
  const missing = [...(protect ? [] : ["Pulumi"]), ...(inAws ? [] : ["AWS"])];
  return missing.length === 0 ? [] : [{ subject: name, reason: `${missing.join(" and ")} would delete it` }];
}

function withoutAccessLog({ resources }: ReviewSubject): readonly Hit[] {
  return ["aws:apigatewayv2/stage:Stage", "aws:apigateway/stage:Stage"].flatMap((type) =>
    ofType(resources, type).flatMap(({ name, inputs }) =>
      inputs["accessLogSettings"] === undefined ? [{ subject: name, reason: "its requests are not logged" }] : [],
    ),
  );
}
