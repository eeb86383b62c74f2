/** A phase of the deployment. */
export interface PhaseSpec {
  readonly id: string;
  /** Type token of the phase's component: part of the URN of every resource in the phase. */
  readonly token: string;
  readonly title: string;
  /** What the phase deploys, as text for users. */
  readonly contents: string;
}

/** The seven phases in order: each waits until the one before it is complete. */
export const PHASES = [
  {
    id: "certificates",
    token: "listbackup:phase:Certificates",
    title: "Certificates",
    contents: "API certificate and its DNS validation",
  },
  {
    id: "core",
    token: "listbackup:phase:CoreInfrastructure",
    title: "Core infrastructure",
    contents: "tables, buckets, queues, topics, events, e-mail",
  },
  { id: "identity", token: "listbackup:phase:Identity", title: "Cognito", contents: "user pool, client, groups" },
  {
    id: "gateway",
    token: "listbackup:phase:Gateway",
    title: "API Gateway",
    contents: "the HTTP API, its stage and domain, the health function",
  },
  { id: "auth", token: "listbackup:phase:AuthService", title: "Auth service", contents: "registration, login, tokens" },
  { id: "users", token: "listbackup:phase:UserServices", title: "User services", contents: "users and accounts" },
  {
    id: "business",
    token: "listbackup:phase:BusinessServices",
    title: "Business services",
    contents: "all other services",
  },
] as const satisfies readonly PhaseSpec[];

export type PhaseId = (typeof PHASES)[number]["id"];

/** Phases in which services may be deployed. */
export const SERVICE_PHASES = ["gateway", "auth", "users", "business"] as const satisfies readonly PhaseId[];

export type ServicePhaseId = (typeof SERVICE_PHASES)[number];

/** 1 to 7. */
export function phaseNumber(id: PhaseId): number {
  return PHASES.findIndex((phase) => phase.id === id) + 1;
}

/** The phase of a resource, from the types in its URN; null if it is in no phase. */
export function phaseOfUrn(urn: string): PhaseId | null {
  const types = urn.split("::")[2] ?? "";
  return PHASES.find((phase) => types.split("$").includes(phase.token))?.id ?? null;
}
