import { strict as assert } from "node:assert";
import { accessFindings } from "../../../../model/access/findings";
import { boundary } from "../../../../model/access/boundary";
import { accountRoles, type AccountRoleKind } from "../../../../model/access/roles";
import { accountScope, type AccountScope } from "../../../../model/access/scope";
import { actionsOf, policyOf } from "../../../../model/access/statement";
import { roleTrust } from "../../../../model/access/trust";
import { AWS_LIMITS } from "../../../../model/limits/awsLimits";
import { policySize } from "../../../../model/policy";
import { STAGES } from "../../../../model/stage/name";
import { stageOf } from "../../../support/release";

const ALL = STAGES.map((name) => stageOf(name));
const SCOPES: readonly AccountScope[] = [...new Set(ALL.map(({ account }) => account))].map((account) =>
  accountScope(account, ALL),
);
/** Two stages in one account and two regions, with the longest region name. */
const LARGEST = accountScope("000000000000", [
  { ...stageOf("staging"), account: "000000000000", region: "ap-southeast-1" },
  { ...stageOf("production"), account: "000000000000", region: "ap-northeast-1" },
]);

/** A stage with its recovery stage, with the longest region name. */
const LARGEST_RECOVERY = accountScope("000000000000", [
  { ...stageOf("production"), account: "000000000000", region: "ap-southeast-1" },
  { ...stageOf("disaster-recovery"), account: "000000000000", region: "ap-northeast-1" },
]);

describe("policies of an account's roles", () => {
  for (const scope of [...SCOPES, LARGEST, LARGEST_RECOVERY])
    it(`are what AWS takes, for ${scope.stages.map(({ name }) => name).join(" and ")}`, () => {
      assert.deepEqual(accessFindings(scope), []);
    });

  it("name no action of another account", () => {
    const dev = accountScope(stageOf("dev").account, ALL);
    const text = accountRoles(dev)
      .deployment.policies.map(({ statements }) => policyOf(statements))
      .join("");
    const accounts = new Set([...text.matchAll(/:(\d{12}):/g)].map(([, account]) => account));
    assert.deepEqual([...accounts], [dev.account]);
  });

  it("give a preview reads only", () => {
    const verbs = accountRoles(LARGEST)
      .preview.policies.flatMap(({ statements }) => statements)
      .flatMap(actionsOf)
      .filter((action) => !/:(Get|GET|List|Describe|Decrypt|Encrypt)/.test(action));
    assert.deepEqual(verbs, []);
  });

  it("give a preview no values of parameters and secrets, no users, items or log events", () => {
    const actions = accountRoles(LARGEST)
      .preview.policies.flatMap(({ statements }) => statements)
      .flatMap(actionsOf);
    const ofData =
      /^(ssm:GetParameter|secretsmanager:(Batch)?GetSecretValue|cognito-idp:(ListUsers|AdminGetUser)|dynamodb:(Batch)?(GetItem|Query|Scan)|logs:(Filter|Get)LogEvents|sqs:Receive)/;
    assert.deepEqual(
      actions.filter((action) => ofData.test(action)),
      [],
    );
  });

  it("give a preview the key of the state only where branches are deployed", () => {
    const decrypts = (scope: AccountScope): boolean =>
      accountRoles(scope).preview.policies.some(({ statements }) =>
        statements.some((statement) => actionsOf(statement).includes("kms:Decrypt")),
      );
    assert.deepEqual(
      [decrypts({ ...LARGEST, takesBranches: true }), decrypts({ ...LARGEST, takesBranches: false })],
      [true, false],
    );
  });

  it("keep IAM, STS and Organizations out of the boundary", () => {
    const services = new Set(
      boundary(LARGEST)
        .statements.flatMap(actionsOf)
        .map((action) => action.split(":")[0]),
    );
    assert.deepEqual(
      ["iam", "sts", "organizations", "account"].filter((service) => services.has(service)),
      [],
    );
  });

  for (const kind of ["deployment", "preview", "breakGlass"] as const satisfies readonly AccountRoleKind[])
    it(`trust few enough to fit, for ${kind}`, () => {
      const trust = roleTrust("000000000000", kind, {
        github: [
          {
            kind: "on",
            repository: `${"o".repeat(39)}/${"r".repeat(60)}`,
            branches: ["main", "develop"],
            environments: [...STAGES],
            pullRequests: true,
          },
        ],
        principals: ["arn:aws:iam::000000000000:root"],
      });
      assert.ok(policySize(trust) <= AWS_LIMITS.trustPolicy.max, String(policySize(trust)));
    });
});
