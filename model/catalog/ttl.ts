/** A table's TTL. */
export interface Ttl {
  readonly attribute: string;
  readonly enabled: boolean;
}

/**
 * `expiresAt` turns TTL on, `expiresAt off` turns it off. DynamoDB asks for the attribute in both cases, so that a table
 * whose TTL is to be turned off has to name it; left out, the AWS provider leaves TTL as it is.
 */
export function parseTtl(ttl: string): Ttl {
  const [attribute = "", state] = ttl.split(" ");
  return { attribute, enabled: state !== "off" };
}
