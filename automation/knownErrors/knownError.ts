import type { ErrorCode } from "../../model/errors";
import type { ErrorKind } from "../aws/errorKinds/errorKind";

/** Sections of docs/troubleshooting.md, in the order in which users meet the errors. */
export const SECTIONS = {
  "time-outs": "Time-outs",
  conflicts: "Conflicts with what exists",
  permissions: "Permissions",
  limits: "Limits",
  throttling: "Throttling",
  dependencies: "Dependencies still in use",
  consistency: "Not ready yet",
  keys: "Encryption keys",
  credentials: "Credentials, account and region",
  network: "Network",
  requests: "Refused requests",
  pulumi: "Pulumi and its state",
} as const;

export type Section = keyof typeof SECTIONS;

/** A real error message. */
interface Example {
  /** As Pulumi or an AWS SDK prints it. */
  readonly text: string;
  /** Where it was published: an issue, an API reference, a source file. */
  readonly source: string;
}

interface Entry {
  /** Anchor in docs/troubleshooting.md. Stable. */
  readonly id: string;
  readonly title: string;
  readonly section: Section;
  /** Why it happens, and what it means for the stage. */
  readonly meaning: string;
  /** What to do before the command is repeated; ends with a full stop. Commands have `<stage>` where the stage belongs. */
  readonly remedy: string;
  readonly examples: readonly [Example, ...Example[]];
}

/**
 * An error code of AWS. Codes are without their suffix (`Exception`, `Fault`), because the wire, the SDKs and the services
 * differ in it: `LimitExceeded` of IAM is `LimitExceededException` of the SDK.
 *
 * A match of a service precedes a match of all services, and one with a message precedes one without. Sources: each service's
 * API reference ("Common errors", "Errors" of the operation), and for `message` what terraform-provider-aws retries by.
 */
export interface CodeMatch {
  /** Service id, lower case, letters and digits only: `apigatewayv2`. Absent: every service. */
  readonly service?: string;
  readonly codes: readonly string[];
  /** Where a service uses one code for several meanings. */
  readonly message?: RegExp;
}

/** An error of AWS. Its kind decides on error code, retries and recovery. */
export interface KnownAwsError extends Entry {
  readonly kind: ErrorKind;
  readonly matches: readonly CodeMatch[];
  /** Whether it describes every other error of its kind. One for each kind. */
  readonly isGeneral?: true;
}

/** An error of Pulumi itself, by the beginning of its message. */
export interface KnownEngineError extends Entry {
  readonly code: ErrorCode;
  /** Lowest first, where a run fails for several reasons. Errors of AWS have 4. */
  readonly priority: number;
  /** Whether Pulumi reports it without a resource, or for a resource too. */
  readonly of: "engine" | "any";
  readonly patterns: readonly RegExp[];
  /** Whether the same command continues after the remedy. */
  readonly continues: boolean;
}

export type KnownError = KnownAwsError | KnownEngineError;
