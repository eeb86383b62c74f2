import { z } from "zod";
import { STAGES } from "../../stage/name";
import { name, purpose } from "./fields";

// catalog/checks.yaml: what must hold on a stage that is in use.

/** In the order in which they are told. */
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
const text = z.string().describe("May hold {{variables}}");
const scalar = z.union([z.string(), z.number(), z.boolean()]);

const stepSchema = z.strictObject({
  request: z.string().regex(REQUEST, 'write "METHOD /path"; the path may hold {{variables}}'),
  bearer: text.optional().describe("The token that goes with the request: {{token}} is the test user's"),
  body: z.record(z.string(), z.json()).optional().describe("Texts in it may hold {{variables}}, at any depth"),
  expect: z
    .union([z.int().min(100).max(599), z.array(z.int().min(100).max(599)).min(1)])
    .describe("The status, or those that are right"),
  answer: z
    .record(z.string(), z.union([scalar, z.array(scalar).min(1)]))
    .default({})
    .describe(
      "What the answer must hold, by place: data.name, items.0.id, or checks.*.status, which is every element; a list means one of these values. Left out: the status alone counts",
    ),
  save: z.record(variableName, z.string()).default({}).describe("Variables taken from the answer: tagId: data.tagId"),
  makes: z
    .literal("nothing")
    .optional()
    .describe("Said of a POST or PUT after which nothing is there that was not before: one that signs in"),
});

const rowSchema = z.strictObject({
  table: name,
  key: z.record(z.string(), text).describe("The row's whole key: attribute: value"),
});

/** What takes away what a check has made: a request, or a row where no route does it. */
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
    .describe("always: each deployment too; verify: where somebody asks for it"),
  stages: z.array(z.enum(STAGES)).min(1).optional().describe("The only stages that it is for; left out: all"),
  timeoutSeconds: z.int().min(1).max(600).default(30),
  attempts: z.int().min(1).max(5).default(1).describe("A check that may fail at first says how often it is tried"),
};

const userSchema = z.strictObject({
  made: z
    .enum(["by-registration", "by-administrator"])
    .describe("by-registration: the first step registers it; by-administrator: it is created in the user pool"),
  attributes: z
    .record(z.string(), text)
    .default({})
    .describe('What by-administrator sets besides email and name: phone_number: "{{phone}}"'),
  steps: z
    .array(stepSchema)
    .min(1)
    .describe("What creates it and signs it in, with {{email}}, {{password}}, {{name}}, {{phone}}; one saves token"),
  rows: z.array(rowSchema).default([]).describe("What the backend wrote of it, which no route removes"),
});

export const checkSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("requests"),
    ...common,
    user: z.boolean().default(false).describe("Whether it needs the test user: email, password, phone, token, …"),
    steps: z.array(stepSchema).min(1),
    reaches: z
      .strictObject({ queue: name, contains: text })
      .optional()
      .describe("The queue in which a message with this text must be seen"),
    cleanup: z.array(cleanupSchema).default([]).describe("Done whatever happened, where its variables are known"),
    leaves: z.string().min(10).optional().describe("Why what it makes may stay"),
  }),
  z.strictObject({
    kind: z.literal("routes"),
    ...common,
    withToken: z
      .array(z.enum(["GET", "POST", "PUT", "DELETE", "PATCH"]))
      .describe(
        "Methods that are also tried with a token: GET, and those by which the backend changes nothing where a path's parameter is the id of nothing and the body is empty. Without a parameter in the path only GET is tried so",
      ),
  }),
  z.strictObject({
    kind: z.literal("go-tests"),
    ...common,
    tags: z.string().regex(/^[a-z0-9_,]+$/),
    packages: z.string().regex(/^\.\/[A-Za-z0-9_./-]*$/, "write a path within the backend: ./..."),
  }),
  z.strictObject({
    kind: z.literal("metrics"),
    ...common,
    errorPercent: z.number().min(0).max(100).describe("Share of a function's invocations that may fail"),
    throttles: z.int().min(0).describe("Invocations of a function that may be refused"),
    durationPercent: z.number().min(1).max(100).describe("Share of its time-out that the 95th percentile may take"),
  }),
  z.strictObject({ kind: z.literal("logs"), ...common }),
  z.strictObject({ kind: z.literal("traces"), ...common }),
]);

export const checksSchema = z.strictObject({
  user: userSchema.optional().describe("The test user: created for the checks, deleted after them"),
  checks: z.record(name, checkSchema),
});

export type Checks = z.infer<typeof checksSchema>;
export type CheckSpec = z.infer<typeof checkSchema>;
export type CheckOf<K extends CheckSpec["kind"]> = Extract<CheckSpec, { readonly kind: K }>;
export type CheckStep = z.infer<typeof stepSchema>;
export type CheckRow = z.infer<typeof rowSchema>;
export type CheckCleanup = z.infer<typeof cleanupSchema>;
export type CheckUser = z.infer<typeof userSchema>;
