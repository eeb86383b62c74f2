import { strict as assert } from "node:assert";
import { assertExpansionFits, transitionOf } from "../../../../../automation/deployment/transition";
import type { Change } from "../../../../../automation/engine/changes/change";
import type { ChangeKind } from "../../../../../automation/engine/changes/changeKind";
import type { StageRelease } from "../../../../../model/release/expansion";
import { eventCatalog } from "../../../../support/eventCatalog";
import { releaseOf, stageOf } from "../../../../support/release";

const POOL = changeOf("update", "aws:cognito/userPool:UserPool");
const NEW_FUNCTION = changeOf("create", "aws:lambda/function:Function");
const UPDATED = changeOf("update", "aws:lambda/function:Function");
const API = changeOf("update", "aws:apigatewayv2/api:Api");
const [PLAIN, TRIGGERED] = [running({}), running({ preSignUp: "auth/addClaims" })];

function changeOf(kind: ChangeKind, type: string): Change {
  return { kind, type, name: "x", urn: `urn:pulumi:dev::p::${type}::x`, phase: null, properties: [], losses: [] };
}

function running(triggers: { readonly preSignUp?: string }): StageRelease {
  const catalog = eventCatalog();
  const release = releaseOf({ ...catalog, identity: { ...catalog.identity, triggers } });
  return { stage: stageOf("dev"), release };
}

describe("the expansion of a deployment", () => {
  it("creates the function of a new trigger first, without a gradual rollout too", () => {
    const movement = { traffic: "as it comes", moves: false, changes: [POOL] } as const;
    assert.deepEqual(transitionOf(movement, PLAIN, TRIGGERED), {
      movedAliases: new Set(["auth/addClaims"]),
      cognitoCallees: new Set(["auth/addClaims"]),
    });
  });

  it("holds the alias of a new trigger's function in a gradual rollout", () => {
    const movement = { traffic: "gradually", moves: true, changes: [POOL] } as const;
    assert.deepEqual(transitionOf(movement, PLAIN, TRIGGERED)?.movedAliases, new Set());
  });

  it("lets Cognito call a removed trigger's function until the pool drops it", () => {
    const movement = { traffic: "gradually", moves: true, changes: [POOL] } as const;
    assert.deepEqual(transitionOf(movement, TRIGGERED, PLAIN)?.cognitoCallees, new Set(["auth/addClaims"]));
  });

  for (const [what, changes, old, next] of [
    ["the user pool stays as it is", [], PLAIN, TRIGGERED],
    ["a trigger goes", [POOL], TRIGGERED, PLAIN],
    ["functions come with their routes", [NEW_FUNCTION, API], PLAIN, PLAIN],
  ] as const) {
    it(`is not needed without a gradual rollout if ${what}`, () => {
      assert.equal(transitionOf({ traffic: "as it comes", moves: false, changes }, old, next), null);
    });
  }

  it("precedes routes to functions that a rollback restores", () => {
    const movement = { traffic: "all at once", moves: false, changes: [NEW_FUNCTION, API] } as const;
    assert.deepEqual(transitionOf(movement, PLAIN, PLAIN), { movedAliases: new Set(), cognitoCallees: new Set() });
  });

  it("keeps roles that will be replaced, because the old versions still run in them", () => {
    const role = changeOf("replace", "aws:iam/role:Role");
    const movement = { traffic: "as it comes", moves: false, changes: [POOL, role] } as const;
    assert.equal(transitionOf(movement, PLAIN, TRIGGERED)?.keepsRoles, true);
  });

  const [OLD, NEXT] = [withKeys("a"), withKeys("b")];
  for (const [what, traffic, changes, refused] of [
    ["traffic moves share by share", "gradually", [UPDATED], true],
    ["only tables change", "gradually", [POOL], false],
    ["each function has its traffic at once", "as it comes", [UPDATED], false],
    ["a trigger's function comes first", "as it comes", [POOL], true],
  ] as const) {
    it(`${refused ? "refuses" : "takes"} grants that are too many for a role together where ${what}`, () => {
      const next = what.includes("trigger") ? withTrigger(NEXT) : NEXT;
      const check = () => {
        assertExpansionFits({ traffic, changes }, OLD, next);
      };
      if (refused) assert.throws(check, { code: "CATALOG_INVALID" });
      else check();
    });
  }
});

/** Grants that fit into a role, and not together with others. */
function withKeys(prefix: string): StageRelease {
  const { stage, release } = PLAIN;
  const auth = release.catalog.services["auth"];
  if (auth === undefined) throw new TypeError("no auth");
  const keys = Array.from({ length: 70 }, (_, n) => `arn:aws:kms:*:*:key/${prefix}${"x".repeat(60)}${String(n)}`);
  const statements = [{ reason: "Keys of customers", actions: ["kms:Decrypt"], resources: keys }];
  const services = { ...release.catalog.services, auth: { ...auth, statements } };
  return { stage, release: { ...release, catalog: { ...release.catalog, services } } };
}

function withTrigger({ stage, release }: StageRelease): StageRelease {
  const { catalog } = release;
  const identity = { ...catalog.identity, triggers: { preSignUp: "auth/addClaims" } };
  return { stage, release: { ...release, catalog: { ...catalog, identity } } };
}
