import { strict as assert } from "node:assert";
import { boundary } from "../../../../model/access/boundary";
import { accountScope } from "../../../../model/access/scope";
import { actionsOf } from "../../../../model/access/statement";
import { policyDocument } from "../../../../model/policy";
import { STAGES, type StageName } from "../../../../model/stage/name";
import { parseCatalog } from "../../../../model/catalog/parse/parseCatalog";
import { REAL_FILES } from "../catalog/realCatalog";
import { stageOf } from "../../../support/release";

interface Statement {
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
}

const ALL = STAGES.map((name) => stageOf(name));

/** As IAM matches: `*` is any text. A resource of a policy may have wildcards too, which then stand for themselves. */
function covers(pattern: string, resource: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\?]/g, "\\$&").replace(/\*/g, ".*");
  return new RegExp(`^${escaped}$`).test(resource);
}

/** Permissions of the policies of the catalog's services on a stage that the boundary takes away. */
function takenAway(name: StageName): readonly string[] {
  const stage = stageOf(name);
  const { statements } = boundary(accountScope(stage.account, ALL));
  const allows = (action: string, resource: string): boolean =>
    statements.some(
      (statement) =>
        actionsOf(statement).includes(action) && statement.resources.some((pattern) => covers(pattern, resource)),
    );
  const { catalog } = parseCatalog(REAL_FILES);
  assert.ok(catalog !== null);
  return Object.values(catalog.services).flatMap((service) => {
    const { Statement } = JSON.parse(policyDocument(stage, service, catalog)) as {
      readonly Statement: readonly Statement[];
    };
    return Statement.flatMap(({ Action, Resource = [] }) =>
      Action.flatMap((action) =>
        Resource.filter((resource) => !allows(action, resource)).map(
          (resource) => `${service.service}: ${action} on ${resource}`,
        ),
      ),
    );
  });
}

describe("the permissions boundary", () => {
  for (const name of STAGES)
    it(`allows what the catalog's services are granted on ${name}`, () => {
      assert.deepEqual(takenAway(name), []);
    });
});
