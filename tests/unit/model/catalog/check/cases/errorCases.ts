import type { ErrorCase } from "./errorCase";
import { CALL_ERROR_CASES, SCHEDULE_ERROR_CASES, TRIGGER_ERROR_CASES } from "./callErrorCases";
import { SOURCE_ERROR_CASES } from "./sourceErrorCases";
import { EMPTY_FACTS, replaceText, REAL_FILES } from "../../realCatalog";

interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

interface Position {
  readonly file?: string;
  readonly line?: string;
  readonly after?: string;
}

/** Replaces a text; by default the finding is at the start of the new text. */
function edit(
  what: string,
  code: string,
  file: string,
  find: string,
  replace: string,
  position: Position = {},
): ErrorCase {
  return edits(what, code, [{ file, find, replace }], position);
}

function edits(what: string, code: string, all: readonly Edit[], position: Position = {}): ErrorCase {
  const files = all.reduce((before, { file, find, replace }) => replaceText(before, file, find, replace), REAL_FILES);
  const [first] = all;
  const file = position.file ?? first?.file ?? "";
  const line = position.line ?? first?.replace.trim().split("\n")[0] ?? "";
  const after = position.after === undefined ? {} : { after: position.after };
  return { what, code, files, facts: EMPTY_FACTS, file, line, ...after };
}

/** Additional APIs. */
function apis(what: string, code: string, lines: string, line = lines): ErrorCase {
  return edit(what, code, "api.yaml", "cors:", `apis:\n${lines}\ncors:`, { line });
}

function added(
  what: string,
  code: string,
  file: string,
  text: string,
  line: string,
  position: Position = {},
): ErrorCase {
  const files = { ...REAL_FILES, [`catalog/${file}`]: text };
  return { what, code, files, facts: EMPTY_FACTS, file: position.file ?? file, line };
}

/** Settings of a stage with a very long value. */
const LONG_SETTINGS = new Map(
  [...(EMPTY_FACTS.settings?.get("Pulumi.dev.yaml") ?? [])].map(([name, value]) => [
    name,
    name === "email-from" ? "x".repeat(4_090) : value,
  ]),
);

const USERS = "services/users.yaml";
const JOBS = "services/jobs.yaml";

/** An additional service. */
function worker(timeout: number, batchSize: number): string {
  return [
    "service: worker",
    "purpose: Takes jobs",
    "phase: business",
    `defaults: { memory: 128, timeout: ${String(timeout)} }`,
    "grants: [consume queue:sync]",
    "functions:",
    "  take:",
    "    handler: jobs/queue",
    `    triggers: [{ source: "queue:sync", batchSize: ${String(batchSize)} }]`,
    "",
  ].join("\n");
}

function bulk(functions: number, routesEach: number): string {
  const one = (index: number): readonly string[] => [
    `  f${String(index)}:`,
    "    handler: users/list",
    "    routes:",
    ...Array.from({ length: routesEach }, (_unused, route) => `      - GET /bulk/${String(index)}/${String(route)}`),
  ];
  return [
    "service: bulk",
    "purpose: Many",
    "phase: business",
    "defaults: { memory: 128, timeout: 3 }",
    "functions:",
    ...Array.from({ length: functions }, (_unused, index) => one(index)).flat(),
    "",
  ].join("\n");
}

