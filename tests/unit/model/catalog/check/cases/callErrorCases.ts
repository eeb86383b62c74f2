import { EMPTY_FACTS, replaceText, REAL_FILES, type Files } from "../../realCatalog";
import type { ErrorCase } from "./errorCase";

/** Adds text at the end of one file of the real catalog, or replaces text in it. */
interface Change {
  readonly file: string;
  readonly text: string;
  readonly instead?: string;
}

function changed(files: Files, { file, text, instead }: Change): Files {
  const name = `catalog/${file}`;
  if (instead !== undefined) return replaceText(files, file, instead, text);
  return { ...files, [name]: `${files[name] ?? ""}${text}` };
}

/** The real catalog with changes that contain one error, and the position of the finding. */
function errorCase(what: string, code: string, changes: readonly Change[], file: string, line: string): ErrorCase {
  return { what, code, files: changes.reduce(changed, REAL_FILES), facts: EMPTY_FACTS, file, line };
}

const API = "api.yaml";
const USERS = "services/users.yaml";

/** An authorizer in api.yaml; `auth/verifyAccount` has a timeout of 10 s. */
const authorizer = (settings = "", name = "session", fn = "auth/verifyAccount"): Change => ({
  file: API,
  text: `\nauthorizers:\n  ${name}: { purpose: Who asks, function: ${fn}${settings} }\n`,
});

/** One function of the users service under an authorizer. */
const protectedBy = (name = "session"): Change => ({
  file: USERS,
  instead: "    handler: users/list\n",
  text: `    handler: users/list\n    authorizer: ${name}\n`,
});

/** Cognito calls `auth/verifyAccount`, or another function. */
const trigger = (text: string): Change => ({ file: "identity.yaml", text: `\ntriggers:\n  ${text}\n` });
const FAST: Change = {
  file: "services/auth.yaml",
  instead: "    timeout: 10\n    routes: [POST /auth/verify public]",
  text: "    timeout: 5\n    routes: [POST /auth/verify public]",
};

const TEN = Array.from({ length: 10 }, (_unused, index) => `a${String(index)}`);
const tenAuthorizers: readonly Change[] = [
  {
    file: API,
    text: `\nauthorizers:\n${TEN.map((name) => `  ${name}: { purpose: One of many, function: auth/verifyAccount }\n`).join("")}`,
  },
  {
    file: "services/bulk.yaml",
    text: [
      "service: bulk\npurpose: Many\nphase: business\ndefaults: { memory: 128, timeout: 6 }\nfunctions:\n",
      ...TEN.map((name) => `  ${name}: { handler: users/list, authorizer: ${name}, routes: [GET /bulk/${name}] }\n`),
    ].join(""),
  },
];

/** A service of its own that a queue triggers. */
const worker = (trigger: string, timeout = 30, grants = "consume queue:sync"): Change => ({
  file: "services/worker.yaml",
  text: [
    "service: worker",
    "purpose: Takes messages",
    "phase: business",
    `defaults: { memory: 128, timeout: ${String(timeout)} }`,
    `grants: [${grants}]`,
    "functions:",
    "  take:",
    "    handler: jobs/queue",
    `    triggers: [{ ${trigger} }]`,
    "",
  ].join("\n"),
});
const STANDARD: Change = { file: "data.yaml", instead: "  sync: { ", text: "  sync: { type: standard, " };
const WORKER = "services/worker.yaml";
const JOBS = "services/jobs.yaml";
const jobsStream = (more: string): Change => ({
  file: JOBS,
  instead: 'source: "table:jobs", batchSize: 10',
  text: `source: "table:jobs", batchSize: 10, ${more}`,
});

