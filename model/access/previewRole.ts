import { deploymentPolicies } from "./deployment/deploymentRole";
import { driverBuckets, type AccountScope } from "./scope";
import { actionsOf, type AccessStatement, type RolePolicy } from "./statement";

/** Reads of data, of messages and of secrets are no part of a preview, although their names are those of reads. */
const READS_OF_DATA = new Set([
  "cognito-idp:ListUsers",
  "cognito-idp:ListUsersInGroup",
  "dynamodb:BatchGetItem",
  "dynamodb:GetItem",
  "dynamodb:Query",
  "dynamodb:Scan",
  "logs:FilterLogEvents",
  "logs:GetLogEvents",
  "logs:GetQueryResults",
  "s3:GetObject",
  "s3:GetObjectVersion",
  "secretsmanager:GetSecretValue",
  "ssm:GetParameter",
  "ssm:GetParameterHistory",
  "ssm:GetParameters",
  "ssm:GetParametersByPath",
]);

const READ = /:(?:Get|GET|List|Describe|Simulate)/;

/**
 * The managed policies of `listbackup-preview-role`: the deployment role's reads of settings, and the state.
 *
 * A pull request runs its own code in this role. So it gets the key of the state's secrets only in accounts whose stages
 * take builds of branches, and in no account values of parameters, contents of tables, or logs. Without the key, `status` and
 * `releases` work, and a preview does not.
 */
export function previewPolicies(scope: AccountScope): readonly RolePolicy[] {
  const all = deploymentPolicies(scope);
  return [
    {
      name: "listbackup-preview-state",
      description: "Reads states and releases",
      statements: [stateObjects(scope), ...(scope.takesBranches ? all.flatMap(decryption) : [])],
    },
    ...all.map(({ name, description, statements }) => ({
      name: name.replace("deployment", "preview"),
      description: `Reads: ${description}`,
      statements: statements.flatMap((statement) => readsOf(statement)),
    })),
  ].filter(({ statements }) => statements.length > 0);
}

function readsOf(statement: AccessStatement): readonly AccessStatement[] {
  if (statement.effect === "Deny" || statement.sid === "OwnPermissions") return [];
  const groups = statement.groups
    .map(({ actions, needs }) => ({
      needs,
      actions: actions.filter((action) => READ.test(action) && !READS_OF_DATA.has(action)),
    }))
    .filter(({ actions }) => actions.length > 0);
  if (groups.length === 0) return [];
  return [{ ...statement, groups }];
}

function stateObjects(scope: AccountScope): AccessStatement {
  const names = [...driverBuckets(scope, "stateBucket"), ...driverBuckets(scope, "deploymentsBucket")];
  return {
    sid: "StateObjects",
    groups: [{ actions: ["s3:GetObject"], needs: { kind: "rehearsed" } }],
    resources: names.map((name) => `${name}/*`),
    reason: "the state, in which secrets are encrypted, and the releases",
    wildcards: "every object of the driver's own buckets",
  };
}

function decryption({ statements }: RolePolicy): readonly AccessStatement[] {
  return statements
    .filter(({ sid }) => sid === "StateKey")
    .map((statement) => ({
      ...statement,
      sid: "StateDecryption",
      groups: [{ actions: actionsOf(statement), needs: { kind: "rehearsed" } as const }],
      reason: "Pulumi decrypts the whole state before it compares",
    }));
}
