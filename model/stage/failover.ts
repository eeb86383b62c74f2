import { z } from "zod";
import { STAGES, type StageName } from "./name";

/* How users reach the recovery stage by the API's own name when its stage is lost. */

const healthCheck = z.strictObject({
  path: z
    .string()
    .regex(/^\/[A-Za-z0-9/_.-]*$/, "write the path of a route, such as /health")
    .describe("A public route of the API. Route 53 takes an answer of 2xx or 3xx within 4 s for healthy."),
  intervalSeconds: z
    .union([z.literal(10), z.literal(30)])
    .describe("Seconds between two requests of a checker. Route 53 charges more for 10."),
  failures: z
    .int()
    .min(1)
    .max(10)
    .describe("The API counts as lost after so many failed requests of a checker in succession."),
});

export const failoverSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("off") }).describe("A simple alias record."),
  z
    .strictObject({
      kind: z.literal("primary"),
      switch: z
        .enum(["automatic", "manual"])
        .describe(
          "`automatic`: Route 53 switches by itself when the health check fails; `manual`: only `dr failover` switches.",
        ),
      healthCheck,
    })
    .describe("The record of the API is the primary one."),
  z
    .strictObject({
      kind: z.literal("secondary"),
      of: z.enum(STAGES).describe("The stage whose API it takes over."),
      domain: z.string().min(1).describe("The API's domain of that stage."),
    })
    .describe("The stage also serves the API's domain of another stage, behind a secondary record."),
]);
export type FailoverSettings = z.infer<typeof failoverSchema>;

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
