import { strict as assert } from "node:assert";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { allFunctions } from "../../../../model/catalog/functions";
import type { Service } from "../../../../model/catalog/schema/service";
import {
  addedTriggerFunctions,
  cognitoCallees,
  expansion,
  incompatibleFunctions,
  type StageRelease,
} from "../../../../model/release/expansion";
import type { Release } from "../../../../model/release/release";
import { functionsOnStage } from "../../../../model/stage/functions";
import { eventCatalog } from "../../../support/eventCatalog";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const STAGE = stageOf("dev");
const OLD = releaseOf(smallCatalog());
const NEW_DIGEST = "cd".repeat(32);

/** The release after a change of the catalog, with other code everywhere. */
function nextOf(change: (catalog: Catalog) => Catalog): Release {
  const release = releaseOf(catalogSchema.parse(change(smallCatalog())));
  const artifacts = Object.fromEntries(
    Object.entries(release.artifacts).map(([id, artifact]) => [id, { ...artifact, digest: NEW_DIGEST }]),
  );
  return { ...release, artifacts };
}

function withService(catalog: Catalog, name: string, change: (service: Service) => Service): Catalog {
  const service = catalog.services[name];
  assert.ok(service !== undefined);
  return { ...catalog, services: { ...catalog.services, [name]: change(service) } };
}

function expanded(change: (catalog: Catalog) => Catalog, stage = STAGE): Release {
  return expansion({ stage: STAGE, release: OLD }, { stage, release: nextOf(change) }).release;
}

const specOf = ({ catalog }: Release, id: string) => allFunctions(catalog).find((fn) => fn.id === id)?.spec;

