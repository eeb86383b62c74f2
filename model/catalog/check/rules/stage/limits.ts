import { AWS_LIMITS, severityOf } from "../../../../limits/awsLimits";
import type { Finding } from "../../../finding";
import type { Bucket, Catalog, Identity } from "../../../schema/catalog";
import type { Path, Rule, RuleContext } from "../../rule";

/** Values of the user pool, the buckets and CORS are within AWS's limits. */
export const limits: Rule = (catalog, context) => [
  ...tokenLifetimes(context, catalog.identity),
  ...Object.entries(catalog.data.buckets).flatMap(([name, bucket]) => lifecycle(context, name, bucket)),
  ...corsMaxAge(context, catalog),
  ...reservedConcurrency(context, catalog),
  ...groups(context, catalog.identity),
];

function tokenLifetimes(context: RuleContext, { client }: Identity): readonly Finding[] {
  const { accessToken, idToken, refreshToken } = AWS_LIMITS;
  const lifetimes = [
    { key: "accessTokenHours", unit: "hours", seconds: 3_600, value: client.accessTokenHours, limit: accessToken },
    { key: "idTokenHours", unit: "hours", seconds: 3_600, value: client.idTokenHours, limit: idToken },
    { key: "refreshTokenDays", unit: "days", seconds: 86_400, value: client.refreshTokenDays, limit: refreshToken },
  ];
  const outside = lifetimes.flatMap(({ key, unit, seconds, value, limit }) => {
    // Cognito allows only whole numbers of a unit.
    const [least, most] = [Math.ceil(limit.min / seconds), limit.max / seconds];
    if (Number.isInteger(value) && value >= least && value <= most) return [];
    const reason = `${key} is ${String(value)}; Cognito allows ${String(least)} to ${String(most)} whole ${unit}`;
    return [error(context, ["identity", "client", key], "IDENTITY_TOKENS", `identity ${key}`, reason)];
  });
  if (outside.length > 0) return outside;
  return (["accessTokenHours", "idTokenHours"] as const).flatMap((key) => {
    if (client[key] <= client.refreshTokenDays * 24) return [];
    const reason = `${key} is ${String(client[key])}: longer than the refresh token, ${String(client.refreshTokenDays)} days`;
    const others = [["identity", "client", "refreshTokenDays"]];
    return [error(context, ["identity", "client", key], "IDENTITY_TOKENS", `identity ${key}`, reason, others)];
  });
}

type Transitions = NonNullable<Bucket["lifecycle"]>["transitions"];