const FORM: readonly ErrorCase[] = [
  edit("a misspelt key", "KEY_UNKNOWN", USERS, "handler: users/list", "handlr: users/list"),
  edit("an unknown key", "KEY_UNKNOWN", USERS, "phase: users", "phase: users\ncolour: red", {
    line: "colour",
  }),
  edit("a missing key", "KEY_MISSING", USERS, "phase: users\n", "", { line: "service: users" }),
  edit("a string for a number", "VALUE_INVALID", USERS, "timeout: 10", "timeout: ten"),
  edit("a number for a string", "VALUE_INVALID", USERS, "API_VERSION: text:v1", "API_VERSION: 1"),
  edit("a variable in lower case", "VALUE_INVALID", USERS, "STAGE: stage", "stage: stage"),
  edit("a misspelt projection", "VALUE_INVALID", "data.yaml", "{ hash: email }", "{ hash: email, projection: al }"),
  edit("a phase that has no services", "VALUE_INVALID", USERS, "phase: users", "phase: core"),
  edit("a route without a method", "VALUE_INVALID", USERS, "routes: [GET /users]", "routes: [/users]"),
  edit("a function declared twice", "KEY_TWICE", USERS, "usersSearch:", "usersList:", { after: "usersDelete:" }),
  edit("a table declared twice", "KEY_TWICE", "data.yaml", "  billing-usage:", "  billing:", {
    after: "AccountPeriodIndex",
  }),
  edit("broken YAML", "YAML", USERS, "purpose: Profiles", "purpose: [Profiles", { line: "phase: users" }),
  edit("a tab for indentation", "YAML", USERS, "  - scan table:users", "\t- scan table:users", {
    line: "- scan table:users",
  }),
  edit("an alias", "YAML_ALIAS", USERS, "STAGE: stage", "STAGE: &s stage\n  OTHER: *s", { line: "OTHER" }),
  edit("bytes that are not UTF-8", "FILE_ENCODING", USERS, "purpose: Profiles", "purpose: Profil\uFFFDs"),
  edit("an invisible character", "FILE_CHARACTER", USERS, "purpose: Profiles", "purpose: Prof\u202Eiles"),
  edit("brackets without end", "FILE_TOO_DEEP", USERS, "purpose: Profiles", `purpose: ${"[".repeat(100)}`),
  edit("a file of another kind", "FILE_TOO_LARGE", USERS, "purpose: Profiles", `purpose: ${"x".repeat(300_000)}`, {
    line: "$schema",
  }),
  edit("a service with another name", "SERVICE_NAME", "services/tags.yaml", "service: tags", "service: labels"),
  added("a file with an unknown name", "FILE_UNKNOWN", "service/users.yaml", "service: users\n", "service: users"),
  {
    ...edit("a missing file", "FILE_MISSING", "api.yaml", "title", "title"),
    files: Object.fromEntries(Object.entries(REAL_FILES).filter(([name]) => name !== "catalog/api.yaml")),
    line: "",
  },
];

const REFERENCES: readonly ErrorCase[] = [
  edit("a misspelt table", "REFERENCE_UNKNOWN", USERS, "USERS_TABLE: table:users", "USERS_TABLE: table:user"),
  edit(
    "a parameter that is not declared",
    "REFERENCE_UNKNOWN",
    "services/billing.yaml",
    "stripe-webhook-secret\n",
    "x\n",
    {
      line: "STRIPE_WEBHOOK_SECRET",
    },
  ),
  edit(
    "a grant for an unknown table",
    "REFERENCE_UNKNOWN",
    USERS,
    "- read-write table:accounts",
    "- read-write table:acounts",
  ),
  edit("a trigger with an unknown table", "REFERENCE_UNKNOWN", JOBS, 'source: "table:jobs"', 'source: "table:jbs"'),
  edit("a rule on another bus", "REFERENCE_UNKNOWN", "events.yaml", "bus: main", "bus: man"),
  edit("an unknown kind of reference", "REFERENCE_INVALID", USERS, "COGNITO_REGION: region", "COGNITO_REGION: regoin"),
  edit("an unsupported kind of trigger", "REFERENCE_INVALID", JOBS, 'source: "table:jobs"', 'source: "bucket:data"', {
    line: 'source: "bucket:data"',
  }),
  edit("a verb that does not exist", "GRANT_INVALID", USERS, "- read-write table:users", "- reed-write table:users"),
];

