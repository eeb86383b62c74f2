import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadCatalog } from "../../automation/catalog/loadCatalog";
import { allFunctions, type FunctionId } from "../../model/catalog/functions";
import { catalogSchema, type Catalog } from "../../model/catalog/schema/catalog";
import type { Release } from "../../model/release/release";
import type { StageName } from "../../model/stage/name";
import { parseStage } from "../../model/stage/parse";
import type { Stage } from "../../model/stage/stage";
import { ROOT } from "./project/project";

/** The catalog in `catalog/`, with the sample backend's own over it. */
export function realCatalog(): Promise<Catalog> {
  return loadCatalog({ root: ROOT, backend: join(ROOT, "rehearsal", "backend") });
}

/** The text of a stage's real file, `Pulumi.<stage>.yaml`. */
export function stageText(name: StageName): string {
  return readFileSync(join(ROOT, `Pulumi.${name}.yaml`), "utf8");
}

/** A stage as its real file has it. */
export function stageOf(name: StageName): Stage {
  return parseStage(name, `Pulumi.${name}.yaml`, stageText(name));
}

/** One of every kind of thing, and a service in each phase that has services. */
export function smallCatalog(): Catalog {
  const data = {
    tables: {
      users: { purpose: "People", hash: "userId", indexes: { EmailIndex: { hash: "email" } } },
      jobs: { purpose: "Work", hash: "jobId", stream: "new-and-old-images" },
    },
    queues: {
      sync: { purpose: "Work", visibilityTimeout: 300, retention: 1_209_600, receiveWait: 20, maxReceives: 3 },
    },
    buckets: { data: { purpose: "Backups" } },
  };
  const events = {
    buses: { main: { purpose: "Events" } },
    rules: { "user-events": { bus: "main", sources: ["listbackup.users"], detailTypes: ["User Registered"] } },
    topics: { notifications: { purpose: "Messages" } },
    email: {
      configurationSet: { reputationMetrics: true, events: ["SEND", "BOUNCE"] },
      templates: { reset: { subject: "Reset", html: "<p>{{code}}</p>", text: "{{code}}" } },
    },
  };
  return catalogSchema.parse({ schema: 1, data, events, identity, api, parameters, services });
}

const identity = {
  password: { minimumLength: 8, lowercase: true, uppercase: true, numbers: true, symbols: true },
  mfa: "OPTIONAL",
  mfaMethods: ["sms", "software-token"],
  requiredAttributes: ["name"],
  client: {
    authFlows: ["ALLOW_USER_SRP_AUTH"],
    oauthFlows: ["code"],
    oauthScopes: ["openid"],
    accessTokenHours: 1,
    idTokenHours: 1,
    refreshTokenDays: 30,
  },
  groups: { Admins: { precedence: 1, purpose: "Look after customers" } },
};

const api = {
  title: "Small API",
  description: "For tests",
  cors: { allowHeaders: ["Authorization"], allowMethods: ["GET", "POST"], maxAgeSeconds: 60 },
};

const parameters = {
  "/listbackup/jwt-secret": {
    purpose: "Signs tokens",
    kind: "required",
    type: "SecureString",
    from: { random: 32 },
  },
  "/listbackup/cognito-client-id": {
    purpose: "For clients of the API",
    kind: "generated",
    type: "String",
    from: "identity:client-id",
  },
  "/listbackup/api-gateway-url": {
    purpose: "For clients of the API",
    kind: "generated",
    type: "String",
    from: "api:url",
  },
};

const services = {
  gateway: {
    service: "gateway",
    purpose: "Health",
    phase: "gateway",
    defaults: { memory: 128, timeout: 6 },
    grants: ["inspect identity"],
    functions: { health: { handler: "gateway/health", routes: ["GET /health public"] } },
    accepted: [{ finding: "ROUTE_PUBLIC GET /health", reason: "Health checks have no token" }],
  },
  auth: {
    service: "auth",
    purpose: "Login",
    phase: "auth",
    defaults: { memory: 256, timeout: 10 },
    environment: { STAGE: "stage", COGNITO_CLIENT_ID: "identity:client-id", LEVEL: "text:low" },
    grants: ["read-write table:users", "authenticate identity"],
    functions: {
      login: {
        handler: "auth/login",
        memory: 512,
        concurrency: 100,
        environment: { LEVEL: "text:high" },
        routes: ["POST /auth/login public"],
      },
      logout: { handler: "auth/logout", timeout: 3, routes: ["POST /auth/logout"] },
    },
    accepted: [{ finding: "ROUTE_PUBLIC POST /auth/login", reason: "Exchanges a password for tokens" }],
  },
  users: {
    service: "users",
    purpose: "Profiles",
    phase: "users",
    defaults: { memory: 128, timeout: 6, payload: "1.0" },
    grants: ["read table:users"],
    functions: { get: { handler: "users/get", routes: ["GET /users/{userId}"] } },
  },
  jobs: {
    service: "jobs",
    purpose: "Does the work",
    phase: "business",
    defaults: { memory: 128, timeout: 60 },
    grants: ["stream table:jobs", "consume queue:sync"],
    functions: {
      follow: { handler: "jobs/follow", triggers: [{ source: "table:jobs", batchSize: 10 }] },
      work: { handler: "jobs/work", triggers: [{ source: "queue:sync", batchSize: 1 }] },
    },
  },
};

/** Digest of the artifact that releases of tests give every function. */
export const DIGEST = "ab".repeat(32);

/**
 * A release with an artifact for each of a catalog's functions.
 * @param without functions that it has no artifact for
 */
export function releaseOf(catalog: Catalog, ...without: readonly FunctionId[]): Release {
  const built = allFunctions(catalog).filter(({ id }) => !without.includes(id));
  return {
    schema: 1,
    builtAt: 1_700_000_000,
    source: { commit: "0".repeat(40), branch: "main", dirty: false },
    catalog,
    artifacts: Object.fromEntries(built.map(({ id }) => [id, { digest: DIGEST, size: 1, kind: "handler" as const }])),
  };
}
