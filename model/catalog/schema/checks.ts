import { z } from "zod";
import { STAGES } from "../../stage/name";
import { name, purpose } from "./fields";

// catalog/checks.yaml: checks of a deployed stage.

/** In the order of the report. */
export const CHECK_GROUPS = [
  "health",
  "login",
  "operations",
  "end-to-end",
  "routes",
  "integration",
  "metrics",
  "logs",
  "traces",
] as const;
export type CheckGroup = (typeof CHECK_GROUPS)[number];

/** `GET /tags/{{tagId}}` */
export const REQUEST = /^(GET|POST|PUT|DELETE|PATCH) (\/\S*)$/;

const VARIABLE = /^[a-z][A-Za-z0-9]*$/;
const variableName = z.string().regex(VARIABLE, "use letters and digits, starting with a lower case letter");
const text = z.string().describe("May contain {{variables}}");
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const stepSchema = z.strictObject({
  request: z.string().regex(REQUEST, 'write "METHOD /path"; the path may contain {{variables}}'),
  bearer: text.optional().describe("Bearer token of the request; {{token}} is the test user's"),
  body: z.record(z.string(), z.json()).optional().describe("JSON body; strings at any depth may contain {{variables}}"),
  expect: z
    .union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1)])
    .describe("Expected status, or a list of them"),
  answer: z
    .record(z.string(), z.union([scalar, z.array(scalar).min(1)]))
    .default({})
    .describe(
      "Expected values in the JSON response by path: data.name, items.0.id, or checks.*.status for every element; a list means any of these values. Default: only the status is checked",
    ),
  save: z
    .record(variableName, z.string())
    .default({})
    .describe("Variables to save from the response: tagId: data.tagId"),
  makes: z.literal("nothing").optional().describe("For a POST or PUT that creates nothing, such as signing in"),
});

const rowSchema = z.strictObject({
  table: name,
  key: z.record(z.string(), text).describe("The complete key of the row: attribute: value"),
});

/** Deletes what a check created: a request, or a row to delete if no route does it. */
const cleanupSchema = z.union([
  stepSchema.pick({ request: true, bearer: true, expect: true }),
  z.strictObject({ row: rowSchema }),
]);

const common = {
  purpose,
  group: z.enum(CHECK_GROUPS),
  when: z
    .enum(["always", "verify"])
    .default("always")
    .describe("always: in every deployment; verify: only with the command verify"),
  stages: z.array(z.enum(STAGES)).min(1).optional().describe("Stages to run it on; default: all"),
  timeoutSeconds: z.int().min(1).max(600).default(30),
  attempts: z.int().min(1).max(5).default(1).describe("Maximum attempts, for a check that may fail at first"),
};

const userSchema = z.strictObject({
  made: z
    .enum(["by-registration", "by-administrator"])
    .describe("by-registration: the first step registers the user; by-administrator: it is created in the user pool"),
  attributes: z
    .record(z.string(), text)
    .default({})
    .describe('Attributes that by-administrator sets in addition to email and name: phone_number: "{{phone}}"'),
  steps: z
    .array(stepSchema)
    .min(1)
    .describe(
      "Steps that create the user and sign in, with {{email}}, {{password}}, {{name}}, {{phone}}; one must save token",
    ),
  rows: z.array(rowSchema).default([]).describe("Rows that the backend writes for the user and no route deletes"),
});

export const checkSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("requests"),
    ...common,
    user: z
      .boolean()
      .default(false)
      .describe("Whether it needs the test user and its variables: email, password, phone, token, …"),
    steps: z.array(stepSchema).min(1),
    reaches: z
      .strictObject({ queue: name, contains: text })
      .optional()
      .describe("Queue that must receive a message with this text"),
    cleanup: z.array(cleanupSchema).default([]).describe("Runs even if the check fails, if its variables are known"),
    leaves: z.string().min(10).optional().describe("Why what it creates need not be deleted"),
  }),
  z.strictObject({
    kind: z.literal("routes"),
    ...common,
    withToken: z
      .array(z.enum(["GET", "POST", "PUT", "DELETE", "PATCH"]))
      .describe(
        "Methods to also request with a token: GET, and methods that change nothing if the path parameter is an unknown id and the body is empty. Routes without a path parameter are requested only with GET",
      ),
  }),
  z.strictObject({
    kind: z.literal("go-tests"),
    ...common,
    tags: z.string().regex(/^[a-z0-9_,]+$/),
    packages: z.string().regex(/^\.\/[A-Za-z0-9_./-]*$/, "write a path in the backend: ./..."),
  }),
  z.strictObject({
    kind: z.literal("metrics"),
    ...common,
    errorPercent: z.number().min(0).max(100).describe("Maximum error rate of a function. per cent"),
    throttles: z.int().min(0).describe("Maximum throttled invocations of a function"),
    durationPercent: z
      .number()
      .min(1)
      .max(100)
      .describe("Maximum 95th percentile of durations, as a percentage of the timeout"),
  }),
  z.strictObject({ kind: z.literal("logs"), ...common }),
  z.strictObject({ kind: z.literal("traces"), ...common }),
]);

export const checksSchema = z.strictObject({
  user: userSchema.optional().describe("The temporary test user: created for the checks and deleted after them"),
  checks: z.record(name, checkSchema),
});

export type Checks = z.infer<typeof checksSchema>;
export type CheckSpec = z.infer<typeof checkSchema>;
export type CheckOf<K extends CheckSpec["kind"]> = Extract<CheckSpec, { readonly kind: K }>;
export type CheckStep = z.infer<typeof stepSchema>;
export type CheckRow = z.infer<typeof rowSchema>;
export type CheckCleanup = z.infer<typeof cleanupSchema>;
export type CheckUser = z.infer<typeof userSchema>;
