import { strict as assert } from "node:assert";
import { allFunctions } from "../../../model/catalog/functions";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { parseCatalog } from "../../../model/catalog/parse/parseCatalog";
import { DRIVER_NAMES, NAMES, type StageNaming, NON_SERVICE_ROLES, type NameKind } from "../../../model/names";
import { STAGES, SHORT_NAMES } from "../../../model/stage/name";
import { stageOf } from "../../support/release";
import { REAL_FILES } from "./catalog/realCatalog";

/** What AWS lets each name be made of. */
const CHARACTERS: Readonly<Record<NameKind, RegExp>> = {
  table: /^[A-Za-z0-9_.-]{3,}$/,
  queue: /^[A-Za-z0-9_-]+\.fifo$/,
  standardQueue: /^[A-Za-z0-9_-]+$/,
  bucket: /^[a-z0-9][a-z0-9.-]+[a-z0-9]$/,
  topic: /^[A-Za-z0-9_-]+$/,
  bus: /^[A-Za-z0-9_./-]+$/,
  rule: /^[A-Za-z0-9_.-]+$/,
  schedule: /^[A-Za-z0-9_.-]+$/,
  function: /^[A-Za-z0-9_-]+$/,
  role: /^[A-Za-z0-9_+=,.@-]+$/,
  userPool: /^[\w\s+=,.@-]+$/,
  client: /^[\w\s+=,.@-]+$/,
  api: /^.+$/,
  userPoolDomain: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
  accessLogs: /^[A-Za-z0-9_\-/.#]+$/,
  logGroup: /^[A-Za-z0-9_\-/.#]+$/,
  configurationSet: /^[A-Za-z0-9_-]+$/,
  emailTemplate: /^[A-Za-z0-9_-]+$/,
  alarm: /^.+$/,
  healthCheck: /^[A-Za-z0-9_-]+$/,
  dashboard: /^[A-Za-z0-9_-]+$/,
};

interface Physical {
  readonly kind: NameKind;
  readonly name: string;
}

function namesOf(stage: StageNaming, { data, events, services }: Catalog): readonly Physical[] {
  const of = (
    kind: Exclude<NameKind, "function" | "userPoolDomain" | "configurationSet">,
    names: readonly string[],
  ): readonly Physical[] => names.map((name) => ({ kind, name: NAMES[kind].of(stage, name) }));
  const keys = (things: object): readonly string[] => Object.keys(things);
  return [
    ...of("table", keys(data.tables)),
    ...of(
      "queue",
      keys(data.queues).flatMap((name) => [name, `${name}-dlq`]),
    ),
    ...of("bucket", keys(data.buckets)),
    ...of("topic", keys(events.topics)),
    ...of("bus", keys(events.buses)),
    ...of("rule", keys(events.rules)),
    ...of("role", [...keys(services), ...NON_SERVICE_ROLES]),
    ...of("logGroup", keys(services)),
    ...of("emailTemplate", keys(events.email.templates)),
    ...of("userPool", ["users"]),
    ...of("client", ["app"]),
    ...of("api", ["api"]),
    ...of("accessLogs", ["api"]),
    { kind: "configurationSet", name: NAMES.configurationSet.of(stage) },
    { kind: "userPoolDomain", name: NAMES.userPoolDomain.of(stage) },
    ...Object.values(services).flatMap((service) =>
      keys(service.functions).map((name) => ({
        kind: "function" as const,
        name: NAMES.function.of(stage, service.service, name),
      })),
    ),
  ];
}

const catalog = ((): Catalog => {
  const parsed = parseCatalog(REAL_FILES).catalog;
  if (parsed === null) throw new Error("the catalog does not parse");
  return parsed;
})();

describe("physical names", () => {
  for (const name of STAGES) {
    const stage = stageOf(name);
    const all = namesOf(stage, catalog);

    it(`of ${name} are within AWS's limits`, () => {
      const tooLong = all.filter((physical) => physical.name.length > NAMES[physical.kind].limit);
      assert.deepEqual(tooLong, []);
    });

    it(`of ${name} are made of what AWS allows`, () => {
      const wrong = all.filter((physical) => !CHARACTERS[physical.kind].test(physical.name));
      assert.deepEqual(wrong, []);
    });

    it(`of ${name} are each one thing's`, () => {
      const seen = all.map((physical) => `${physical.kind} ${physical.name}`);
      assert.equal(new Set(seen).size, seen.length);
    });
  }

  it("of all stages differ where they are global", () => {
    const GLOBAL: readonly NameKind[] = ["bucket", "userPoolDomain"];
    const names = STAGES.flatMap((name) => namesOf(stageOf(name), catalog)).filter(({ kind }) => GLOBAL.includes(kind));
    assert.equal(new Set(names.map(({ name }) => name)).size, names.length);
  });

  it("of the two stages in one account differ where they are the account's", () => {
    const roles = (["production", "disaster-recovery"] as const).flatMap((name) =>
      namesOf(stageOf(name), catalog).filter(({ kind }) => kind === "role"),
    );
    assert.equal(new Set(roles.map(({ name }) => name)).size, roles.length);
  });

  it("of the driver's buckets are within the limit in the longest region", () => {
    const longest = { account: "0".repeat(12), region: "ap-southeast-1" };
    const names = [DRIVER_NAMES.stateBucket(longest), DRIVER_NAMES.deploymentsBucket(longest)];
    assert.deepEqual(
      names.filter((name) => name.length > 63),
      [],
    );
  });

  it("cover every function of the catalog", () => {
    const functions = namesOf(stageOf("dev"), catalog).filter(({ kind }) => kind === "function");
    assert.equal(functions.length, allFunctions(catalog).length);
  });

  it("of every stage begin differently", () => {
    assert.equal(new Set(Object.values(SHORT_NAMES)).size, STAGES.length);
  });
});