/** What Lambda refuses of event source mappings, and what AWS advises. */
export const TRIGGER_ERROR_CASES: readonly ErrorCase[] = [
  errorCase(
    "a large batch without a batching window",
    "TRIGGER_BATCH",
    [STANDARD, worker('source: "queue:sync", batchSize: 100')],
    WORKER,
    "batchSize: 100",
  ),
  errorCase(
    "a batching window for a FIFO queue",
    "TRIGGER_WINDOW",
    [worker('source: "queue:sync", batchSize: 10, batchingWindow: 5')],
    WORKER,
    "batchingWindow",
  ),
  errorCase(
    "a message that may show again too soon",
    "QUEUE_VISIBILITY_SHORT",
    [STANDARD, worker('source: "queue:sync", batchSize: 100, batchingWindow: 60', 45)],
    "data.yaml",
    "  sync:",
  ),
  errorCase(
    "a queue that is to be read as a stream",
    "TRIGGER_SETTING",
    [worker('source: "queue:sync", batchSize: 10, maximumRetryAttempts: 3')],
    WORKER,
    "maximumRetryAttempts",
  ),
  errorCase(
    "a stream that is to be read as a queue",
    "TRIGGER_SETTING",
    [jobsStream("maximumConcurrency: 2")],
    JOBS,
    "maximumConcurrency",
  ),
  errorCase(
    "failures to a FIFO queue",
    "TRIGGER_DESTINATION",
    [jobsStream('onFailure: "queue:sync"')],
    JOBS,
    "onFailure",
  ),
  errorCase(
    "failures to a queue that is not there",
    "REFERENCE_UNKNOWN",
    [jobsStream('onFailure: "queue:failed"')],
    JOBS,
    "onFailure",
  ),
  errorCase("failures to a table", "REFERENCE_INVALID", [jobsStream('onFailure: "table:jobs"')], JOBS, "onFailure"),
  errorCase(
    "failures to a topic that may not be published to",
    "GRANT_MISSING",
    [jobsStream('onFailure: "topic:notifications"')],
    JOBS,
    "onFailure",
  ),
];

/** A rule more, with targets. */
const targets = (...texts: readonly string[]): Change => ({
  file: "events.yaml",
  instead: "topics:\n",
  text: [
    "  more-events:\n    bus: main\n    sources: [listbackup.more]\n    detailTypes: [More]\n    targets:\n",
    ...texts.map((text) => `      - { ${text} }\n`),
    "\ntopics:\n",
  ].join(""),
});
const schedule = (text: string): Change => ({
  file: JOBS,
  instead: "    handler: jobs/queue\n",
  text: `    handler: jobs/queue\n    schedules:\n      nightly: { ${text} }\n`,
});
const EVENTS = "events.yaml";

/** Schedules, and what event rules send where. */
export const SCHEDULE_ERROR_CASES: readonly ErrorCase[] = [
  errorCase(
    "a schedule of five fields",
    "SCHEDULE_EXPRESSION",
    [schedule('expression: "cron(0 3 * * ?)"')],
    JOBS,
    "nightly",
  ),
  errorCase(
    "a time zone that is nowhere",
    "SCHEDULE_TIMEZONE",
    [schedule("expression: rate(1 day), timezone: Europe/Berlim")],
    JOBS,
    "nightly",
  ),
  errorCase(
    "a time zone that is an offset",
    "SCHEDULE_TIMEZONE",
    [schedule('expression: rate(1 day), timezone: "+01:00"')],
    JOBS,
    "nightly",
  ),
  errorCase(
    "undelivered events to a FIFO queue",
    "DEAD_LETTERS_FIFO",
    [schedule('expression: rate(1 day), deadLetters: "queue:sync"')],
    JOBS,
    "nightly",
  ),
  errorCase(
    "undelivered events to no queue",
    "REFERENCE_UNKNOWN",
    [schedule('expression: rate(1 day), deadLetters: "queue:lost"')],
    JOBS,
    "nightly",
  ),
  errorCase(
    "undelivered events to a topic",
    "REFERENCE_INVALID",
    [schedule('expression: rate(1 day), deadLetters: "topic:sms"')],
    JOBS,
    "nightly",
  ),
  errorCase(
    "a target that is no function",
    "FUNCTION_UNKNOWN",
    [targets('to: "function:jobs/que"')],
    EVENTS,
    "function:jobs/que",
  ),
  errorCase("a target of no kind", "REFERENCE_INVALID", [targets('to: "topic:sms"')], EVENTS, 'to: "topic:sms"'),
  errorCase(
    "a FIFO queue without message group",
    "RULE_TARGET_GROUP",
    [targets('to: "queue:sync"')],
    EVENTS,
    'to: "queue:sync"',
  ),
  errorCase(
    "a function with a message group",
    "RULE_TARGET_GROUP",
    [targets('to: "function:jobs/queueJob", messageGroupId: a')],
    EVENTS,
    "messageGroupId",
  ),
  errorCase(
    "a target twice",
    "RULE_TARGET_TWICE",
    [targets('to: "function:jobs/queueJob"', 'to: "function:jobs/queueJob" ')],
    EVENTS,
    'queueJob"  }',
  ),
  errorCase(
    "too many targets",
    "RULE_TARGETS_TOO_MANY",
    [
      targets(
        ...["createJob", "getJob", "listJobs", "updateJob", "deleteJob", "queueJob"].map(
          (name) => `to: "function:jobs/${name}"`,
        ),
      ),
    ],
    EVENTS,
    "targets:",
  ),
  errorCase(
    "a rule whose events go nowhere",
    "RULE_WITHOUT_TARGET",
    [
      {
        file: EVENTS,
        instead: "topics:\n",
        text: "  lost-events:\n    bus: main\n    sources: [listbackup.lost]\n    detailTypes: [Lost]\n\ntopics:\n",
      },
    ],
    EVENTS,
    "lost-events",
  ),
  errorCase(
    "two schedules of one name",
    "NAME_COLLIDES",
    [
      schedule("expression: rate(1 day)"),
      {
        file: JOBS,
        instead: "    handler: jobs/get\n",
        text: "    handler: jobs/get\n    schedules:\n      nightly: { expression: rate(2 days) }\n",
      },
    ],
    JOBS,
    "nightly: { expression: rate(1 day) }",
  ),
];