const GRANTS: readonly ErrorCase[] = [
  edit("a bus without the right to publish", "GRANT_MISSING", USERS, "  - publish bus:main\n", "", {
    line: "EVENT_BUS_NAME",
  }),
  edit(
    "a table outside the service's grants",
    "GRANT_MISSING",
    "services/domains.yaml",
    "  - read-write table:domains\n",
    "",
    {
      line: "DOMAINS_TABLE",
    },
  ),
  edit("a stream that may not be read", "GRANT_MISSING", JOBS, "  - stream table:jobs\n", "", {
    line: 'source: "table:jobs"',
  }),
  edit("an unused grant", "GRANT_UNUSED", USERS, "  EVENT_BUS_NAME: bus:main\n", "", {
    line: "publish bus:main",
  }),
  edit(
    "an unused grant on the user pool",
    "GRANT_UNUSED",
    "services/tags.yaml",
    "grants:",
    "grants:\n  - inspect identity",
    {
      line: "- inspect identity",
    },
  ),
  edit(
    "a right given twice",
    "GRANT_TWICE",
    USERS,
    "  - scan table:users",
    "  - scan table:users\n  - read table:users",
    {
      line: "- read table:users",
    },
  ),
  edit(
    "a statement that allows everything",
    "STATEMENT_ACTION",
    "services/domains.yaml",
    '"route53:GetChange"',
    '"route53:*"',
  ),
  edit(
    "a statement for a table",
    "STATEMENT_GRANTABLE",
    "services/domains.yaml",
    '"route53:ListHostedZones"]',
    '"dynamodb:GetItem"]',
  ),
  edit(
    "a resource that is no ARN",
    "STATEMENT_RESOURCE",
    "services/domains.yaml",
    '"arn:aws:route53:::change/*"',
    '"change/*"',
  ),
  edit(
    "an action that AWS does not have",
    "STATEMENT_ACTION",
    "services/domains.yaml",
    '"route53:GetChange"',
    '"route53:GetChanges"',
  ),
  edit(
    "an action on ARNs that AWS grants on all resources only",
    "STATEMENT_ACTION_RESOURCE",
    "services/domains.yaml",
    '"route53:GetChange"',
    '"route53:CreateHostedZone"',
  ),
  edit(
    "an action on resources of another type",
    "STATEMENT_ACTION_RESOURCE",
    "services/domains.yaml",
    '"acm:GetCertificate"',
    '"kms:Decrypt"',
  ),
];

const IDENTITY = "identity.yaml";
const DATA_FILE = "data.yaml";

const LIMITS: readonly ErrorCase[] = [
  edit("an access token of 25 hours", "IDENTITY_TOKENS", IDENTITY, "accessTokenHours: 24", "accessTokenHours: 25"),
  edit("an ID token of no hours", "IDENTITY_TOKENS", IDENTITY, "idTokenHours: 24", "idTokenHours: 0"),
  edit("a refresh token of 11 years", "IDENTITY_TOKENS", IDENTITY, "refreshTokenDays: 30", "refreshTokenDays: 4015"),
  edit("a token of half an hour", "IDENTITY_TOKENS", IDENTITY, "accessTokenHours: 24", "accessTokenHours: 0.5"),
  edit(
    "STANDARD_IA after 7 days",
    "BUCKET_LIFECYCLE",
    DATA_FILE,
    "      transitions:\n        - { afterDays: 30",
    "      transitions:\n        - { afterDays: 7",
    { line: "{ afterDays: 7," },
  ),
  edit("storage classes out of order", "BUCKET_LIFECYCLE", DATA_FILE, "365, to: DEEP_ARCHIVE", "365, to: STANDARD_IA"),
  edit("a transition before the last", "BUCKET_LIFECYCLE", DATA_FILE, "365, to: DEEP", "60, to: DEEP"),
  edit(
    "an expiration before a transition",
    "BUCKET_LIFECYCLE",
    DATA_FILE,
    "noncurrentExpirationDays: 730",
    "noncurrentExpirationDays: 90",
  ),
  edit(
    "more concurrency than a new account has",
    "RESERVED_CONCURRENCY",
    "services/auth.yaml",
    "concurrency: 100",
    "concurrency: 900",
  ),
  edit("a group whose name has a space", "IDENTITY_GROUPS", "identity.yaml", "  SuperAdmins:", "  Super Admins:"),
  edit("a group with a long name", "IDENTITY_GROUPS", "identity.yaml", "  SuperAdmins:", `  ${"S".repeat(129)}:`),
  edit("CORS answers kept for two days", "CORS_MAX_AGE", "api.yaml", "maxAgeSeconds: 86400", "maxAgeSeconds: 172800"),
];

