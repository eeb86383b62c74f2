import type { HealthCheckState } from "./record";

/** A record of the API's name, as Route 53 has it. */
export interface NameRecord {
  readonly type: string;
  /** null: a simple record */
  readonly failover: "PRIMARY" | "SECONDARY" | null;
  readonly setIdentifier: string | null;
  /** Domain name of the target of an alias; null: it has values. */
  readonly target: string | null;
  /** s; null: an alias, whose TTL is that of its target: 60 s for API Gateway */
  readonly ttl: number | null;
  readonly healthCheckId: string | null;
}

/** What Route 53 takes a health check for; `checked`: what its checkers see. */
export type CheckedHealth = "healthy" | "unhealthy" | "checked";

/**
 * A disabled check counts as healthy, an inverted one as the opposite.
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_UpdateHealthCheck.html
 */
export function healthOf({ disabled, inverted }: Pick<HealthCheckState, "disabled" | "inverted">): CheckedHealth {
  if (!disabled) return "checked";
  return inverted ? "unhealthy" : "healthy";
}

/** The health check that sends users to the secondary record, whatever the state of the primary region. */
export const FORCED_UNHEALTHY = { disabled: true, inverted: true } as const;

/** The record that Route 53 answers with; `checked`: that depends on the health of the primary API. */
export function answerOf(
  records: { readonly primary: NameRecord; readonly secondary: NameRecord | null },
  health: CheckedHealth,
): NameRecord | "checked" {
  const { primary, secondary } = records;
  // Without another healthy record Route 53 answers with the unhealthy one.
  if (secondary === null) return primary;
  if (health === "checked") return "checked";
  return health === "healthy" ? primary : secondary;
}

/** Longest TTL of a record that fails over with the API. s */
export const MAX_TTL = 60;

/** Types by which clients reach the API. */
const ADDRESS_TYPES = ["A", "AAAA", "CNAME", "HTTPS"];

/** Records of the name that a failover leaves behind: of another type, so clients that prefer it stay in the old region. */
export function recordsLeftBehind(records: readonly NameRecord[]): readonly NameRecord[] {
  return records.filter(({ type, failover }) => ADDRESS_TYPES.includes(type) && failover === null);
}
