import { strict as assert } from "node:assert";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import type { Service } from "../../../../model/catalog/schema/service";
import { composeServices, withRequirementsOf } from "../../../../model/release/serviceComposition";
import { smallCatalog } from "../../../support/release";

const SMALL = smallCatalog();
const { users, jobs } = SMALL.services as { readonly users: Service; readonly jobs: Service };

const QUEUE = { purpose: "Work", visibilityTimeout: 60, retention: 600, receiveWait: 0, maxReceives: 3 };

const check = (...requests: readonly string[]): object => ({
  kind: "requests",
  purpose: "Orders are there",
  group: "operations",
  steps: requests.map((request) => ({ request, expect: 200 })),
});

/** The small catalog with a service `orders` more, and one of each kind that only it uses. */
function withOrders(change: (catalog: Catalog) => object = (catalog) => catalog): Catalog {
  const orders = {
    service: "orders",
    purpose: "Orders",
    phase: "business",
    defaults: { memory: 128, timeout: 6, authorizer: "partner" },
    environment: {
      ORDERS: "table:orders",
      KEY: "ssm:/listbackup/orders-key",
      ENTRY: "secret:listbackup/{stage}/orders",
    },
    grants: [
      "read-write table:orders",
      "send queue:orders-dlq",
      "read bucket:orders",
      "publish topic:orders",
      "read ssm:/listbackup/orders-key",
      "read secret:listbackup/{stage}/orders",
    ],
    functions: { list: { handler: "orders/list", routes: ["GET /orders"] } },
  };
  const parameter = { purpose: "A key", kind: "required", type: "SecureString", from: "person" };
  const { data, events, api, parameters } = SMALL;
  return catalogSchema.parse(
    change({
      ...SMALL,
      data: {
        ...data,
        tables: { ...data.tables, orders: { purpose: "Orders", hash: "orderId" } },
        queues: { ...data.queues, orders: QUEUE },
        buckets: { ...data.buckets, orders: { purpose: "Documents" } },
      },
      events: {
        ...events,
        buses: { ...events.buses, orders: { purpose: "Orders" } },
        rules: {
          ...events.rules,
          paid: { bus: "orders", sources: ["shop"], detailTypes: ["Paid"], targets: [{ to: "function:orders/list" }] },
        },
        topics: { ...events.topics, orders: { purpose: "Orders" } },
      },
      api: {
        ...api,
        authorizers: { partner: { purpose: "Partners", function: "orders/list" } },
        apis: { "/orders": { purpose: "Orders" } },
      },
      parameters: { ...parameters, "/listbackup/orders-key": parameter },
      secrets: { "listbackup/{stage}/orders": { purpose: "An entry", kind: "required", from: "person" } },
      checks: { checks: { orders: check("GET /orders"), mixed: check("GET /orders", "GET /users/me") } },
      seeds: { orders: { rows: [{ orderId: "first" }] } },
      services: { ...SMALL.services, orders },
    } as unknown as Catalog),
  );
}

const EVERYTHING = [
  "api:/orders",
  "authorizer:partner",
  "bucket:orders",
  "bus:orders",
  "queue:orders",
  "rule:paid",
  "secret:listbackup/{stage}/orders",
  "ssm:/listbackup/orders-key",
  "table:orders",
  "topic:orders",
];

/** Another service of the small catalog uses the orders too. */
const shared = (catalog: Catalog): object => ({
  ...catalog,
  services: { ...catalog.services, users: { ...users, grants: [...users.grants, "read table:orders"] } },
});

describe("a service that is put into a deployed catalog", () => {
  it("brings one of each kind that only it uses", () => {
    const next = withOrders();
    const { catalog, added, missing } = composeServices(SMALL, ["orders"], next);
    assert.deepEqual([[...added].sort(), missing], [EVERYTHING, []]);
    const { mixed: _shared, ...checks } = next.checks.checks;
    assert.deepEqual(catalog, { ...next, checks: { checks } });
  });

  it("lacks what another service shares, and names it", () => {
    const { catalog, missing } = composeServices(SMALL, ["orders"], withOrders(shared));
    assert.deepEqual(missing, [{ id: "table:orders", users: ["users"] }]);
    assert.ok(!("orders" in catalog.data.tables) && !("orders" in catalog.seeds));
  });

  it("lacks an API that would take routes of another service", () => {
    const profile = { handler: "users/orders", routes: ["GET /orders/mine"] };
    const user = { ...users, functions: { ...users.functions, orders: profile } };
    const base = catalogSchema.parse({ ...SMALL, services: { ...SMALL.services, users: user } });
    const { catalog, missing } = composeServices(base, ["orders"], withOrders());
    assert.deepEqual([missing, catalog.api.apis], [[{ id: "api:/orders", users: ["users"] }], undefined]);
  });

  it("brings what it shares only with services that come too", () => {
    const { missing } = composeServices(SMALL, ["orders", "users"], withOrders(shared));
    assert.deepEqual(missing, []);
  });

  it("takes nothing that only other services use", () => {
    const { catalog, added } = composeServices(SMALL, ["users"], withOrders());
    assert.deepEqual([catalog, added], [SMALL, []]);
  });

  it("changes what only it uses, and keeps what it shares", () => {
    const bigger = (catalog: Catalog): Catalog => ({
      ...catalog,
      data: {
        ...catalog.data,
        queues: Object.fromEntries(
          Object.entries(catalog.data.queues).map(([name, queue]) => [name, { ...queue, retention: 1_200 }]),
        ),
      },
    });
    const before = withOrders();
    const sender = { ...users, grants: [...users.grants, "send queue:sync"] };
    const after = bigger({ ...before, services: { ...before.services, users: sender } });
    const orders = composeServices(before, ["orders"], after);
    const both = composeServices(before, ["jobs"], after);
    assert.deepEqual([orders.changed, orders.catalog.data.queues["orders"]?.retention], [["queue:orders"], 1_200]);
    assert.deepEqual(
      [both.unchanged, both.catalog.data.queues["sync"]],
      [[{ id: "queue:sync", users: ["users"] }], before.data.queues["sync"]],
    );
  });

  it("keeps a resource that it used alone when it goes", () => {
    const { catalog } = composeServices(withOrders(), ["orders"], SMALL);
    assert.deepEqual(["orders" in catalog.services, "orders" in catalog.data.tables], [false, true]);
  });

  it("shares what a rule that calls no function sends to", () => {
    const toQueue = (catalog: Catalog): object => ({
      ...catalog,
      events: {
        ...catalog.events,
        rules: {
          ...catalog.events.rules,
          paid: { ...catalog.events.rules["paid"], targets: [{ to: "queue:orders" }] },
        },
      },
    });
    const { missing } = composeServices(SMALL, ["orders"], withOrders(toQueue));
    assert.deepEqual(missing, [{ id: "queue:orders", users: ["rule:paid"] }]);
  });
});

describe("what services require", () => {
  it("leaves out parameters and secrets that only others use", () => {
    const { parameters, secrets } = withRequirementsOf(withOrders(), [jobs.service]);
    assert.deepEqual(
      [parameters["/listbackup/orders-key"]?.kind, secrets["listbackup/{stage}/orders"]?.kind],
      ["optional", "optional"],
    );
  });

  it("has their own, and those of no service", () => {
    const before = withOrders();
    assert.deepEqual(withRequirementsOf(before, ["orders"]).parameters, before.parameters);
  });
});