describe("two releases that share the traffic", () => {
  it("are the next one's code, as the old one's routes and triggers call it", () => {
    const release = expanded((catalog) =>
      withService(catalog, "auth", (service) => ({
        ...service,
        functions: {
          login: { ...service.functions["login"], routes: ["POST /v2/login public"], memory: 1_024 },
          logout: { ...service.functions["logout"], routes: ["POST /auth/login public"] },
        } as Service["functions"],
      })),
    );
    assert.equal(release.artifacts["auth/login"]?.digest, NEW_DIGEST);
    assert.deepEqual(
      [specOf(release, "auth/login")?.routes, specOf(release, "auth/login")?.memory],
      [["POST /auth/login public"], 1_024],
    );
    assert.deepEqual(specOf(release, "auth/logout")?.routes, ["POST /auth/logout"]);
  });

  it("keep a function that the next one has not, with its own code, its events and its environment", () => {
    const release = expanded((catalog) =>
      withService(catalog, "auth", ({ functions: { login }, ...service }) => ({
        ...service,
        environment: { ANOTHER: "text:thing" },
        functions: { login } as Service["functions"],
      })),
    );
    assert.equal(release.artifacts["auth/logout"]?.digest, OLD.artifacts["auth/logout"]?.digest);
    const logout = specOf(release, "auth/logout");
    assert.deepEqual(
      [logout?.environment, logout?.memory, logout?.timeout],
      [{ STAGE: "stage", COGNITO_CLIENT_ID: "identity:client-id", LEVEL: "text:low" }, 256, 3],
    );
    assert.deepEqual(specOf(release, "auth/login")?.environment, { ANOTHER: "text:thing", LEVEL: "text:high" });
  });

  it("keep a whole service that the next one has not, and its queue, bucket, topic and table", () => {
    const release = expanded(({ services: { jobs: _gone, ...services }, data, events, ...catalog }) => ({
      ...catalog,
      services,
      data: { ...data, queues: {}, buckets: {}, tables: { users: data.tables["users"] as never } },
      events: { ...events, topics: {} },
    }));
    const { data, events, services } = release.catalog;
    assert.deepEqual(
      [data.queues, data.buckets, data.tables, events.topics].map((things) => Object.keys(things)),
      [["sync"], ["data"], ["users", "jobs"], ["notifications"]],
    );
    assert.deepEqual(Object.keys(services), Object.keys(OLD.catalog.services));
    assert.deepEqual(specOf(release, "jobs/work")?.triggers, [{ source: "queue:sync", batchSize: 1 }]);
  });

  it("have the rights of both", () => {
    const release = expanded((catalog) =>
      withService(catalog, "auth", (service) => ({ ...service, grants: ["read table:jobs"] })),
    );
    assert.deepEqual(release.catalog.services["auth"]?.grants, [
      "read-write table:users",
      "authenticate identity",
      "read table:jobs",
    ]);
  });

  it("have what only the next one has, and give it no callers and no events yet", () => {
    const release = expanded((catalog) => {
      const { queues } = catalog.data;
      const more = { ...queues, second: queues["sync"] as never };
      const added = withService(catalog, "jobs", (service) => ({
        ...service,
        functions: {
          ...service.functions,
          extra: {
            handler: "jobs/extra",
            environment: {},
            routes: ["GET /extra"],
            schedules: {},
            triggers: [{ source: "queue:second", batchSize: 1 }],
          },
        },
      }));
      return { ...added, data: { ...added.data, queues: more } };
    });
    assert.deepEqual(Object.keys(release.catalog.data.queues), ["sync", "second"]);
    const extra = specOf(release, "jobs/extra");
    assert.deepEqual([extra?.routes, extra?.triggers], [[], []]);
    assert.equal(release.artifacts["jobs/extra"]?.digest, NEW_DIGEST);
  });

  it("leave what both share as it is: queues, templates, a table's indexes, the API", () => {
    const release = expanded((catalog) => ({
      ...catalog,
      api: { ...catalog.api, cors: { ...catalog.api.cors, maxAgeSeconds: 1 } },
      data: {
        ...catalog.data,
        queues: { sync: { ...catalog.data.queues["sync"], visibilityTimeout: 1 } as never },
        tables: {
          ...catalog.data.tables,
          users: { purpose: "People", hash: "userId", indexes: { NameIndex: { hash: "name" } } } as never,
        },
      },
    }));
    const { api, data } = release.catalog;
    assert.equal(api.cors.maxAgeSeconds, 60);
    assert.equal(data.queues["sync"]?.visibilityTimeout, 300);
    assert.deepEqual(Object.keys(data.tables["users"]?.indexes ?? {}), ["EmailIndex", "NameIndex"]);
  });

  it("have a user pool that takes the sign-ins of both", () => {
    const release = expanded((catalog) => ({
      ...catalog,
      identity: {
        ...catalog.identity,
        groups: { Support: { precedence: 2, purpose: "Help" } },
        client: { ...catalog.identity.client, authFlows: ["ALLOW_USER_PASSWORD_AUTH"], accessTokenHours: 2 },
      },
    }));
    const { client, groups } = release.catalog.identity;
    assert.deepEqual(client.authFlows, ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH"]);
    assert.deepEqual([client.accessTokenHours, Object.keys(groups)], [1, ["Admins", "Support"]]);
  });

  it("keep a function that the stage now does without", () => {
    const without = { ...STAGE, functions: { ...STAGE.functions, absent: ["auth/logout"] } };
    const wide = expansion({ stage: STAGE, release: OLD }, { stage: without, release: nextOf((catalog) => catalog) });
    const ids = functionsOnStage(wide.stage, wide.release).map(({ id }) => id);
    assert.deepEqual(
      ids.sort(),
      functionsOnStage(STAGE, OLD)
        .map(({ id }) => id)
        .sort(),
    );
    assert.equal(wide.release.artifacts["auth/logout"]?.digest, OLD.artifacts["auth/logout"]?.digest);
  });

  it("are the release itself where nothing but code differs", () => {
    const next = nextOf((catalog) => catalog);
    const wide = expansion({ stage: STAGE, release: OLD }, { stage: STAGE, release: next });
    const comparable = (release: Release, stage = STAGE) =>
      functionsOnStage(stage, release).map(({ id, spec, service, artifact }) => ({
        id,
        artifact,
        environment: { ...service.environment, ...spec.environment },
        memory: spec.memory ?? service.defaults.memory,
        timeout: spec.timeout ?? service.defaults.timeout,
        routes: spec.routes,
        triggers: spec.triggers,
        concurrency: spec.concurrency,
      }));
    assert.deepEqual(comparable(wide.release, wide.stage), comparable(next));
  });

  it("cannot share requests whose form changes", () => {
    const next = nextOf((catalog) =>
      withService(catalog, "users", (service) => ({ ...service, defaults: { ...service.defaults, payload: "2.0" } })),
    );
    assert.deepEqual([...incompatibleFunctions(OLD, next)], ["users/get"]);
  });

  /** The users service under a Lambda authorizer that the API did not have. */
  const authorized = (catalog: Catalog): Catalog => ({
    ...withService(catalog, "users", (service) => ({
      ...service,
      defaults: { ...service.defaults, authorizer: "session" },
    })),
    api: {
      ...catalog.api,
      authorizers: {
        session: { purpose: "Who asks", function: "auth/login", context: [], cacheSeconds: 0, identitySource: [] },
      },
    },
  });

  it("keep the authorizer of the old one, and have that of the next one", () => {
    const release = expanded(authorized);
    assert.deepEqual(
      [specOf(release, "users/get")?.authorizer, Object.keys(release.catalog.api.authorizers)],
      ["jwt", ["session"]],
    );
  });

  it("cannot share requests whose caller another authorizer tells of", () => {
    assert.deepEqual([...incompatibleFunctions(OLD, nextOf(authorized))], ["users/get"]);
  });

  for (const [what, change] of [
    ["another function", { function: "auth/logout" }],
    ["other context keys", { context: ["userId"] }],
  ] as const) {
    it(`cannot share requests whose authorizer keeps its name and has ${what}`, () => {
      const old = authorized(smallCatalog());
      const { session } = old.api.authorizers;
      assert.ok(session !== undefined);
      const authorizers = {
        session: { ...session, ...change, context: [...("context" in change ? change.context : [])] },
      };
      const next = releaseOf({ ...old, api: { ...old.api, authorizers } });
      assert.deepEqual([...incompatibleFunctions(releaseOf(old), next)], ["users/get"]);
    });
  }

  it("share requests whose authorizer changes nothing but its cache", () => {
    const old = authorized(smallCatalog());
    const { session } = old.api.authorizers;
    assert.ok(session !== undefined);
    const next = releaseOf({ ...old, api: { ...old.api, authorizers: { session: { ...session, cacheSeconds: 60 } } } });
    assert.deepEqual([...incompatibleFunctions(releaseOf(old), next)], []);
  });

  it("cannot share a trigger whose events change their form", () => {
    const catalog = eventCatalog();
    const { preTokenGeneration: trigger } = catalog.identity.triggers;
    assert.ok(trigger !== undefined);
    const triggers = { preTokenGeneration: { ...trigger, version: "V1_0" as const } };
    const next = releaseOf({ ...catalog, identity: { ...catalog.identity, triggers } });
    assert.deepEqual([...incompatibleFunctions(releaseOf(catalog), next)], ["auth/addClaims"]);
  });

  it("sign in as the old one does", () => {
    const release = expanded((catalog) => ({ ...catalog, identity: eventCatalog().identity }));
    assert.deepEqual(release.catalog.identity.triggers, {});
  });

  it("start at the old one's times, and hear nothing that only the next one asks for", () => {
    const release = expanded((catalog) => ({ ...eventCatalog(), identity: catalog.identity }));
    const { rules } = release.catalog.events;
    assert.deepEqual(
      [specOf(release, "jobs/work")?.schedules, rules["user-events"]?.targets, rules["job-events"]?.targets],
      [{}, [], []],
    );
  });
});

describe("Cognito's triggers while two releases share a stage", () => {
  const ID = "auth/addClaims";
  const running = (release: Release): StageRelease => ({ stage: STAGE, release });

  /** The event catalog's release, in which the function of the triggers is a placeholder or has a handler. */
  function triggered(kind: "handler" | "placeholder"): StageRelease {
    const release = releaseOf(eventCatalog());
    const artifact = release.artifacts[ID];
    assert.ok(artifact !== undefined);
    return running({ ...release, artifacts: { ...release.artifacts, [ID]: { ...artifact, kind } } });
  }

  /** The event catalog's release with other triggers. */
  function triggering(triggers: Catalog["identity"]["triggers"]): StageRelease {
    const catalog = eventCatalog();
    return running(releaseOf({ ...catalog, identity: { ...catalog.identity, triggers } }));
  }

  const keptTriggers = (old: StageRelease, next: StageRelease): Catalog["identity"]["triggers"] =>
    expansion(old, next).release.catalog.identity.triggers;

  it("leave out one that was a placeholder and gets a handler: its alias answers 501 still", () => {
    assert.deepEqual(keptTriggers(triggered("placeholder"), triggered("handler")), {});
  });

  it("keep one whose handler becomes a placeholder: the old code serves still", () => {
    assert.deepEqual(keptTriggers(triggered("handler"), triggered("placeholder")), eventCatalog().identity.triggers);
  });

  it("may call the functions of both", () => {
    const [old, next] = [triggering({ preSignUp: "auth/login" }), triggering({ preSignUp: "auth/logout" })];
    assert.deepEqual([...cognitoCallees(old, next)], ["auth/login", "auth/logout"]);
  });

  for (const [what, old, next, expected] of [
    ["a new trigger", triggering({}), triggering({ preSignUp: ID }), [ID]],
    ["another function", triggering({ preSignUp: "auth/login" }), triggering({ preSignUp: ID }), [ID]],
    ["the same function for one more", triggering({ preSignUp: ID }), triggered("handler"), [ID]],
    ["a handler for a placeholder", triggered("placeholder"), triggered("handler"), [ID]],
    ["a placeholder for a handler", triggered("handler"), triggered("placeholder"), []],
    ["the same triggers", triggered("handler"), triggered("handler"), []],
    ["one less", triggered("handler"), triggering({ preSignUp: ID }), []],
  ] as const) {
    it(`are new to the pool with ${what}: ${expected.join() || "none"}`, () => {
      assert.deepEqual([...addedTriggerFunctions(old, next)], expected);
    });
  }
});