const ENVIRONMENT: readonly ErrorCase[] = [
  edit(
    "a variable of the deployment",
    "ENV_RESERVED",
    USERS,
    "STAGE: stage",
    "STAGE: stage\n  PARAMETER_VERSIONS: region",
    {
      line: "PARAMETER_VERSIONS: region",
    },
  ),
  edit("a variable reserved by Lambda", "ENV_RESERVED", USERS, "STAGE: stage", "STAGE: stage\n  AWS_REGION: region", {
    line: "AWS_REGION",
  }),
  edit(
    "a variable set by the deployment",
    "ENV_RESERVED",
    USERS,
    "STAGE: stage",
    "STAGE: stage\n  LOG_LEVEL: text:INFO",
    {
      line: "LOG_LEVEL",
    },
  ),
  edit("a repeated variable", "ENV_REPEATED", USERS, "ACTIVITIES_TABLE", "STAGE: stage\n      ACTIVITIES_TABLE", {
    line: "      STAGE: stage",
  }),
  edit("a too large environment", "ENV_SIZE", USERS, "API_VERSION: text:v1", `API_VERSION: text:${"x".repeat(4096)}`, {
    line: "environment:",
  }),
  {
    what: "too long a setting",
    code: "ENV_SIZE",
    files: REAL_FILES,
    facts: { ...EMPTY_FACTS, settings: new Map([["Pulumi.dev.yaml", LONG_SETTINGS]]) },
    file: "services/notifications.yaml",
    line: "environment:",
  },
  edit(
    "statements above the limit of a role",
    "ROLE_POLICY_SIZE",
    "services/domains.yaml",
    '["arn:aws:acm:{region}:{account}:certificate/*"]',
    JSON.stringify(
      Array.from(
        { length: 100 },
        (_, index) => `arn:aws:acm:{region}:{account}:certificate/${String(index)}-${"x".repeat(60)}`,
      ),
    ),
    { line: "grants:" },
  ),
  edit(
    "a setting that a stage does not have",
    "SETTING_MISSING",
    "services/notifications.yaml",
    "setting:frontend-url",
    "setting:web-url",
    {
      line: "BASE_URL",
    },
  ),
];

const text = (what: string, code: string, value: string): ErrorCase =>
  edit(what, code, USERS, "API_VERSION: text:v1", `API_VERSION: "text:${value}"`);

const LITERALS: readonly ErrorCase[] = [
  text("an address", "LITERAL_URL", "https://dev.api.listbackup.ai/x"),
  text("a domain", "LITERAL_URL", "noreply@listbackup.ai"),
  text("an account", "LITERAL_ACCOUNT", "arn-123456789012"),
  text("a region", "LITERAL_REGION", "us-west-2"),
  text("a hosted zone", "LITERAL_ID", "Z0123456789ABCDEFGHIJ"),
  text("an API", "LITERAL_ID", "a1b2c3d4e5"),
  text("a stage", "LITERAL_STAGE", "listbackup-main-users"),
  text("an unknown placeholder", "TEXT_PLACEHOLDER", "listbackup-{stag}"),
  edit(
    "an account in a statement",
    "LITERAL_ACCOUNT",
    "services/domains.yaml",
    "acm:{region}:{account}",
    "acm:{region}:123456789012",
  ),
  edit(
    "an address in a template",
    "LITERAL_URL",
    "events.yaml",
    "<p>Hello {{name}},</p>",
    "<p>https://listbackup.ai</p>",
    {
      line: "html: |",
    },
  ),
];

