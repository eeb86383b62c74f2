/** How often a call is sent at most: throttled, or answered with a server's error. */
const MAX_ATTEMPTS = 8;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

interface Token {
  getRetryCount(): number;
  getRetryDelay(): number;
}

interface RetryError {
  readonly errorType: string;
}

/** What the SDK takes as `retryStrategy`. */
interface RetryStrategy {
  acquireInitialRetryToken(scope: string): Promise<Token>;
  refreshRetryTokenForRetry(token: Token, error: RetryError): Promise<Token>;
  recordSuccess(token: Token): void;
}

function tokenAt(count: number): Token {
  const delay = count === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (count - 1), LONGEST_PAUSE_MS);
  return { getRetryCount: () => count, getRetryDelay: () => delay };
}

/**
 * Retries what the SDK calls retryable (throttles, server errors, broken connections), with short pauses: an emulator
 * on this machine gains nothing from the half second and more that AWS is given.
 */
export function retryThrottles(): RetryStrategy {
  return {
    acquireInitialRetryToken: () => Promise.resolve(tokenAt(0)),
    refreshRetryTokenForRetry: (token, error) => {
      const next = token.getRetryCount() + 1;
      if (error.errorType === "CLIENT_ERROR" || next >= MAX_ATTEMPTS) {
        return Promise.reject(new Error("No more attempts."));
      }
      return Promise.resolve(tokenAt(next));
    },
    recordSuccess: () => undefined,
  };
}
