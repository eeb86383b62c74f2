/** What a target of a rule and a target of a schedule have in common. */
interface Delivery {
  readonly deadLetterConfig?: { readonly arn?: string | undefined } | undefined;
  readonly retryPolicy?:
    | {
        readonly maximumEventAgeInSeconds?: number | undefined;
        readonly maximumRetryAttempts?: number | undefined;
      }
    | undefined;
}

/** Dead-letter queue and retries of a target, as EventBridge and its scheduler take them. */
export function toDelivery({ deadLetterConfig: deadLetters, retryPolicy: retry }: Delivery) {
  return {
    ...(deadLetters === undefined ? {} : { DeadLetterConfig: { Arn: deadLetters.arn } }),
    ...(retry === undefined
      ? {}
      : {
          RetryPolicy: {
            MaximumEventAgeInSeconds: retry.maximumEventAgeInSeconds,
            MaximumRetryAttempts: retry.maximumRetryAttempts,
          },
        }),
  };
}