const ROUTES: readonly ErrorCase[] = [
  edit("a route of two functions", "ROUTE_TWICE", USERS, "routes: [GET /users/search]", "routes: [GET /tags/search]", {
    line: "GET /tags/search",
  }),
  edit(
    "two parameter names at one position",
    "ROUTE_PARAMETER_NAMES",
    "services/platforms.yaml",
    '["GET /platforms/{platformId}"]',
    '["GET /platforms/{id}"]',
    {
      file: "services/platforms.yaml",
      line: "GET /platforms/{id}",
    },
  ),
  edit("a missing brace", "ROUTE_INVALID", USERS, '"GET /users/{userId}"', '"GET /users/{userId"'),
  edit("an empty segment", "ROUTE_INVALID", USERS, "GET /users/search", "GET /users//search"),
  edit(
    "a public route that shadows a protected one",
    "ROUTE_SHADOWS",
    "services/platforms.yaml",
    '["GET /platforms/{platformId}"]',
    '["GET /platforms/{platformId}/callback"]',
    {
      file: "services/connections.yaml",
      line: "GET /platforms/oauth/callback public",
    },
  ),
  edit(
    "a route without authentication",
    "ROUTE_PUBLIC",
    "services/billing.yaml",
    '  - { finding: "ROUTE_PUBLIC GET /billing/plans", reason: "Prices are on the public web site" }\n',
    "",
    { line: "GET /billing/plans public" },
  ),
  edit("a method that CORS does not allow", "ROUTE_CORS", USERS, '"PUT /users/{userId}"', '"PATCH /users/{userId}"'),
  edit("a function timeout above that of the API", "TIMEOUT_API", USERS, "timeout: 10", "timeout: 30"),
  edit("a service timeout above that of the API", "TIMEOUT_API", USERS, "timeout: 29", "timeout: 60", {
    line: "defaults:",
  }),
  edit("a function that nothing invokes", "FUNCTION_UNREACHABLE", USERS, "    routes: [GET /users/search]\n", "", {
    line: "usersSearch:",
  }),
  added("too many functions with routes", "API_INTEGRATIONS", "services/bulk.yaml", bulk(101, 1), "title", {
    file: "api.yaml",
  }),
  apis("an additional API without a route", "API_UNUSED", "  /nothing: { purpose: Nothing }"),
  apis(
    "an API below another",
    "API_NESTED",
    "  /users: { purpose: Users }\n  /users/me: { purpose: Own user }",
    "  /users/me",
  ),
  manyMappings(),
  edits("a route with a parameter where an additional API has its path", "API_SHADOWS", [
    { file: USERS, find: "[GET /users/search]", replace: "[GET /users/search, 'GET /{kind}/list']" },
    { file: "api.yaml", find: "cors:", replace: "apis:\n  /users: { purpose: Users }\ncors:" },
  ]),
  added("too many routes", "API_ROUTES", "services/bulk.yaml", bulk(2, 70), "title", { file: "api.yaml" }),
];

/** More APIs with paths of several segments than a domain has mappings. */
function manyMappings(): ErrorCase {
  const paths = Array.from({ length: 201 }, (_unused, index) => `  /bulk/${String(index)}: { purpose: One of many }`);
  const made = apis("too many paths of several segments", "API_MAPPINGS", paths.join("\n"), "apis:");
  return { ...made, files: { ...made.files, "catalog/services/bulk.yaml": bulk(201, 1) } };
}

const LIST = "    handler: users/list\n";

/** Keys of one Go function of the users service besides its handler. */
function runtime(what: string, code: string, keys: string, line: string): ErrorCase {
  return edit(what, code, USERS, LIST, `${LIST}    ${keys}\n`, { line });
}

const RUNTIMES: readonly ErrorCase[] = [
  runtime("a runtime that AWS does not have", "VALUE_INVALID", "runtime: ruby3.4", "runtime: ruby3.4"),
  runtime(
    "a runtime that AWS creates no functions with",
    "VALUE_INVALID",
    "runtime: nodejs20.x",
    "runtime: nodejs20.x",
  ),
  runtime("a runtime without an entry", "RUNTIME_ENTRY", "runtime: nodejs22.x", "runtime: nodejs22.x"),
  runtime("an entry without a runtime", "RUNTIME_ENTRY", "entry: index.handler", "entry: index.handler"),
  runtime("an entry above the folder", "VALUE_INVALID", "entry: ../index.handler", "entry: ../index.handler"),
  runtime("an entry without a function", "VALUE_INVALID", "entry: index", "entry: index"),
  runtime(
    "sources of a function in Python",
    "RUNTIME_SOURCES",
    "runtime: python3.13\n    entry: app.handler\n    sources: [main.go]",
    "sources: [main.go]",
  ),
  runtime("a source in another folder", "VALUE_INVALID", "sources: [../get/main.go]", "sources: [../get/main.go]"),
  runtime("a source that is no Go file", "VALUE_INVALID", "sources: [main.py]", "sources: [main.py]"),
  edit("a Go handler outside cmd/handlers", "RUNTIME_FOLDER", USERS, LIST, "    handler: ./cmd/handlers/users/list\n"),
  edit("a handler above the backend", "VALUE_INVALID", USERS, LIST, "    handler: ./../users\n"),
];

