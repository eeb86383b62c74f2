/** An error response of AWS, from any SDK. */
export interface AwsErrorParts {
  /** Id of the service in any spelling: `Lambda`, `Route 53`, `CognitoIdentityProvider`. Empty where it is unknown. */
  readonly service: string;
  /** `AccessDeniedException`; empty where the response has none, such as a response to HEAD. */
  readonly code: string;
  readonly message: string;
  /** HTTP status; null: no response */
  readonly status: number | null;
  /** `CreateFunction`, where the SDK says it. */
  readonly operation?: string;
}
