import { catalogSchema, type Catalog } from "../../model/catalog/schema/catalog";
import { smallCatalog } from "./release";

const stream = {
  source: "table:jobs",
  batchSize: 100,
  startingPosition: "trim-horizon",
  maximumRetryAttempts: 3,
  maximumRecordAge: 3_600,
  bisectBatchOnError: true,
  parallelizationFactor: 2,
  onFailure: "queue:failed",
};

const nightly = {
  expression: "cron(0 3 * * ? *)",
  timezone: "Europe/Berlin",
  input: { task: "clean-up" },
  maximumEventAge: 3_600,
  deadLetters: "queue:failed",
};

/** A worker of a quarter of an hour, in Python. */
const importer = {
  handler: "jobs/import",
  runtime: "python3.13",
  entry: "app.handler",
  timeout: 900,
  triggers: [
    {
      source: "queue:imports",
      batchSize: 500,
      batchingWindow: 60,
      maximumConcurrency: 5,
      reportBatchItemFailures: true,
    },
  ],
};

/** The small catalog with one of everything that calls a function besides routes. */
export function eventCatalog(): Catalog {
  const small = smallCatalog();
  const { auth, jobs } = small.services;
  if (auth === undefined || jobs === undefined) throw new Error("the small catalog has other services");
  const standard = { type: "standard", retention: 1_209_600, receiveWait: 20, maxReceives: 5 };
  return catalogSchema.parse({
    ...small,
    data: {
      ...small.data,
      queues: {
        ...small.data.queues,
        imports: { ...standard, purpose: "Work", visibilityTimeout: 5_460, alarms: { depth: 10_000, age: 3_600 } },
        failed: { ...standard, purpose: "What was given up", visibilityTimeout: 30 },
      },
    },
    events: {
      ...small.events,
      rules: {
        "user-events": {
          ...small.events.rules["user-events"],
          targets: [
            { to: "queue:sync", messageGroupId: "users", maximumRetryAttempts: 4, deadLetters: "queue:failed" },
          ],
        },
        "job-events": {
          bus: "main",
          sources: ["listbackup.jobs"],
          detailTypes: ["Job Failed"],
          targets: [{ to: "function:jobs/work", deadLetters: "queue:failed" }, { to: "queue:imports" }],
        },
      },
    },
    api: {
      ...small.api,
      authorizers: { session: { purpose: "Who asks", function: "auth/authorize", context: ["userId", "accountId"] } },
    },
    identity: {
      ...small.identity,
      tier: "ESSENTIALS",
      triggers: {
        preSignUp: "auth/addClaims",
        preTokenGeneration: { function: "auth/addClaims", version: "V2_0", claims: ["accountId"] },
      },
    },
    services: {
      ...small.services,
      auth: {
        ...auth,
        functions: {
          ...auth.functions,
          authorize: { handler: "auth/authorize" },
          addClaims: { handler: "auth/add-claims", timeout: 5 },
        },
      },
      jobs: {
        ...jobs,
        grants: [...jobs.grants, "consume queue:imports", "send queue:failed"],
        functions: {
          follow: { handler: "jobs/follow", triggers: [stream] },
          work: { ...jobs.functions["work"], schedules: { nightly } },
          import: importer,
        },
      },
    },
  });
}