const MIGRATION = `
migrations:
  2026-11-index: { purpose: An index, when: after, function: FUNCTION, back: BACK }
`;

/** A migration at the end of the tags service. */
function migration(what: string, forward: string, back: string, line: string): ErrorCase {
  const text = MIGRATION.replace("FUNCTION", forward).replace("BACK", back);
  const end = "\nfunctions:\n";
  return edit(what, "MIGRATION_FUNCTION", "services/tags.yaml", end, `${text}${end}`, { line });
}

const MIGRATIONS: readonly ErrorCase[] = [
  migration("a migration by a function that is not there", "nothing", "impossible", "2026-11-index"),
  migration("a migration by a function that requests start too", "tags-list", "impossible", "2026-11-index"),
];

const OAUTH_SPEC = "  { purpose: OAuth settings of a platform, kind: optional, type: SecureString, from: person }";

const DATA: readonly ErrorCase[] = [
  edit("a trigger on a table without a stream", "TRIGGER_STREAM", "data.yaml", "    stream: new-and-old-images\n", "", {
    file: JOBS,
    line: 'source: "table:jobs"',
  }),
  added("a too large batch", "TRIGGER_BATCH", "services/worker.yaml", worker(30, 11), "batchSize"),
  added("a too short visibility timeout", "QUEUE_VISIBILITY", "services/worker.yaml", worker(400, 1), "  sync:", {
    file: "data.yaml",
  }),
  edits(
    "a trigger cycle",
    "TRIGGER_CYCLE",
    [
      { file: JOBS, find: 'source: "table:jobs"', replace: 'source: "queue:sync"' },
      { file: JOBS, find: "stream table:jobs", replace: "consume queue:sync" },
    ],
    { line: 'source: "queue:sync"' },
  ),
  edit("an attribute of two types", "KEY_TYPES", "data.yaml", "range: usageCount number", "range: createdAt number", {
    line: "AccountCreatedIndex",
  }),
  edit("a TTL attribute of type string", "TTL_TYPE", "data.yaml", "ttl: expiresAt", "ttl: createdAt"),
  edit(
    "an index with the keys of the table",
    "INDEX_REPEATED",
    "data.yaml",
    "EmailIndex: { hash: email }",
    "EmailIndex: { hash: userId }",
  ),
  edit("one attribute for both keys", "KEYS_SAME", "data.yaml", "range: accountId", "range: userId"),
  edit(
    "too many indexes",
    "INDEXES_TOO_MANY",
    "data.yaml",
    "      TypeIndex: { hash: platformType }",
    Array.from({ length: 21 }, (_unused, index) => `      Index${String(index)}: { hash: a${String(index)} }`).join(
      "\n",
    ),
    { line: "indexes:", after: "  platforms:" },
  ),
  edit("an unused table", "DATA_UNUSED", "data.yaml", "tables:", "tables:\n  spare: { purpose: None, hash: id }", {
    line: "spare",
  }),
  edit("a function's name too long", "NAME_TOO_LONG", USERS, "usersSearch:", `users${"Search".repeat(8)}:`),
  added(
    "two functions of one name",
    "NAME_COLLIDES",
    "services/clients-clients.yaml",
    bulk(1, 1).replace("service: bulk", "service: clients-clients").replace("f0:", "create:"),
    "create:",
  ),
  ...["/listbackup/*", "/*", "/listbackup/{stage}/*", "/{any}/listbackup/platforms/*"].map((name) =>
    edit(
      `a pattern that is too wide, ${name},`,
      "PARAMETER_NAME",
      "parameters.yaml",
      OAUTH_SPEC,
      `${OAUTH_SPEC}\n${name}:\n${OAUTH_SPEC}`,
      { line: `${name}:`, after: OAUTH_SPEC },
    ),
  ),
  edit(
    "a pattern that is required",
    "PARAMETER_FROM",
    "parameters.yaml",
    OAUTH_SPEC,
    OAUTH_SPEC.replace("optional", "required"),
  ),
  edit(
    "a grant of too many parameters",
    "PARAMETER_NAME",
    "services/connections.yaml",
    "read ssm:/listbackup/{stage}/platforms/{platform}/oauth/*",
    "read ssm:/listbackup/*",
  ),
  edit(
    "a wildcard inside a segment",
    "PARAMETER_NAME",
    "services/connections.yaml",
    "read ssm:/listbackup/{stage}/platforms/{platform}/oauth/*",
    "read ssm:/listbackup/stripe-*",
  ),
  edit(
    "a grant of a pattern that nothing matches",
    "REFERENCE_UNKNOWN",
    "services/connections.yaml",
    "read ssm:/listbackup/{stage}/platforms/{platform}/oauth/*",
    "read ssm:/listbackup/{stage}/clients/*",
  ),
  added(
    "a secret with an unknown placeholder",
    "SECRET_NAME",
    "secrets.yaml",
    "listbackup/{platform}/stripe: { purpose: Stripe, kind: optional, from: person }\n",
    "listbackup/{platform}",
  ),
  added(
    "a secret whose name ends as an ARN does",
    "SECRET_NAME",
    "secrets.yaml",
    "listbackup/stripe-secret: { purpose: Stripe, kind: optional, from: person }\n",
    "listbackup/stripe-secret",
  ),
  ...[
    ["an unknown previous parameter", "/listbackup/jwt-secret-before"],
    ["a previous parameter that a person sets", "/listbackup/sentry-dsn"],
  ].map(([title = "", name = ""]) =>
    edit(
      title,
      "PARAMETER_PREVIOUS",
      "parameters.yaml",
      "previous: /listbackup/jwt-secret-previous",
      `previous: ${name}`,
    ),
  ),
  edit(
    "a previous parameter of two",
    "PARAMETER_PREVIOUS",
    "parameters.yaml",
    "previous: /listbackup/jwt-refresh-secret-previous",
    "previous: /listbackup/jwt-secret-previous",
    { line: "purpose: Verifies tokens from" },
  ),
  edits(
    "a function that reads a secret and not its previous value",
    "PARAMETER_PREVIOUS",
    [
      { file: USERS, find: "environment:\n", replace: "environment:\n  JWT_SECRET: ssm:/listbackup/jwt-secret\n" },
      { file: USERS, find: "grants:\n", replace: "grants:\n  - read ssm:/listbackup/jwt-secret\n" },
    ],
    { file: "parameters.yaml", line: "previous: /listbackup/jwt-secret-previous" },
  ),
  edit("a generated value from a person", "PARAMETER_FROM", "parameters.yaml", 'from: "api:url"', "from: person", {
    line: "/listbackup/api-gateway-url",
  }),
];

