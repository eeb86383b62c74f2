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
const variable = z.string().regex(/^[A-Z][A-Z0-9_]*$/, "use capitals, digits and underscores");

// ---- data.yaml

const keyAttribute = z.string().regex(/^[A-Za-z0-9_.-]+( number)?$/, 'write "attribute" or "attribute number"');

const indexSchema = z.strictObject({
  /** Partition key. A string attribute, unless written "name number". */
  hash: keyAttribute,
  range: keyAttribute.optional(),
  projection: z.enum(["all", "keys-only"]).default("all"),
});

export const tableSchema = z.strictObject({
  purpose: z.string(),
  hash: keyAttribute,
  range: keyAttribute.optional(),
  /** Attribute that holds the Unix time (s) at which an item expires. */
  ttl: z.string().optional(),
  stream: z.enum(["new-and-old-images", "new-image", "old-image", "keys-only"]).optional(),
  indexes: z.record(z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/), indexSchema).default({}),
});

export const queueSchema = z.strictObject({
  purpose: z.string(),
  /** Seconds a message stays hidden from others once received. */
  visibilityTimeout: z.int().min(0).max(43_200),
  /** Seconds a message is kept. */
  retention: z.int().min(60).max(1_209_600),
  /** Seconds a receive waits for a message (long polling). */
  receiveWait: z.int().min(0).max(20),
  /** The dead-letter queue `<name>-dlq` comes with it: after so many receipts a message goes there. */
  maxReceives: z.int().min(1).max(1_000),
});

const transition = z.strictObject({
  afterDays: z.int().positive(),
  to: z.enum(["STANDARD_IA", "GLACIER", "DEEP_ARCHIVE", "INTELLIGENT_TIERING", "GLACIER_IR"]),
});

export const bucketSchema = z.strictObject({
  purpose: z.string(),
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
});

// ---- events.yaml: event bus, rules, topics, e-mail

export const eventsSchema = z.strictObject({
  buses: z.record(name, z.strictObject({ purpose: z.string() })),
  rules: z.record(
    name,
    z.strictObject({
      bus: name,
      sources: z.array(z.string()).min(1),
      detailTypes: z.array(z.string()).min(1),
    }),
  ),
  topics: z.record(name, z.strictObject({ purpose: z.string() })),
  email: z.strictObject({
    configurationSet: z.strictObject({
      reputationMetrics: z.boolean(),
      events: z.array(
        z.enum(["SEND", "BOUNCE", "COMPLAINT", "DELIVERY", "REJECT", "OPEN", "CLICK", "RENDERING_FAILURE"]),
      ),
    }),
    templates: z.record(name, z.strictObject({ subject: z.string(), html: z.string(), text: z.string() })),
  }),
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
  /** Standard attributes that a user must have. The pool's schema cannot change later without losing its users. */
  requiredAttributes: z.array(z.string()),
  client: z.strictObject({
    authFlows: z.array(z.string()),
    oauthFlows: z.array(z.enum(["code", "implicit"])),
    oauthScopes: z.array(z.string()),
    accessTokenHours: z.number(),
    idTokenHours: z.number(),
    refreshTokenDays: z.number(),
  }),
  groups: z.record(z.string(), z.strictObject({ precedence: z.int().min(0), purpose: z.string() })),
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
  purpose: z.string(),
  /** `required`: a deployment is refused without it. `optional`: functions do without. `generated`: a deployment writes it. */
  kind: z.enum(["required", "optional", "generated"]),
  type: z.enum(["String", "SecureString"]),
  /** Where a first value comes from: random bytes (base64), or a person. Generated ones name a reference. */
  from: z.union([z.strictObject({ random: z.int().min(16).max(64) }), z.literal("person"), z.string()]),
});

export const parametersSchema = z.record(z.string().regex(/^\/[A-Za-z0-9_./-]+$/), parameterSchema);

// ---- services/<name>.yaml

/** `GET /users/{userId}`: needs a token. `POST /auth/login public`: does not. */
export const ROUTE = /^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS) (\/\S*)( public)?$/;

const environment = z.record(variable, z.string());

export const functionSchema = z.strictObject({
  /** Folder of the Go main package below cmd/handlers. */
  handler: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*(\/[a-z0-9][a-z0-9-]*)+$/, "write it as service/function, below cmd/handlers"),
  /** MB */
  memory: z.int().min(128).max(10_240).optional(),
  /** s */
  timeout: z.int().min(1).max(900).optional(),
  /** Concurrent executions reserved for, and at most given to, this function. */
  concurrency: z.int().min(0).optional(),
  environment: environment.default({}),
  routes: z.array(z.string().regex(ROUTE, 'write "METHOD /path" or "METHOD /path public"')).default([]),
  /** Streams and queues that invoke the function: `table:jobs` (its stream) or `queue:sync`. */
  triggers: z.array(z.strictObject({ source: z.string(), batchSize: z.int().min(1).max(10_000) })).default([]),
});

/** The way out where no grant says it: an IAM statement by hand, which has to give its reason. */
const statementSchema = z.strictObject({
  reason: z.string().min(10),
  actions: z.array(z.string()).min(1),
  /** ARNs; `{region}`, `{account}`, `{stage}` are filled in. */
  resources: z.array(z.string()).min(1),
});

export const serviceSchema = z.strictObject({
  service: name,
  purpose: z.string(),
  phase: z.enum(SERVICE_PHASES),
  /** What functions have unless they say otherwise. */
  defaults: z.strictObject({
    memory: z.int().min(128).max(10_240),
    timeout: z.int().min(1).max(900),
    /** Payload format of the API's requests; 1.0 for functions that came from a REST API. */
    payload: z.enum(["1.0", "2.0"]).default("2.0"),
  }),
  /** Environment of every function of the service. */
  environment: environment.default({}),
  grants: z.array(z.string()).default([]),
  statements: z.array(statementSchema).default([]),
  functions: z.record(functionName, functionSchema),
  /** Findings of `check` that are accepted here: code and subject, and why. */
  accepted: z.array(z.strictObject({ finding: z.string(), reason: z.string().min(10) })).default([]),
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
export type Statement = z.infer<typeof statementSchema>;
