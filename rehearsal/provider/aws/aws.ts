import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { Agent } from "node:http";
import type { ACM } from "@aws-sdk/client-acm";
import type { ApiGatewayV2 } from "@aws-sdk/client-apigatewayv2";
import type { Backup } from "@aws-sdk/client-backup";
import type { Budgets } from "@aws-sdk/client-budgets";
import type { CloudTrail } from "@aws-sdk/client-cloudtrail";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import type { EventBridge } from "@aws-sdk/client-eventbridge";
import type { IAM } from "@aws-sdk/client-iam";
import type { KMS } from "@aws-sdk/client-kms";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { Route53 } from "@aws-sdk/client-route-53";
import type { S3 } from "@aws-sdk/client-s3";
import type { Scheduler } from "@aws-sdk/client-scheduler";
import type { SESv2 } from "@aws-sdk/client-sesv2";
import type { SNS } from "@aws-sdk/client-sns";
import type { SQS } from "@aws-sdk/client-sqs";
import type { SSM } from "@aws-sdk/client-ssm";
import type { STS } from "@aws-sdk/client-sts";
import { describedAs } from "./callError";
import { type Faults, type Operation } from "./faults";
import { retryThrottles } from "./retry";

interface Clients {
  readonly acm: ACM;
  readonly apigateway: ApiGatewayV2;
  readonly backup: Backup;
  readonly budgets: Budgets;
  readonly cloudtrail: CloudTrail;
  readonly cloudwatch: CloudWatch;
  readonly logs: CloudWatchLogs;
  readonly cognito: CognitoIdentityProvider;
  readonly dynamodb: DynamoDB;
  readonly events: EventBridge;
  readonly iam: IAM;
  readonly kms: KMS;
  readonly lambda: Lambda;
  readonly route53: Route53;
  readonly s3: S3;
  readonly scheduler: Scheduler;
  readonly ses: SESv2;
  readonly sns: SNS;
  readonly sqs: SQS;
  readonly ssm: SSM;
  readonly sts: STS;
}

/** Where each client lives; loaded when the first resource of its service is handled. */
const PACKAGES: Readonly<Record<keyof Clients, readonly [module: string, name: string]>> = {
  acm: ["@aws-sdk/client-acm", "ACM"],
  apigateway: ["@aws-sdk/client-apigatewayv2", "ApiGatewayV2"],
  backup: ["@aws-sdk/client-backup", "Backup"],
  budgets: ["@aws-sdk/client-budgets", "Budgets"],
  cloudtrail: ["@aws-sdk/client-cloudtrail", "CloudTrail"],
  cloudwatch: ["@aws-sdk/client-cloudwatch", "CloudWatch"],
  logs: ["@aws-sdk/client-cloudwatch-logs", "CloudWatchLogs"],
  cognito: ["@aws-sdk/client-cognito-identity-provider", "CognitoIdentityProvider"],
  dynamodb: ["@aws-sdk/client-dynamodb", "DynamoDB"],
  events: ["@aws-sdk/client-eventbridge", "EventBridge"],
  iam: ["@aws-sdk/client-iam", "IAM"],
  kms: ["@aws-sdk/client-kms", "KMS"],
  lambda: ["@aws-sdk/client-lambda", "Lambda"],
  route53: ["@aws-sdk/client-route-53", "Route53"],
  s3: ["@aws-sdk/client-s3", "S3"],
  scheduler: ["@aws-sdk/client-scheduler", "Scheduler"],
  ses: ["@aws-sdk/client-sesv2", "SESv2"],
  sns: ["@aws-sdk/client-sns", "SNS"],
  sqs: ["@aws-sdk/client-sqs", "SQS"],
  ssm: ["@aws-sdk/client-ssm", "SSM"],
  sts: ["@aws-sdk/client-sts", "STS"],
};

/** What the rows call: one lazily made SDK client a service, all aimed at the emulator. */
export interface Aws extends Clients {
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
}

