/** What a phase of the deployment is called, in the order in which phases run. */
export interface PhaseSpec {
  readonly id: string;
  readonly title: string;
  /** What the phase brings up, for people. */
  readonly brings: string;
}

/** The seven phases, in order: each waits for all of the one before it. */
export const PHASES = [
  { id: "certificates", title: "Certificates", brings: "API certificate and its DNS validation" },
  { id: "core", title: "Core infrastructure", brings: "tables, buckets, queues, topics, events, e-mail" },
  { id: "identity", title: "Cognito", brings: "user pool, client, groups" },
  { id: "gateway", title: "API Gateway", brings: "the HTTP API, its stage and domain, the health function" },
  { id: "auth", title: "Auth service", brings: "registration, login, tokens" },
  { id: "users", title: "User services", brings: "users and accounts" },
  { id: "business", title: "Business services", brings: "all other services" },
] as const satisfies readonly PhaseSpec[];

export type PhaseId = (typeof PHASES)[number]["id"];

/** Phases in which services may be deployed. */
export const SERVICE_PHASES = ["gateway", "auth", "users", "business"] as const satisfies readonly PhaseId[];

export type ServicePhaseId = (typeof SERVICE_PHASES)[number];

/** 1 to 7, as the deployment guide numbers them. */
export function phaseNumber(id: PhaseId): number {
  return PHASES.findIndex((phase) => phase.id === id) + 1;
}
