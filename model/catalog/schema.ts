import { z } from "zod";
import { SERVICE_PHASES } from "../phases";

/*
 * The backend as data: the shape of catalog/*.yaml after parsing. What holds between entries (references, grants,
 * routes) is checked in check/. One file a service under catalog/services/; the rest in data.yaml, events.yaml,
 * identity.yaml, api.yaml and parameters.yaml.
 */

const name = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "use lower case words joined by hyphens");
const functionName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9-]*$/, "use letters, digits and hyphens, starting with a lower case letter");
const variable = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "use capitals, digits and underscores");
const purpose = z.string().min(3).describe("What it is for, in a few words");

const accepted = z
  .array(
    z.strictObject({
      finding: z.string().describe("Code and subject, as check prints them: DATA_UNUSED table:rate-limits"),
      reason: z.string().min(10),
    }),
  )
  .default([])
  .describe("Findings of check that are accepted in this file, and why");

// ---- data.yaml

const keyAttribute = z.string().regex(/^[A-Za-z0-9_.-]+( number)?$/, 'write "attribute" or "attribute number"');

const indexSchema = z.strictObject({
  hash: keyAttribute.describe('Partition key: a string attribute, unless written "name number"'),
  range: keyAttribute.optional().describe("Sort key"),
  projection: z.enum(["all", "keys-only"]).default("all"),
});

export const tableSchema = z.strictObject({
  purpose,
  hash: keyAttribute.describe('Partition key: a string attribute, unless written "name number"'),
  range: keyAttribute.optional().describe("Sort key"),
  ttl: z.string().optional().describe("Attribute that holds the Unix time, in seconds, at which an item expires"),
  stream: z.enum(["new-and-old-images", "new-image", "old-image", "keys-only"]).optional(),
  indexes: z.record(z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/), indexSchema).default({}),
});

export const queueSchema = z.strictObject({
  purpose,
  visibilityTimeout: z.int().min(0).max(43_200).describe("Seconds a message stays hidden from others once received"),
  retention: z.int().min(60).max(1_209_600).describe("Seconds a message is kept"),
  receiveWait: z.int().min(0).max(20).describe("Seconds a receive waits for a message (long polling)"),
  maxReceives: z
    .int()
    .min(1)
    .max(1_000)
    .describe("The dead-letter queue <name>-dlq comes with it: after so many receipts a message goes there"),
});

const transition = z.strictObject({
  afterDays: z.int().positive(),
  to: z.enum(["STANDARD_IA", "GLACIER", "DEEP_ARCHIVE", "INTELLIGENT_TIERING", "GLACIER_IR"]),
});

export const bucketSchema = z.strictObject({
  purpose,
  lifecycle: z
    .strictObject({
      transitions: z.array(transition).default([]),
      noncurrentTransitions: z.array(transition).default([]),
      noncurrentExpirationDays: z.int().positive().optional(),
    })
    .optional(),
});

export const dataSchema = z.strictObject({
  tables: z.record(name, tableSchema),
  queues: z.record(name, queueSchema),
  buckets: z.record(name, bucketSchema),
  accepted,
});

// ---- events.yaml: event bus, rules, topics, e-mail

export const eventsSchema = z.strictObject({
  buses: z.record(name, z.strictObject({ purpose })),
  rules: z.record(
    name,
    z.strictObject({
      bus: name,
      sources: z.array(z.string()).min(1),
      detailTypes: z.array(z.string()).min(1),
    }),
  ),
  topics: z.record(name, z.strictObject({ purpose })),
  email: z.strictObject({
    configurationSet: z.strictObject({
      reputationMetrics: z.boolean(),
      events: z.array(
        z.enum(["SEND", "BOUNCE", "COMPLAINT", "DELIVERY", "REJECT", "OPEN", "CLICK", "RENDERING_FAILURE"]),
      ),
    }),
    templates: z.record(name, z.strictObject({ subject: z.string(), html: z.string(), text: z.string() })),
  }),
  accepted,
});

// ---- identity.yaml