const CHECKS_FILE = "checks.yaml";

const CHECKS: readonly ErrorCase[] = [
  edit(
    "a check of a route that is not there",
    "CHECK_ROUTE",
    CHECKS_FILE,
    "request: GET /health",
    "request: GET /healthy",
  ),
  edit(
    "a variable that no step saves",
    "CHECK_VARIABLE",
    CHECKS_FILE,
    'data.name: "check {{random}}"',
    'data.name: "check {{randon}}"',
    { line: "request: GET /tags/{{tagId}}" },
  ),
  edit(
    "a variable deep in a body that no step saves",
    "CHECK_VARIABLE",
    CHECKS_FILE,
    'body: { name: "check {{random}}", type: sync }',
    'body: { job: [{ name: "check {{randon}}" }] }',
    { line: "request: POST /jobs" },
  ),
  edit(
    "an attribute by a variable that there is not",
    "CHECK_VARIABLE",
    CHECKS_FILE,
    "made: by-registration",
    'made: by-registration\n  attributes: { phone_number: "{{fone}}" }',
    { line: "attributes:" },
  ),
  edit("a queue that is not there", "CHECK_UNKNOWN", CHECKS_FILE, "reaches: { queue: sync,", "reaches: { queue: sink,"),
  edit(
    "a row of a table that is not there",
    "CHECK_UNKNOWN",
    CHECKS_FILE,
    "row: { table: jobs,",
    "row: { table: jobz,",
  ),
  edit(
    "half of a row's key",
    "CHECK_ROW",
    CHECKS_FILE,
    'key: { userId: "{{userId}}", accountId: "{{accountId}}" }',
    'key: { userId: "{{userId}}" }',
    { line: "- { table: user-accounts, key" },
  ),
  edit(
    "a test user without a token",
    "CHECK_USER",
    CHECKS_FILE,
    "save: { token: data.accessToken, refreshToken: data.refreshToken }",
    "save: { refreshToken: data.refreshToken }",
    { line: "steps:" },
  ),
  edit(
    "a check that leaves something behind",
    "CHECK_CLEANUP",
    CHECKS_FILE,
    '    cleanup:\n      - row: { table: jobs, key: { jobId: "{{jobId}}" } }\n',
    "",
    { line: "request: POST /jobs" },
  ),
  edits(
    "a check that leaves something behind by a request that answers 200",
    "CHECK_CLEANUP",
    [
      {
        file: CHECKS_FILE,
        find: '    cleanup:\n      - row: { table: jobs, key: { jobId: "{{jobId}}" } }\n',
        replace: "",
      },
      {
        file: CHECKS_FILE,
        find: "expect: 201\n        save: { jobId: data.jobId }",
        replace: "expect: 200\n        save: { jobId: data.jobId }",
      },
    ],
    { line: "request: POST /jobs" },
  ),
  edit(
    "a request that does not say that it makes nothing",
    "CHECK_CLEANUP",
    CHECKS_FILE,
    "save: { freshToken: data.accessToken }\n        makes: nothing\n",
    "save: { freshToken: data.accessToken }\n",
    { line: "request: POST /auth/refresh" },
  ),
  edit(
    "a PUT of what nothing takes away",
    "CHECK_CLEANUP",
    CHECKS_FILE,
    "      - request: DELETE /tags/{{tagId}}\n",
    '      - { request: "PUT /users/{{userId}}", bearer: "{{token}}", expect: 200 }\n      - request: DELETE /tags/{{tagId}}\n',
    { line: "PUT /users/{{userId}}" },
  ),
];

