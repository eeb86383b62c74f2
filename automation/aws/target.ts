import type { Agent } from "node:https";
import { DeployError } from "../../model/errors";
import { RETRY_MODE } from "../../model/limits/requestSettings";
import { proxyAgent } from "../proxy";

/** Where AWS calls go. It is always passed as a parameter, never read from the environment. */
export type AwsTarget =
  | { readonly kind: "aws"; readonly region: string; readonly account: string; readonly profile?: string }
  | {
      readonly kind: "rehearsal";
      readonly region: string;
      readonly account: string;
      readonly endpoint: string;
      /** Of a session of the deployment role. @default the account's root */
      readonly session?: SessionCredentials;
    };

/** Temporary credentials of a role. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]", "::1"]);

/** A rehearsal calls this machine only. @throws DeployError ENDPOINT_NOT_LOOPBACK */
export function requireLoopback(address: string): void {
  const host = URL.canParse(address) ? new URL(address).hostname : "";
  if (LOOPBACK.has(host)) return;
  throw new DeployError(
    "ENDPOINT_NOT_LOOPBACK",
    `The endpoint ${address} is not on this machine; a rehearsal uses local endpoints only.`,
    "Use an address of this machine, such as http://127.0.0.1:4566.",
  );
}

/** Configuration that every SDK client takes. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials;
  readonly profile?: string;
  readonly maxAttempts: number;
  /** Slows down when AWS throttles. */
  readonly retryMode: typeof RETRY_MODE;
  readonly requestHandler: RequestLimits & { readonly httpsAgent?: Agent };
}

/** ms */
interface RequestLimits {
  readonly connectionTimeout: number;
  /** Until the response starts, including the time to send the request. */
  readonly requestTimeout: number;
  /** Without it the SDK only prints a warning, and continues to wait. */
  readonly throwOnRequestTimeout: true;
}

const LIMITS: RequestLimits = { connectionTimeout: 3_000, requestTimeout: 30_000, throwOnRequestTimeout: true };

/** For the upload of an artifact over a slow connection. */
export const UPLOAD_LIMIT = { requestTimeout: 600_000 } as const;

/** @throws DeployError ENDPOINT_NOT_LOOPBACK */
export function clientConfig(target: AwsTarget): ClientConfig {
  const common = {
    region: target.region,
    retryMode: RETRY_MODE,
    requestHandler: LIMITS,
  };
  switch (target.kind) {
    case "aws":
      return {
        ...common,
        requestHandler: throughProxy(),
        maxAttempts: 6,
        ...(target.profile === undefined ? {} : { profile: target.profile }),
      };
    case "rehearsal":
      requireLoopback(target.endpoint);
      return {
        ...common,
        maxAttempts: 2,
        endpoint: target.endpoint,
        credentials: rehearsalCredentials(target),
      };
  }
}

/** Only for AWS: a rehearsal's calls stay on this machine. */
function throughProxy(): ClientConfig["requestHandler"] {
  const httpsAgent = proxyAgent();
  return httpsAgent === undefined ? LIMITS : { ...LIMITS, httpsAgent };
}

type Credentials = Omit<SessionCredentials, "sessionToken"> & Partial<SessionCredentials>;

/** The emulator takes a 12-digit access key for the account's root, so accounts are isolated from each other. */
function rehearsalCredentials({
  account,
  session,
}: Pick<Extract<AwsTarget, { readonly kind: "rehearsal" }>, "account" | "session">): Credentials {
  return session ?? { accessKeyId: account, secretAccessKey: "rehearsal" };
}

/** AWS variables for the engine's process. In a rehearsal they override the user's own credentials. */
export function engineEnvironment(target: AwsTarget): Record<string, string> {
  switch (target.kind) {
    case "aws":
      return { AWS_REGION: target.region, ...(target.profile === undefined ? {} : { AWS_PROFILE: target.profile }) };
    case "rehearsal": {
      const { accessKeyId, secretAccessKey, sessionToken = "" } = rehearsalCredentials(target);
      return {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_SESSION_TOKEN: sessionToken,
        AWS_PROFILE: "",
        AWS_REGION: target.region,
        AWS_ENDPOINT_URL: target.endpoint,
        AWS_EC2_METADATA_DISABLED: "true",
      };
    }
  }
}
