import type { Event } from "@aws-sdk/client-health";
import { clientConfig, type AwsTarget } from "../target";

/** Health of AWS's own services. `kind` is part of the JSON of `status`. */
export type AwsHealth =
  /** Open issues of the services that a stage uses. */
  | { readonly kind: "told"; readonly events: readonly AwsEvent[] }
  | { readonly kind: "silent"; readonly reason: string };

interface AwsEvent {
  /** `LAMBDA` */
  readonly service: string;
  /** `AWS_LAMBDA_OPERATIONAL_ISSUE` */
  readonly code: string;
  readonly region: string;
  /** Unix ms; null where AWS does not report it */
  readonly since: number | null;
}

/** Services that a stage uses, in Health's notation. */
const SERVICES = [
  "LAMBDA",
  "APIGATEWAY",
  "DYNAMODB",
  "S3",
  "SQS",
  "SNS",
  "COGNITO",
  "ROUTE53",
  "IAM",
  "SSM",
  "CLOUDWATCH",
];
/** Health has one endpoint for all regions. https://docs.aws.amazon.com/health/latest/ug/health-api.html */
const HEALTH_REGION = "us-east-1";
const TIMEOUT_MS = 4_000;

const PUBLIC_STATUS_HINT = "see https://health.aws.amazon.com/health/status";

const UNAVAILABLE_REASONS: Readonly<Record<string, string>> = {
  SubscriptionRequiredException: `the account's support plan does not include the Health API: ${PUBLIC_STATUS_HINT}`,
  AccessDeniedException: `the caller has no permission health:DescribeEvents: ${PUBLIC_STATUS_HINT}`,
};

/** Reads open issues of a stage's services in its region. Never throws: without a response it returns the reason. */
export async function awsHealth(target: AwsTarget): Promise<AwsHealth> {
  if (target.kind === "rehearsal") return { kind: "silent", reason: "the emulator has no Health API" };
  const { HealthClient, DescribeEventsCommand } = await import("@aws-sdk/client-health");
  const client = new HealthClient({ ...clientConfig(target), region: HEALTH_REGION, maxAttempts: 1 });
  const filter = {
    services: SERVICES,
    regions: [target.region, "global"],
    eventStatusCodes: ["open" as const],
    eventTypeCategories: ["issue" as const],
  };
  try {
    const { events = [] } = await client.send(new DescribeEventsCommand({ filter }), {
      abortSignal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { kind: "told", events: events.map(eventOf) };
  } catch (error) {
    const { name = "", message = "" } = error as { readonly name?: string; readonly message?: string };
    return {
      kind: "silent",
      reason: UNAVAILABLE_REASONS[name] ?? `AWS Health could not be read (${name}: ${message}): ${PUBLIC_STATUS_HINT}`,
    };
  }
}

function eventOf({ service = "", eventTypeCode = "", region = "", startTime }: Event): AwsEvent {
  return { service, code: eventTypeCode, region, since: startTime?.getTime() ?? null };
}

/** Whether AWS has open issues, in a sentence. */
export function describeAwsHealth(health: AwsHealth): string {
  if (health.kind === "silent") return `the health of AWS is unknown: ${health.reason}`;
  if (health.events.length === 0) return "AWS reports no open issues: the cause is probably in this stage";
  const events = health.events.map(
    ({ service, code, region, since }) =>
      `${service} in ${region} (${code}${since === null ? "" : `, since ${new Date(since).toISOString().slice(0, 16)}Z`})`,
  );
  return `AWS reports open issues: ${events.join("; ")}`;
}
