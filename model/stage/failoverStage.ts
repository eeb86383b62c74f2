import type { FailoverSettings } from "./failover";
import type { StageName } from "./name";

/** The parts of a stage that failover needs. */
export interface FailoverStage {
  readonly name: StageName;
  readonly account: string;
  readonly region: string;
  readonly domains: { readonly zone: string; readonly api: string };
  readonly failover: FailoverSettings;
}

/** What is wrong with a secondary stage; null if nothing is. The records are in one zone of one account. */
export function failoverProblem(secondary: FailoverStage, primary: FailoverStage): string | null {
  const { failover } = secondary;
  if (failover.kind !== "secondary") return null;
  if (primary.name === secondary.name) return `${primary.name} cannot take over from itself; name another stage`;
  if (primary.account !== secondary.account)
    return `${primary.name} is in account ${primary.account}; both records are in the zone of one account, ${secondary.account}`;
  if (primary.region === secondary.region)
    return `${primary.name} is in the same region, ${primary.region}, where a domain name exists once`;
  if (primary.domains.zone !== secondary.domains.zone)
    return `the zone of ${primary.name} is ${primary.domains.zone}; both records are in one zone`;
  if (primary.domains.api !== failover.domain)
    return `domain is ${failover.domain}; the API of ${primary.name} is ${primary.domains.api}`;
  return null;
}