/** Authorizers, and functions that the catalog calls by their names. */
export const CALL_ERROR_CASES: readonly ErrorCase[] = [
  errorCase(
    "an authorizer with a reserved name",
    "AUTHORIZER_NAME",
    [authorizer("", "cognito"), protectedBy("cognito")],
    API,
    "cognito:",
  ),
  errorCase(
    "a cache without a key",
    "AUTHORIZER_CACHE",
    [authorizer(", identitySource: []"), protectedBy()],
    API,
    "session:",
  ),
  errorCase(
    "an authorizer slower than the API waits",
    "AUTHORIZER_TIMEOUT",
    [authorizer("", "session", "auth/status"), protectedBy()],
    "services/auth.yaml",
    "  status:",
  ),
  errorCase("an authorizer of no route", "AUTHORIZER_UNUSED", [authorizer()], API, "session:"),
  errorCase("too many authorizers", "AUTHORIZERS_TOO_MANY", tenAuthorizers, API, "authorizers:"),
  errorCase(
    "an authorizer misspelt",
    "AUTHORIZER_UNKNOWN",
    [
      authorizer(),
      protectedBy(),
      { file: "services/tags.yaml", instead: "timeout: 6 }", text: "timeout: 6, authorizer: sesion }" },
    ],
    "services/tags.yaml",
    "defaults:",
  ),
  errorCase(
    "an authorizer that comes up later",
    "AUTHORIZER_PHASE",
    [authorizer("", "session", "tags/tags-list"), protectedBy()],
    USERS,
    "usersList:",
  ),
  errorCase(
    "an authorizer that is no function",
    "FUNCTION_UNKNOWN",
    [authorizer("", "session", "auth/verify"), protectedBy()],
    API,
    "session:",
  ),
  errorCase(
    "a trigger slower than Cognito waits",
    "IDENTITY_TRIGGER_TIMEOUT",
    [trigger("preSignUp: auth/verifyAccount")],
    "identity.yaml",
    "preSignUp",
  ),
  errorCase(
    "access tokens changed without the tier for it",
    "IDENTITY_TIER",
    [trigger("preTokenGeneration: { function: auth/verifyAccount, version: V2_0 }"), FAST],
    "identity.yaml",
    "preTokenGeneration",
  ),
  errorCase(
    "a trigger that is no function",
    "FUNCTION_UNKNOWN",
    [trigger("preSignUp: auth/verify")],
    "identity.yaml",
    "preSignUp",
  ),
];
