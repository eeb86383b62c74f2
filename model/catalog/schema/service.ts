import { z } from "zod";
import { logRetentionDays } from "../../logRetention";
import { SERVICE_PHASES } from "../../phases";
import { MANAGED_RUNTIMES } from "./runtime";
import { scheduleSchema } from "./schedule";
import { triggerSchema } from "./trigger";
import { AWS_LIMITS } from "../../limits/awsLimits";
import { accepted, functionName, name, purpose, variable, within } from "./fields";

// catalog/services/<name>.yaml

/** `GET /users/{userId}`: needs a token. `POST /auth/login public`: does not. */
export const ROUTE = /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (\/\S*)( public)?$/;

/** Below cmd/handlers, or `./` and a folder of the backend. */
const HANDLER = /^(?:[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)+|\.(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*)+)$/;

/** `index.handler`, `src/index.handler`: no folder above the function's own. */
const ENTRY = /^(?:[A-Za-z0-9_][A-Za-z0-9_-]*[./])+[A-Za-z_$][A-Za-z0-9_$]*$/;

const environment = z.record(variable, z.string());

const authorizer = name.describe("Who decides on its routes that are not public: jwt, or an authorizer of api.yaml");

export const functionSchema = z.strictObject({
  handler: z
    .string()
    .regex(HANDLER, "write it as service/function, below cmd/handlers, or as ./folder, below the backend's folder")
    .describe("Folder of the code: service/function below cmd/handlers, or ./folder below the backend's folder"),
  sources: z
    .array(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\.go$/, "name a Go file of the handler's folder: main.go"))
    .min(1)
    .optional()
    .describe("Go only: the files of the folder that are compiled; all of its package unless given"),
  runtime: z
    .enum(MANAGED_RUNTIMES, {
      error: ({ input }) =>
        `unknown runtime ${JSON.stringify(input)}; allowed: ${MANAGED_RUNTIMES.join(", ")}, or none for Go`,
    })
    .optional()
    .describe("Lambda runtime of a function in Node.js or Python; leave it out for Go"),
  entry: z
    .string()
    .max(128)
    .regex(ENTRY, "write it as module.function, relative to the handler's folder: index.handler")
    .optional()
    .describe("Node.js and Python: the function that Lambda calls, as module.function: index.handler"),
  memory: within(AWS_LIMITS.functionMemory).optional().describe("MB"),
  timeout: within(AWS_LIMITS.functionTimeout).optional().describe("Seconds; at most 29 for a function with a route"),
  concurrency: z
    .int()
    .min(0)
    .optional()
    .describe("Concurrent executions reserved for, and at most given to, this function"),
  environment: environment.default({}).describe("What this function has besides its service's environment"),
  routes: z
    .array(z.string().regex(ROUTE, 'write "METHOD /path" or "METHOD /path public"'))
    .default([])
    .describe("METHOD /path: needs a token; METHOD /path public: does not"),
  authorizer: authorizer.optional(),
  schedules: z
    .record(name, scheduleSchema)
    .default({})
    .describe("When EventBridge Scheduler starts the function; names are unique in the backend"),
  triggers: z
    .array(triggerSchema)
    .default([])
    .describe("What invokes the function besides routes: table:jobs (its stream) or queue:sync"),
});

/** The way out where no grant says it: an IAM statement by hand, which has to give its reason. */
const statementSchema = z.strictObject({
  reason: z.string().min(10),
  actions: z.array(z.string()).min(1),
  resources: z.array(z.string()).min(1).describe("ARNs; {region}, {account} and {stage} are filled in"),
});

export const migrationSchema = z.strictObject({
  purpose,
  when: z
    .enum(["before", "after"])
    .describe(
      "before: with the code that is live, before anything changes; after: with the new code, before the checks",
    ),
  function: functionName.describe("Function of this service, without routes; it must be able to run twice"),
  back: z
    .union([z.strictObject({ function: functionName }), z.literal("not needed"), z.literal("impossible")])
    .describe(
      "How a rollback undoes it; not needed: the code before works with the data after; impossible: no rollback",
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
        .describe("Format of the API's requests; 1.0 for functions that came from a REST API"),
      authorizer: authorizer.optional(),
    })
    .describe("What functions have unless they say otherwise"),
  logRetentionDays: logRetentionDays
    .optional()
    .describe("Days that its logs are kept at most; a stage that keeps logs for fewer days still does"),
  environment: environment.default({}).describe("Environment of every function: NAME: reference"),
  grants: z
    .array(z.string())
    .default([])
    .describe("What its functions may do: read-write table:users, send queue:sync"),
  statements: z.array(statementSchema).default([]).describe("IAM statements by hand, where no grant says it"),
  functions: z.record(functionName, functionSchema),
  migrations: z
    .record(
      z.string().regex(/^\d{4}-\d{2}(-\d{2})?-[a-z0-9-]+$/, "begin with the date: 2026-11-email-index"),
      migrationSchema,
    )
    .default({})
    .describe("Changes of data that come with a release, once on each stage, in the order of their names"),
  accepted,
});

export type Service = z.infer<typeof serviceSchema>;
export type FunctionSpec = z.infer<typeof functionSchema>;
export type MigrationSpec = z.infer<typeof migrationSchema>;
export type Statement = z.infer<typeof statementSchema>;
