import type { ErrorKind } from "./errorKind";

/**
 * The kind of an error code. Codes are without their suffix (`Exception`, `Fault`), because the wire, the SDKs and the services
 * differ in it: `LimitExceeded` of IAM is `LimitExceededException` of the SDK.
 *
 * A row of a service precedes a row of all services, and a row with a message precedes one without. Sources: each service's API
 * reference ("Common errors", "Errors" of the operation), and for `message` what terraform-provider-aws retries by.
 */
export interface CodeRow {
  /** Service id, lower case, letters and digits only: `apigatewayv2`. Absent: every service. */
  readonly service?: string;
  readonly codes: readonly string[];
  /** Where a service uses one code for several kinds. */
  readonly message?: RegExp;
  readonly kind: ErrorKind;
  /** Instead of the kind's remedy. */
  readonly remedy?: string;
}
