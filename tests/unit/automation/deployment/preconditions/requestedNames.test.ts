import { strict as assert } from "node:assert";
import {
  requireAllowedResources,
  requireResources,
} from "../../../../../automation/deployment/preconditions/requestedNames";

const resource = (type: string, name: string, inputs = {}) => ({
  urn: `urn:pulumi:dev::listbackup::${type}::${name}`,
  type,
  inputs,
});

const ALL = [
  resource("aws:dynamodb/table:Table", "table-users", {
    globalSecondaryIndexes: [{ name: "EmailIndex", hashKey: "email", projectionType: "ALL" }],
  }),
  resource("aws:sqs/queue:Queue", "queue-sync"),
  resource("aws:iam/role:Role", "role-users"),
  resource("listbackup:phase", "core"),
];

describe("resources that --allow-delete and --allow-replace name", () => {
  const known = ["table-users", "table-users/EmailIndex", "table-users/ttl", "table-users/point-in-time-recovery"];
  for (const name of [...known, "queue-sync/retention"])
    it(`pass if the stage has them: ${name}`, () => {
      assert.doesNotThrow(() => {
        requireResources([name], ALL);
      });
    });

  it("are looked up in the state of the stage, with their parts", async () => {
    const opened = { exportState: () => Promise.resolve({ version: 3, deployment: { resources: ALL } }) };
    const engine = { open: () => Promise.resolve(opened) };
    const request = { allow: { delete: ["table-users/EmailIndex"], replace: ["table-users/EmailIdx"] } };
    await assert.rejects(
      requireAllowedResources({ engine, request } as unknown as Parameters<typeof requireAllowedResources>[0]),
      {
        code: "USAGE",
        what: /no part of table-users that can be allowed "EmailIdx"/,
      },
    );
  });

  const refused: Readonly<Record<string, string>> = {
    "table-user": 'There is no resource on this stage "table-user". Did you mean "table-users"? Nothing was changed.',
    "table-users/EmailIdx":
      'There is no part of table-users that can be allowed "EmailIdx". Did you mean "EmailIndex"? Nothing was changed.',
    "table-users/": 'There is no part of table-users that can be allowed "". Nothing was changed.',
    "table-users/ttl/x":
      'There is no part of table-users that can be allowed "ttl/x". Did you mean "ttl"? Nothing was changed.',
    "role-users/retention": 'There is no part of role-users that can be allowed "retention". Nothing was changed.',
    "queue-sync/__proto__": 'There is no part of queue-sync that can be allowed "__proto__". Nothing was changed.',
    core: 'There is no resource on this stage "core". Nothing was changed.',
  };
  for (const [name, what] of Object.entries(refused))
    it(`are refused if the stage does not have them: ${name}`, () => {
      assert.throws(
        () => {
          requireResources([name], ALL);
        },
        { code: "USAGE", what },
      );
    });
});
