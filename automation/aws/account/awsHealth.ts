import type { Event } from "@aws-sdk/client-health";
import { clientConfig, type AwsTarget } from "../target";

/** What AWS says of its own services. */
export type AwsHealth =
  /** Open issues of the services that a stage stands on; none: AWS knows of no trouble. */
  | { readonly kind: "told"; readonly events: readonly AwsEvent[] }
  | { readonly kind: "silent"; readonly reason: string };

export interface AwsEvent {
  /** `LAMBDA` */
  readonly service: string;
  /** `AWS_LAMBDA_OPERATIONAL_ISSUE` */
  readonly code: string;
  readonly region: string;
  /** Unix ms; null where AWS does not say */
  readonly since: number | null;
}

/** What a stage stands on, as Health names it. */
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
/** Health has one address for all regions. https://docs.aws.amazon.com/health/latest/ug/health-api.html */
const HOME = "us-east-1";
/** On-call does not wait for a word of this kind. ms */
const PATIENCE = 4_000;

/** Public pages say it too, later. */
const PUBLIC = "see https://health.aws.amazon.com/health/status";

const SILENT: Readonly<Record<string, string>> = {
  SubscriptionRequiredException: `this account's support plan has no Health API: ${PUBLIC}`,
  AccessDeniedException: `this caller may not ask (health:DescribeEvents): ${PUBLIC}`,
};

/** Asks for open issues of a stage's services in its region. Never fails: where AWS says nothing, it says why. */
export async function awsHealth(target: AwsTarget): Promise<AwsHealth> {
  if (target.kind === "rehearsal") return { kind: "silent", reason: "the emulator has no Health API" };
  const { HealthClient, DescribeEventsCommand } = await import("@aws-sdk/client-health");
  const client = new HealthClient({ ...clientConfig(target), region: HOME, maxAttempts: 1 });
  const filter = {
    services: SERVICES,
    regions: [target.region, "global"],
    eventStatusCodes: ["open" as const],
    eventTypeCategories: ["issue" as const],
  };
  try {
    const { events = [] } = await client.send(new DescribeEventsCommand({ filter }), {
      abortSignal: AbortSignal.timeout(PATIENCE),
    });
    return { kind: "told", events: events.map(eventOf) };
  } catch (error) {
    const { name = "", message = "" } = error as { readonly name?: string; readonly message?: string };
    return { kind: "silent", reason: SILENT[name] ?? `AWS Health does not answer (${name}: ${message}): ${PUBLIC}` };
  }
}

function eventOf({ service = "", eventTypeCode = "", region = "", startTime }: Event): AwsEvent {
  return { service, code: eventTypeCode, region, since: startTime?.getTime() ?? null };
}

/** Whether it is AWS, in a sentence. */
export function describeAwsHealth(health: AwsHealth): string {
  if (health.kind === "silent") return `whether AWS has trouble is not known: ${health.reason}`;
  if (health.events.length === 0) return "AWS reports no trouble of its own: it is likely this stage";
  const events = health.events.map(
    ({ service, code, region, since }) =>
      `${service} in ${region} (${code}${since === null ? "" : `, since ${new Date(since).toISOString().slice(0, 16)}Z`})`,
  );
  return `AWS reports trouble of its own: ${events.join("; ")}`;
}
