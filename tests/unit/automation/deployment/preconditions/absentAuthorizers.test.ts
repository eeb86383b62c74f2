import { strict as assert } from "node:assert";
import { refuseAbsentAuthorizers } from "../../../../../automation/deployment/preconditions/absentAuthorizers";
import type { With } from "../../../../../automation/deployment/deployment";
import { DeployError } from "../../../../../model/errors";
import type { Origin } from "../../../../../model/release/record";
import { eventCatalog } from "../../../../support/eventCatalog";
import { releaseOf, stageOf } from "../../../../support/release";

/** A deployment to a stage without the function that decides on `POST /auth/logout`. */
function deploymentOf(warnings: string[], origin?: Origin): With<"release"> {
  const catalog = eventCatalog();
  const { auth } = catalog.services;
  assert.ok(auth !== undefined);
  const services = { ...catalog.services, auth: { ...auth, defaults: { ...auth.defaults, authorizer: "session" } } };
  const dev = stageOf("dev");
  const stage = { ...dev, functions: { ...dev.functions, absent: ["auth/authorize"] } };
  const deployment: unknown = {
    session: { stage },
    release: releaseOf({ ...catalog, services }),
    context: { terminal: { warn: (text: string) => warnings.push(text) } },
    ...(origin === undefined ? {} : { origin }),
  };
  return deployment as With<"release">;
}

describe("routes whose authorizer has no function on the stage", () => {
  it("are refused, with their names", () => {
    assert.throws(
      () => {
        refuseAbsentAuthorizers(deploymentOf([]));
      },
      (error: unknown) =>
        error instanceof DeployError &&
        error.code === "HANDLERS_ABSENT" &&
        error.what.endsWith("  authorizer session (auth/authorize)\n    POST /auth/logout"),
    );
  });

  it("are a warning in a rollback", () => {
    const warnings: string[] = [];
    refuseAbsentAuthorizers(deploymentOf(warnings, { kind: "rollback", to: 1, automatic: true }));
    assert.deepEqual(warnings, [
      "Routes whose authorizer has no function on dev will answer 500:\n  authorizer session (auth/authorize)\n    POST /auth/logout",
    ]);
  });
});
