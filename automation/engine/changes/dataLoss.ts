import type { ChangeKind } from "./changeKind";

/** Data that one change of the engine would delete. */
export interface DataLoss {
  /** The option that allows it: `--allow-delete`, `--allow-replace`. */
  readonly kind: "delete" | "replace";
  /** Value of the option: a resource, `queue-sync`, or a part of one, `table-users/EmailIndex`. */
  readonly name: string;
  /** Pulumi type token of the resource. */
  readonly type: string;
  /** Physical id of the resource in the provider; empty where there is none yet. */
  readonly id: string;
  /** The lost data: `its messages`. */
  readonly lost: string;
  /** Only a part of the resource is deleted. */
  readonly part: boolean;
  /** Why AWS does not allow it in one step, and what to do instead; absent where AWS allows it. */
  readonly refused?: string;
}

/** One step of the engine, with the inputs from the program that data losses depend on. */
export interface DataStep {
  readonly kind: ChangeKind;
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly old: Inputs;
  readonly new: Inputs;
}

type Inputs = Readonly<Record<string, unknown>>;

/** Data that is lost when a resource is deleted or replaced, by type. */
const LOST_WITH_RESOURCE: Readonly<Record<string, string>> = {
  "aws:dynamodb/table:Table": "its items",
  "aws:s3/bucket:Bucket": "its objects",
  "aws:cognito/userPool:UserPool": "its users",
  "aws:cognito/userGroup:UserGroup": "its memberships",
  "aws:cognito/userPoolClient:UserPoolClient": "the sessions of all signed-in users",
  "aws:kms/key:Key": "everything that it encrypted",
  "aws:acm/certificate:Certificate": "the certificate of the API's domain",
  "aws:sqs/queue:Queue": "its messages",
  "aws:sns/topic:Topic": "its subscriptions",
  "aws:cloudwatch/logGroup:LogGroup": "its log events",
};

interface PartLoss {
  readonly kind: DataLoss["kind"];
  readonly part: string;
  readonly lost: string;
  readonly refused?: string;
}

/** Data that is lost when an update removes a part of a resource, by type. */
const PART_LOSSES: Readonly<Record<string, (before: Inputs, after: Inputs) => readonly PartLoss[]>> = {
  "aws:dynamodb/table:Table": (before, after) => [
    ...indexLosses(before, after),
    ...ttlLosses(before, after),
    ...streamLosses(before, after),
    ...recoveryLosses(before, after),
  ],
  "aws:sqs/queue:Queue": retentionLoss(
    "messageRetentionSeconds",
    "retention",
    (n) => `messages older than ${String(n)} s`,
  ),
  "aws:cloudwatch/logGroup:LogGroup": retentionLoss(
    "retentionInDays",
    "retention",
    (n) => `log events older than ${String(n)} days`,
  ),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": expirationLosses,
};

/** All data losses of a step, allowed or not. */
export function dataLosses({ kind, type, name, id, old, new: next }: DataStep): readonly DataLoss[] {
  if (kind === "delete" || kind === "replace") {
    const lost = LOST_WITH_RESOURCE[type];
    return lost === undefined ? [] : [{ kind, name, type, id, lost, part: false }];
  }
  if (kind !== "update") return [];
  const parts = Object.hasOwn(PART_LOSSES, type) ? (PART_LOSSES[type]?.(old, next) ?? []) : [];
  return parts.map(({ part, ...one }) => ({ ...one, name: `${name}/${part}`, type, id, part: true }));
}

/** Parts that every resource of a type has or can have. */
const FIXED_PARTS: Readonly<Record<string, readonly string[]>> = {
  "aws:dynamodb/table:Table": ["ttl", "stream", "point-in-time-recovery"],
  "aws:sqs/queue:Queue": ["retention"],
  "aws:cloudwatch/logGroup:LogGroup": ["retention"],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["expiration"],
};

/**
 * Parts of a resource that an update could delete, as in the values of `--allow-delete` and `--allow-replace`:
 * `EmailIndex` of `table-users/EmailIndex`.
 * @param inputs of the resource in the engine's state
 */