export interface AwsOptions {
  /** Loopback only: the caller has checked it. */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** @default none are injected */
  readonly faults?: Faults;
}

/** The operation that runs, carried along with its awaits: the clients are shared, the faults are not. */
const running = new AsyncLocalStorage<Operation>();
/** Only where faults are injected: Node.js calls a hook for every promise then. */
let isFollowed = false;

export function during<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
  return isFollowed ? running.run(operation, work) : work();
}

const load = createRequire(__filename);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });

interface MiddlewareStack {
  add(
    middleware: (next: (args: unknown) => Promise<unknown>, context: object) => (args: unknown) => Promise<unknown>,
    options: {
      readonly step: "initialize" | "finalizeRequest";
      readonly priority: "high" | "low";
      readonly name: string;
    },
  ): void;
}
type ClientClass = new (configuration: object) => { readonly middlewareStack: MiddlewareStack };

/** What the SDK's middleware knows the call by: `CreateFunctionCommand`. */
function operationOf(context: object): string {
  const { commandName } = context as { readonly commandName?: string };
  return (commandName ?? "unknown").replace(/Command$/, "");
}

function connect(service: keyof Clients, options: AwsOptions): unknown {
  const [module, name] = PACKAGES[service];
  const Client = (load(module) as Readonly<Record<string, ClientClass>>)[name];
  if (Client === undefined) throw new Error(`${module} exports no ${name}.`);
  const client = new Client({
    endpoint: options.endpoint,
    region: options.region,
    credentials: options.credentials,
    retryStrategy: retryThrottles(),
    requestHandler: { httpAgent: agent, connectionTimeout: 5_000, requestTimeout: 120_000 },
    ...(service === "s3" ? { forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" } : {}),
  });
  // Inside the SDK's retries: an injected throttle is retried by the same code as a real one.
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw describedAs(error, name, operationOf(context));
      }
    },
    { step: "initialize", priority: "high", name: "rehearsalErrors" },
  );
  if (options.faults !== undefined) injectFaults(client, options.faults);
  return client;
}

function injectFaults({ middlewareStack }: InstanceType<ClientClass>, faults: Faults): void {
  middlewareStack.add(
    (next, context) => async (args) => {
      const operation = running.getStore();
      if (operation !== undefined) await faults.strike(operation, context);
      return next(args);
    },
    { step: "finalizeRequest", priority: "low", name: "rehearsalFaults" },
  );
}

export function awsFor(options: AwsOptions): Aws {
  if (options.faults !== undefined) isFollowed = true;
  const made = new Map<keyof Clients, unknown>();
  const fixed = { endpoint: options.endpoint, region: options.region, account: options.account };
  const getters = Object.fromEntries(
    (Object.keys(PACKAGES) as (keyof Clients)[]).map((service) => [
      service,
      {
        enumerable: true,
        get: (): unknown => {
          if (!made.has(service)) made.set(service, connect(service, options));
          return made.get(service);
        },
      },
    ]),
  );
  return Object.defineProperties(fixed, getters) as Aws;
}

/** Codes of "it is not there", which the services spell in many ways. */
const NOT_FOUND = /NotFound|NoSuch|NonExistent|DoesNotExist|^404$/;

function isNotFound(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === 404 || NOT_FOUND.test(error.name);
}

/** Gives the call's answer, or undefined when the thing is not there. */
export async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Asks until the answer is yes; no limit of its own, the engine part's time limit ends it. */
export async function until(ready: () => Promise<boolean>): Promise<void> {
  let pause = 20;
  while (!(await ready())) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, 2_000);
  }
}

/** All pages of a listing whose pages are chained by a token. */
export async function allPages<T>(
  page: (token: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next: string | undefined }>,
): Promise<readonly T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token);
    found.push(...items);
    token = next === "" ? undefined : next;
  } while (token !== undefined);
  return found;
}