const SEEDS_FILE = "seeds.yaml";
const KEAP = "platformId: keap";

const SEEDS: readonly ErrorCase[] = [
  edit("seeds of a table that is not there", "SEED_TABLE", SEEDS_FILE, "platforms:", "platform:"),
  edit("a seed without its key", "SEED_KEY", SEEDS_FILE, KEAP, "id: keap"),
  edit("a seed with a key of another type", "SEED_KEY", SEEDS_FILE, KEAP, "platformId: 7"),
  edit("a seed with an empty key", "SEED_KEY", SEEDS_FILE, KEAP, 'platformId: ""'),
  edit("a seed with a key that is too long", "SEED_KEY", SEEDS_FILE, KEAP, `platformId: ${"k".repeat(2_049)}`, {
    line: "platformId: kkk",
  }),
  edit(
    "a seed with an index's key of another type",
    "SEED_KEY",
    SEEDS_FILE,
    "platformType: crm",
    "platformType: true",
    {
      line: KEAP,
    },
  ),
  edit(
    "a seed with a number that loses digits",
    "SEED_NUMBER",
    SEEDS_FILE,
    "platformType: crm",
    "platformType: crm\n      sizes: { largest: [9007199254740992] }",
    { line: KEAP },
  ),
  edit("two seeds of one key", "SEED_TWICE", SEEDS_FILE, KEAP, "platformId: quickbooks", {
    line: "platformId: quickbooks",
    after: "platformType: accounting",
  }),
  edit(
    "a seed that is too large",
    "SEED_SIZE",
    SEEDS_FILE,
    "Contacts, companies, tags and notes",
    "漢".repeat(140_000),
    { line: KEAP },
  ),
];

/** At least one case for each code. */
export const ERROR_CASES: readonly ErrorCase[] = [
  ...LIMITS,
  ...FORM,
  ...REFERENCES,
  ...GRANTS,
  ...ENVIRONMENT,
  ...LITERALS,
  ...ROUTES,
  ...MIGRATIONS,
  ...RUNTIMES,
  ...CHECKS,
  ...SEEDS,
  ...DATA,
  ...SOURCE_ERROR_CASES,
  ...CALL_ERROR_CASES,
  ...TRIGGER_ERROR_CASES,
  ...SCHEDULE_ERROR_CASES,
];