/** Storage classes from warm to cold: S3 transitions objects only in this direction. */
const CLASSES = ["STANDARD_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];

function lifecycle(context: RuleContext, name: string, bucket: Bucket): readonly Finding[] {
  if (bucket.lifecycle === undefined) return [];
  const { transitions, noncurrentTransitions, noncurrentExpirationDays } = bucket.lifecycle;
  const at = ["data", "buckets", name, "lifecycle"];
  const last = Math.max(0, ...noncurrentTransitions.map(({ afterDays }) => afterDays));
  const expiry =
    noncurrentExpirationDays === undefined || noncurrentExpirationDays > last
      ? []
      : [
          error(
            context,
            [...at, "noncurrentExpirationDays"],
            "BUCKET_LIFECYCLE",
            `bucket:${name} noncurrentExpirationDays`,
            `objects expire after ${String(noncurrentExpirationDays)} days; S3 requires more days than the last transition, ${String(last)}`,
            noncurrentTransitions.map((_step, index) => [...at, "noncurrentTransitions", index]),
          ),
        ];
  return [
    ...transitionProblems(context, [...at, "transitions"], name, transitions),
    ...transitionProblems(context, [...at, "noncurrentTransitions"], name, noncurrentTransitions),
    ...expiry,
  ];
}

function transitionProblems(context: RuleContext, at: Path, name: string, steps: Transitions): readonly Finding[] {
  const least = AWS_LIMITS.infrequentAccessTransition.min;
  return steps.flatMap((step, index) => {
    const before = steps[index - 1];
    const alone =
      step.to === "STANDARD_IA" && step.afterDays < least
        ? [`STANDARD_IA after ${String(step.afterDays)} days; S3 requires ${String(least)} or more`]
        : [];
    const afterAnother = [
      ...(before !== undefined && before.afterDays >= step.afterDays
        ? [
            `${step.to} after ${String(step.afterDays)} days; S3 requires more days than for ${before.to}, ${String(before.afterDays)}`,
          ]
        : []),
      ...(before !== undefined && CLASSES.indexOf(before.to) >= CLASSES.indexOf(step.to)
        ? [`${step.to} after ${before.to}; S3 requires the order ${CLASSES.join(", ")}`]
        : []),
    ];
    const found = (reason: string, others: readonly Path[]): Finding =>
      error(context, [...at, index], "BUCKET_LIFECYCLE", `bucket:${name} ${step.to}`, reason, others);
    return [
      ...alone.map((reason) => found(reason, [])),
      ...afterAnother.map((reason) => found(reason, [[...at, index - 1]])),
    ];
  });
}

function corsMaxAge(context: RuleContext, { api }: Catalog): readonly Finding[] {
  const { max } = AWS_LIMITS.corsMaxAge;
  if (api.cors.maxAgeSeconds <= max) return [];
  const reason = `maxAgeSeconds is ${String(api.cors.maxAgeSeconds)}; API Gateway allows 0 to ${String(max)}`;
  return [error(context, ["api", "cors", "maxAgeSeconds"], "CORS_MAX_AGE", "api maxAgeSeconds", reason)];
}

/** A new account has fewer executions at once, and AWS gives more on request: a deployment asks for the account's. */
function reservedConcurrency(context: RuleContext, { services }: Catalog): readonly Finding[] {
  const reserving = Object.values(services).flatMap(({ service, functions }) =>
    Object.entries(functions).map(([name, fn]) => ({
      path: ["services", service, "functions", name, "concurrency"],
      reserved: fn.concurrency ?? 0,
    })),
  );
  const sum = reserving.reduce((total, { reserved }) => total + reserved, 0);
  const { max } = AWS_LIMITS.reservedConcurrency;
  const [largest, ...others] = reserving.filter(({ reserved }) => reserved > 0).sort((a, b) => b.reserved - a.reserved);
  if (largest === undefined || sum <= max) return [];
  const found = {
    code: "RESERVED_CONCURRENCY",
    subject: "concurrency",
    reason: `functions reserve ${String(sum)} executions; of an account's first 1,000, ${String(max)} can be reserved`,
    remedy: "Reserve fewer, or ask AWS for more (Service Quotas, Lambda, Concurrent executions) in each account.",
    severity: severityOf(AWS_LIMITS.reservedConcurrency),
  };
  return [
    context.report(
      largest.path,
      found,
      others.map(({ path }) => path),
    ),
  ];
}

/** Cognito's own form of a group's name: letters, marks, symbols, numbers and punctuation. */
const GROUP_NAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;

function groups(context: RuleContext, identity: Identity): readonly Finding[] {
  const { max } = AWS_LIMITS.cognitoGroupName;
  return Object.keys(identity.groups).flatMap((name) => {
    if (name.length <= max && GROUP_NAME.test(name)) return [];
    const reason = `the name of group "${name}" is not 1 to ${String(max)} characters without spaces`;
    return [error(context, ["identity", "groups", name], "IDENTITY_GROUPS", `group ${name}`, reason)];
  });
}

function error(
  context: RuleContext,
  at: Path,
  code: string,
  subject: string,
  reason: string,
  others: readonly Path[] = [],
): Finding {
  return context.report(at, { code, subject, reason, remedy: "Use an allowed value.", severity: "error" }, others);
}
