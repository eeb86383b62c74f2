/** Replaces a secret in a text. */
export const REDACTED = "[redacted]";

const SECRET =
  /token|passw(?:or)?d|passphrase|secret|authorization|api[_-]?key|private[_-]?key|credential|cookie|session|(?:^|[_-])(?:otp|pwd)$|^(?:totp|pin)$|(?:mfa|otp|verification|confirmation)[_-]?code$/i;
/** Names of AWS services, and of properties of a secret. */
const NOT_SECRET =
  /^secretsmanager$|tokeni[sz]|passwordless|(?:type|count|length|ttl|policy|expir(?:y|es|ation)(?:[_-]?(?:at|in))?|status|table|name|url|uri|endpoint)$|^(?:max|total|prompt|completion|input|output)[_-]?tokens$/i;

/** Whether values of that name are redacted. */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) && !NOT_SECRET.test(name);
}
