import { rotationShape } from "./rotation";
import { valueFormShape } from "./valueForm";
import { z } from "zod";
import { authorizerSchema } from "./authorizer";
import { checksSchema } from "./checks";
import { identityTriggersSchema } from "./identityTriggers";
import { ruleTargetSchema } from "./schedule";
import { seedsSchema } from "./seeds";
import { serviceSchema } from "./service";
import { AWS_LIMITS } from "../../limits/awsLimits";
import { accepted, name, purpose, within } from "./fields";

/*
 * Schema of the catalog files. Rules across entries (references, grants, routes) are in check/. Services are in
 * catalog/services/, one file each; the rest in data.yaml, events.yaml, identity.yaml, api.yaml and others.
 */

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
  ttl: z
    .string()
    .optional()
    .describe(
      'Attribute with the expiry of an item in Unix seconds; "name off" disables TTL. Removing the key does not change TTL on AWS',
    ),
  stream: z.enum(["new-and-old-images", "new-image", "old-image", "keys-only"]).optional(),
  indexes: z.record(z.string().regex(/^[A-Za-z0-9_.-]{3,255}$/), indexSchema).default({}),
});

export const queueSchema = z.strictObject({
  purpose,
  type: z
    .enum(["fifo", "standard"])
    .default("fifo")
    .describe(
      "fifo: ordered, exactly once; standard: neither, but larger batches. The type is part of the queue's name",
    ),
  visibilityTimeout: within(AWS_LIMITS.queueVisibilityTimeout).describe(
    "Seconds that a received message is hidden from other consumers",
  ),
  retention: within(AWS_LIMITS.queueRetention).describe("Message retention in seconds"),
  receiveWait: within(AWS_LIMITS.queueReceiveWait).describe(
    "Seconds that a receive call waits for a message (long polling)",
  ),
  maxReceives: within(AWS_LIMITS.queueMaxReceives).describe(
    "Receives after which a message moves to the dead-letter queue <name>-dlq, which is created with the queue",
  ),
  alarms: z
    .strictObject({
      depth: z.int().min(1).optional().describe("Alarm threshold: number of waiting messages"),
      age: z.int().min(60).optional().describe("Alarm threshold: age of the oldest message in seconds"),
    })
    .default({})
    .describe("Alarms in addition to that of the dead-letter queue"),
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
      targets: z.array(ruleTargetSchema).default([]).describe("Targets of matching events; at most five"),
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
    minimumLength: z.int().min(8).max(AWS_LIMITS.passwordLength.max),
    lowercase: z.boolean(),
    uppercase: z.boolean(),
    numbers: z.boolean(),
    symbols: z.boolean(),
  }),
  mfa: z.enum(["OFF", "OPTIONAL", "ON"]),
  mfaMethods: z.array(z.enum(["sms", "software-token"])),
  requiredAttributes: z
    .array(z.string())
    .describe("Required standard attributes of users; changing them would replace the user pool and delete its users"),
  client: z.strictObject({
    authFlows: z.array(z.string()),
    oauthFlows: z.array(z.enum(["code", "implicit"])),
    oauthScopes: z.array(z.string()),
    accessTokenHours: z.number(),
    idTokenHours: z.number(),
    refreshTokenDays: z.number(),
  }),
  groups: z.record(z.string(), z.strictObject({ precedence: z.int().min(0), purpose })),
  tier: z
    .enum(["LITE", "ESSENTIALS", "PLUS"])
    .optional()
    .describe(
      "Feature plan of the user pool; AWS's default is ESSENTIALS. Token version V2_0 requires ESSENTIALS or PLUS",
    ),
  triggers: identityTriggersSchema.default({}).describe("Functions that Cognito calls: service/function"),
});

// ---- api.yaml

/** Of an API mapping: literal segments. */
const apiPath = z
  .string()
  .max(AWS_LIMITS.apiMappingKey.max)
  .regex(/^(?:\/[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*)+$/, "write it as /reports or /reports/v1: literal segments");

export const apiSchema = z.strictObject({
  title: z.string(),
  description: z.string(),
  cors: z.strictObject({
    allowHeaders: z.array(z.string()),
    allowMethods: z.array(z.string()),
    maxAgeSeconds: z.int().min(0),
  }),
  authorizers: z
    .record(name, authorizerSchema)
    .default({})
    .describe("Lambda authorizers by name, for functions with authorizer: <name>"),
  apis: z
    .record(apiPath, z.strictObject({ purpose }))
    .optional()
    .describe(
      "Additional HTTP APIs by path: each has the routes that begin with its path, at most 250 functions; default: one API",
    ),
});

// ---- parameters.yaml: entries of Parameter Store

const parameterSchema = z.strictObject({
  purpose,
  kind: z
    .enum(["required", "optional", "generated"])
    .describe(
      "required: deployments fail without it; optional: functions work without it; generated: a deployment writes it",
    ),
  type: z.enum(["String", "SecureString"]),
  from: z
    .union([z.strictObject({ random: z.int().min(16).max(64) }), z.literal("person"), z.string()])
    .describe(
      "Source of the first value: random bytes (base64), or a person; for a generated parameter, a reference; rotation: only `secrets rotate` writes it, as the previous value of another parameter",
    ),
  previous: z
    .string()
    .optional()
    .describe(
      "Parameter (from: rotation) that gets the old value in a rotation, so that functions accept both values during the overlap",
    ),
  ...rotationShape,
  ...valueFormShape,
});

/** By name. `{stage}` is the stage's full name. A name with `{platform}` or with `*` at the end is a pattern, and optional. */
export const parametersSchema = z.record(z.string().regex(/^\/[A-Za-z0-9_./{}*-]+$/), parameterSchema);

// ---- secrets.yaml: entries of Secrets Manager

const secretSchema = z.strictObject({
  purpose,
  kind: z
    .enum(["required", "optional"])
    .describe("required: deployments fail without it; optional: functions work without it"),
  from: z
    .union([z.strictObject({ random: z.int().min(16).max(64) }), z.literal("person")])
    .describe("Source of the first value: random bytes (base64), or a person"),
  keys: z
    .array(z.string().regex(/^[A-Za-z0-9_.-]+$/))
    .min(1)
    .optional()
    .describe("Keys of a JSON value, each with its own value; default: the value is plain text"),
  ...rotationShape,
  ...valueFormShape,
});

/** By name in Secrets Manager; `{stage}` is the stage's full name. */
export const secretsSchema = z.record(z.string().regex(/^[A-Za-z0-9/_+=.@{}-]+$/), secretSchema);

/** The complete catalog. Plain data: a release record contains it. */
export const catalogSchema = z.strictObject({
  schema: z.literal(1),
  data: dataSchema,
  events: eventsSchema,
  identity: identitySchema,
  api: apiSchema,
  parameters: parametersSchema,
  secrets: secretsSchema.default({}),
  /** Older releases do not have checks. */
  checks: checksSchema.default({ checks: {} }),
  seeds: seedsSchema.default({}),
  services: z.record(name, serviceSchema),
});

export type Catalog = z.infer<typeof catalogSchema>;
export type Table = z.infer<typeof tableSchema>;
export type Queue = z.infer<typeof queueSchema>;
export type Bucket = z.infer<typeof bucketSchema>;
export type Identity = z.infer<typeof identitySchema>;
export type Parameter = z.infer<typeof parameterSchema>;
export type Secret = z.infer<typeof secretSchema>;
