import { z } from "zod";
import { logRetentionDays } from "../../logRetention";
import { SERVICE_PHASES } from "../../phases";
import { ROUTE } from "../route";
import { MANAGED_RUNTIMES } from "./runtime";
import { scheduleSchema } from "./schedule";
import { triggerSchema } from "./trigger";
import { AWS_LIMITS } from "../../limits/awsLimits";
import { accepted, functionName, name, purpose, variable, within } from "./fields";

// catalog/services/<name>.yaml

/** A folder below cmd/handlers, or `./` and a folder of the backend. */
const HANDLER = /^(?:[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)+|\.(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+)$/;

/** `index.handler`, `src/index.handler`; no parent folders. */
const ENTRY = /^(?:[A-Za-z0-9_][A-Za-z0-9_-]*[./])+[A-Za-z_$][A-Za-z0-9_$]*$/;

const environment = z.record(variable, z.string());

const authorizer = name.describe("Authorizer of its non-public routes: jwt, or an authorizer in api.yaml");

export const functionSchema = z.strictObject({
  handler: z
    .string()
    .regex(HANDLER, "write it as service/function, below cmd/handlers, or as ./folder, below the backend's folder")
    .describe("Folder of the code: service/function below cmd/handlers, or ./folder below the backend's folder"),
  sources: z
    .array(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\.go$/, "name a Go file of the handler's folder: main.go"))
    .min(1)
    .optional()
    .describe("Go only: files of the folder to compile; default: the whole package"),
  runtime: z
    .enum(MANAGED_RUNTIMES, {
      error: ({ input }) =>
        `unknown runtime ${JSON.stringify(input)}; allowed: ${MANAGED_RUNTIMES.join(", ")}, or none for Go`,
    })
    .optional()
    .describe("Lambda runtime of a Node.js or Python function; not for Go"),
  entry: z
    .string()
    .max(128)
    .regex(ENTRY, "write it as module.function, relative to the handler's folder: index.handler")
    .optional()
    .describe("Node.js and Python: the function that Lambda calls, as module.function: index.handler"),
  memory: within(AWS_LIMITS.functionMemory).optional().describe("MB"),
  timeout: within(AWS_LIMITS.functionTimeout).optional().describe("Seconds; at most 29 for a function with a route"),
  concurrency: z.int().min(0).optional().describe("Reserved concurrency, which is also the maximum"),
  environment: environment.default({}).describe("Variables in addition to the service's environment"),
  routes: z
    .array(z.string().regex(ROUTE, 'write "METHOD /path" or "METHOD /path public"'))
    .default([])
    .describe("METHOD /path: requires a token; METHOD /path public: does not"),
  authorizer: authorizer.optional(),
  schedules: z
    .record(name, scheduleSchema)
    .default({})
    .describe("Schedules of EventBridge Scheduler by name; names are unique in the backend"),
  triggers: z
    .array(triggerSchema)
    .default([])
    .describe("Event sources that invoke the function: table:jobs (its stream) or queue:sync"),
});

/** A custom IAM statement with a reason, for permissions that no grant covers. */
const statementSchema = z.strictObject({
  reason: z.string().min(10),
  actions: z.array(z.string()).min(1),
  resources: z.array(z.string()).min(1).describe("ARNs; {region}, {account} and {stage} are replaced"),
});

const migrationSchema = z.strictObject({
  purpose,
  when: z
    .enum(["before", "after"])
    .describe("before: with the live code, before any change; after: with the new code, before the checks"),
  function: functionName.describe("Function of this service without routes; must be idempotent"),
  back: z
    .union([z.strictObject({ function: functionName }), z.literal("not needed"), z.literal("impossible")])
    .describe(
      "Reverse migration for a rollback; not needed: the previous code works with the migrated data; impossible: no rollback",
    ),
});

export const serviceSchema = z.strictObject({
  service: name.describe("The file's name without .yaml"),
  purpose,
  phase: z.enum(SERVICE_PHASES),
  defaults: z
    .strictObject({
      memory: within(AWS_LIMITS.functionMemory).describe("MB"),
      timeout: within(AWS_LIMITS.functionTimeout).describe("Seconds; at most 29 for functions with a route"),
      payload: z
        .enum(["1.0", "2.0"])
        .default("2.0")
        .describe("Payload format of API requests; 1.0 for functions written for a REST API"),
      authorizer: authorizer.optional(),
    })
    .describe("Defaults of all functions"),
  logRetentionDays: logRetentionDays
    .optional()
    .describe("Maximum log retention in days; a stage with a lower retention takes precedence"),
  environment: environment.default({}).describe("Environment of every function: NAME: reference"),
  grants: z
    .array(z.string())
    .default([])
    .describe("Permissions of its functions: read-write table:users, send queue:sync"),
  statements: z
    .array(statementSchema)
    .default([])
    .describe("Custom IAM statements for permissions that no grant covers"),
  functions: z.record(functionName, functionSchema),
  migrations: z
    .record(
      z.string().regex(/^\d{4}-\d{2}(-\d{2})?-[a-z0-9-]+$/, "begin with the date: 2026-11-email-index"),
      migrationSchema,
    )
    .default({})
    .describe("Data migrations, run once per stage in the order of their names"),
  accepted,
});

export type Service = z.infer<typeof serviceSchema>;
export type FunctionSpec = z.infer<typeof functionSchema>;
export type MigrationSpec = z.infer<typeof migrationSchema>;
