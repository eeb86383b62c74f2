import type { CaaRecord } from "node:dns";
import { resolveCaa } from "node:dns/promises";

/** Authorities that ACM's certificates come from. https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html */
const ACM_AUTHORITIES: readonly string[] = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"];

/** CAA records of a domain; rejects as `dns` does where it has none. */
export type ResolveCaa = (domain: string) => Promise<readonly CaaRecord[]>;

/**
 * The domain whose CAA records forbid ACM to issue a certificate: the nearest above that has any decides.
 * @returns null where ACM may issue, or DNS cannot be read
 */
export async function caaBlocker(domain: string, resolve: ResolveCaa = resolveCaa): Promise<string | null> {
  const labels = domain.split(".");
  for (let index = 0; index < labels.length - 1; index += 1) {
    const name = labels.slice(index).join(".");
    const records = await resolve(name).catch(() => []);
    const issuers = records.flatMap(({ issue }) => issue ?? []);
    if (issuers.length > 0) return issuers.some(isAcm) ? null : name;
  }
  return null;
}

/** `amazon.com; validationmethods=dns-01` */
function isAcm(issuer: string): boolean {
  return ACM_AUTHORITIES.includes(issuer.split(";")[0]?.trim().toLowerCase() ?? "");
}
