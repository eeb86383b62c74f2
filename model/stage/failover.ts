import { z } from "zod";
import { STAGES } from "./name";

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
