/** A table's TTL. */
export interface Ttl {
  readonly attribute: string;
  readonly enabled: boolean;
}

/**
 * `expiresAt` enables TTL, `expiresAt off` disables it. DynamoDB requires the attribute in both cases. Without the key the
 * AWS provider does not change TTL.
 */
export function parseTtl(ttl: string): Ttl {
  const [attribute = "", state] = ttl.split(" ");
  return { attribute, enabled: state !== "off" };
}