export const identitySchema = z.strictObject({
  password: z.strictObject({
    minimumLength: z.int().min(8).max(99),
    lowercase: z.boolean(),
    uppercase: z.boolean(),
    numbers: z.boolean(),
    symbols: z.boolean(),
  }),
  mfa: z.enum(["OFF", "OPTIONAL", "ON"]),
  mfaMethods: z.array(z.enum(["sms", "software-token"])),
  requiredAttributes: z
    .array(z.string())
    .describe("Standard attributes that a user must have; the pool's schema cannot change without losing its users"),
  client: z.strictObject({
    authFlows: z.array(z.string()),
    oauthFlows: z.array(z.enum(["code", "implicit"])),
    oauthScopes: z.array(z.string()),
    accessTokenHours: z.number(),
    idTokenHours: z.number(),
    refreshTokenDays: z.number(),
  }),
  groups: z.record(z.string(), z.strictObject({ precedence: z.int().min(0), purpose })),
});

// ---- api.yaml

export const apiSchema = z.strictObject({
  title: z.string(),
  description: z.string(),
  cors: z.strictObject({
    allowHeaders: z.array(z.string()),
    allowMethods: z.array(z.string()),
    maxAgeSeconds: z.int().min(0),
  }),
});

// ---- parameters.yaml: what must be in Parameter Store

export const parameterSchema = z.strictObject({
  purpose,
  kind: z
    .enum(["required", "optional", "generated"])
    .describe("required: no deployment without it; optional: functions do without; generated: a deployment writes it"),
  type: z.enum(["String", "SecureString"]),
  from: z
    .union([z.strictObject({ random: z.int().min(16).max(64) }), z.literal("person"), z.string()])
    .describe("Where a first value comes from: random bytes (base64), or a person; a generated one names a reference"),
});

export const parametersSchema = z.record(z.string().regex(/^\/[A-Za-z0-9_./-]+$/), parameterSchema);

// ---- services/<name>.yaml

/** `GET /users/{userId}`: needs a token. `POST /auth/login public`: does not. */
export const ROUTE = /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (\/\S*)( public)?$/;

const environment = z.record(variable, z.string());

export const functionSchema = z.strictObject({
  handler: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)+$/, "write it as service/function, below cmd/handlers")
    .describe("Folder of the Go main package, below cmd/handlers"),
  memory: z.int().min(128).max(10_240).optional().describe("MB"),
  timeout: z.int().min(1).max(900).optional().describe("Seconds; at most 29 for a function with a route"),
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
  triggers: z
    .array(z.strictObject({ source: z.string(), batchSize: z.int().min(1).max(10_000) }))
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
      memory: z.int().min(128).max(10_240).describe("MB"),
      timeout: z.int().min(1).max(900).describe("Seconds; at most 29 for functions with a route"),
      payload: z
        .enum(["1.0", "2.0"])
        .default("2.0")
        .describe("Format of the API's requests; 1.0 for functions that came from a REST API"),
    })
    .describe("What functions have unless they say otherwise"),
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

/** The whole backend. Plain data: it is what a release records. */
export const catalogSchema = z.strictObject({
  schema: z.literal(1),
  data: dataSchema,
  events: eventsSchema,
  identity: identitySchema,
  api: apiSchema,
  parameters: parametersSchema,
  services: z.record(name, serviceSchema),
});

export type Catalog = z.infer<typeof catalogSchema>;
export type Service = z.infer<typeof serviceSchema>;
export type FunctionSpec = z.infer<typeof functionSchema>;
export type Table = z.infer<typeof tableSchema>;
export type TableIndex = z.infer<typeof indexSchema>;
export type Queue = z.infer<typeof queueSchema>;
export type Bucket = z.infer<typeof bucketSchema>;
export type Identity = z.infer<typeof identitySchema>;
export type Parameter = z.infer<typeof parameterSchema>;
export type MigrationSpec = z.infer<typeof migrationSchema>;
export type Statement = z.infer<typeof statementSchema>;