export function losableParts(type: string, inputs: Inputs): readonly string[] {
  const fixed = Object.hasOwn(FIXED_PARTS, type) ? (FIXED_PARTS[type] ?? []) : [];
  return [...indexDefinitions(inputs).keys(), ...fixed];
}

function indexLosses(before: Inputs, after: Inputs): readonly PartLoss[] {
  const [old, next] = [indexDefinitions(before), indexDefinitions(after)];
  return [...old].flatMap(([name, definition]): readonly PartLoss[] => {
    const later = next.get(name);
    if (later === undefined) return [{ kind: "delete", part: name, lost: "the index, which live code may query" }];
    if (later === definition) return [];
    return [{ kind: "replace", part: name, lost: "the index, until DynamoDB has built it again" }];
  });
}

/** Keys and projection by name: a change of capacity does not rebuild an index. */
function indexDefinitions({ globalSecondaryIndexes }: Inputs): ReadonlyMap<string, string> {
  const list = Array.isArray(globalSecondaryIndexes) ? (globalSecondaryIndexes as Inputs[]) : [];
  return new Map(
    list.map(({ name, hashKey, rangeKey, projectionType }) => [
      String(name),
      JSON.stringify([hashKey, rangeKey ?? null, projectionType]),
    ]),
  );
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html */
const TTL_CHANGE_RULE = "DynamoDB changes the attribute of TTL in two steps, an hour apart: deploy";

function ttlLosses(before: Inputs, after: Inputs): readonly PartLoss[] {
  const [old, next] = [ttlAttribute(before), ttlAttribute(after)];
  if (old === next) return [];
  if (next === null) return [{ kind: "delete", part: "ttl", lost: `the expiry of its items by ${String(old)}` }];
  const loss = { kind: "replace", part: "ttl", lost: `its items whose ${next} has passed` } as const;
  return [
    old === null
      ? loss
      : { ...loss, refused: `${TTL_CHANGE_RULE}, first \`ttl: ${old} off\` and then \`ttl: ${next}\`` },
  ];
}

function ttlAttribute({ ttl }: Inputs): string | null {
  const { enabled, attributeName } = (ttl ?? {}) as Inputs;
  return enabled === true && typeof attributeName === "string" ? attributeName : null;
}

function streamLosses(before: Inputs, after: Inputs): readonly PartLoss[] {
  if (before["streamEnabled"] !== true) return [];
  const lost = "the stream's unread records";
  if (after["streamEnabled"] !== true) return [{ kind: "delete", part: "stream", lost }];
  return before["streamViewType"] === after["streamViewType"] ? [] : [{ kind: "replace", part: "stream", lost }];
}

function recoveryLosses(before: Inputs, after: Inputs): readonly PartLoss[] {
  const isOn = ({ pointInTimeRecovery }: Inputs): boolean =>
    ((pointInTimeRecovery ?? {}) as Inputs)["enabled"] === true;
  if (!isOn(before) || isOn(after)) return [];
  return [{ kind: "delete", part: "point-in-time-recovery", lost: "the recovery points of the last 35 days" }];
}

/** A loss where a retention becomes shorter. */
function retentionLoss(key: string, part: string, lost: (limit: number) => string) {
  return (before: Inputs, after: Inputs): readonly PartLoss[] => {
    const [old, next] = [before[key], after[key]];
    // Without a number CloudWatch never deletes log events.
    const previous = typeof old === "number" && old > 0 ? old : Infinity;
    return typeof next === "number" && next > 0 && next < previous ? [{ kind: "replace", part, lost: lost(next) }] : [];
  };
}

function expirationLosses(before: Inputs, after: Inputs): readonly PartLoss[] {
  const days = ({ rules }: Inputs): number =>
    Math.min(
      ...(Array.isArray(rules) ? (rules as Inputs[]) : []).flatMap((rule) =>
        ["expiration", "noncurrentVersionExpiration"].map((key) => {
          const { days: current, noncurrentDays } = (rule[key] ?? {}) as Inputs;
          return Number(current ?? noncurrentDays ?? Infinity);
        }),
      ),
    );
  const [old, next] = [days(before), days(after)];
  if (next >= old) return [];
  return [{ kind: "replace", part: "expiration", lost: `noncurrent object versions older than ${String(next)} days` }];
}
