import type { AnswerKind } from "./errorKind";

/**
 * What a code means. Codes are without their suffix (`Exception`, `Fault`), because the wire, the SDKs and the services
 * differ in it: `LimitExceeded` of IAM is `LimitExceededException` of the SDK.
 *
 * A row of a service counts before a row of all, and a row with a message before one without. Sources: each service's API
 * reference ("Common errors", "Errors" of the operation), and for `message` what terraform-provider-aws retries by.
 */
export interface CodeRow {
  /** Service id, lower case, letters and digits only: `apigatewayv2`. Absent: every service. */
  readonly service?: string;
  readonly codes: readonly string[];
  /** Where a service uses one code for different things. */
  readonly message?: RegExp;
  readonly kind: AnswerKind;
  /** In place of the kind's. */
  readonly remedy?: string;
}
