import { actionSupport, hasEffectOn } from "../limits/actionSupport";
import { AWS_LIMITS } from "../limits/awsLimits";
import { policySize } from "../policy";
import { boundary } from "./boundary";
import { accountRoles } from "./roles";
import type { AccountScope } from "./scope";
import { serviceRoles } from "./serviceRoles";
import { actionsOf, policyOf, type AccessStatement, type RolePolicy } from "./statement";

/** A finding in the account's policies. */
export interface AccessFinding {
  /** `listbackup-deployment-data/Tables` */
  readonly at: string;
  readonly problem: string;
}

/** What AWS would refuse or ignore in the policies of an account, and wildcards without a reason. */
export function accessFindings(scope: AccountScope): readonly AccessFinding[] {
  const roles = [...Object.values(accountRoles(scope)), ...serviceRoles(scope)];
  return [
    ...[...roles.flatMap(({ policies }) => policies), boundary(scope)].flatMap(policyFindings),
    ...roles.flatMap(({ name, policies, awsPolicies }) => {
      const count = policies.length + awsPolicies.length;
      return count > AWS_LIMITS.managedPoliciesOfRole.max
        ? [{ at: name, problem: `${String(count)} managed policies` }]
        : [];
    }),
  ];
}

function policyFindings({ name, statements }: RolePolicy): readonly AccessFinding[] {
  const size = policySize(policyOf(statements));
  const sids = statements.map(({ sid }) => sid);
  return [
    ...(size > AWS_LIMITS.managedPolicy.max ? [{ at: name, problem: `${String(size)} characters` }] : []),
    ...sids
      .filter((sid, index) => sids.indexOf(sid) !== index)
      .map((sid) => ({ at: `${name}/${sid}`, problem: "used twice" })),
    ...statements.flatMap((statement) => statementFindings(name, statement)),
  ];
}

function statementFindings(policy: string, statement: AccessStatement): readonly AccessFinding[] {
  const at = `${policy}/${statement.sid}`;
  const wild = JSON.stringify([statement.resources, statement.conditions ?? {}]).includes("*");
  return [
    ...(wild && (statement.wildcards ?? "") === "" ? [{ at, problem: "a * without a reason" }] : []),
    ...(!wild && statement.wildcards !== undefined ? [{ at, problem: "a reason for no *" }] : []),
    ...actionsOf(statement).flatMap((action) => {
      if (action.includes("*")) return [{ at, problem: `${action} is not one action` }];
      const support = actionSupport(action);
      if (support === "unknown" || support === "unlisted") return [{ at, problem: `unknown action ${action}` }];
      if (support === "on-resources" && statement.resources.includes("*") && statement.effect === undefined)
        return GRANTED_ON_ALL.has(action) ? [] : [{ at, problem: `${action} is granted on *, and takes ARNs` }];
      return statement.resources.some((resource) => hasEffectOn(action, resource))
        ? []
        : [{ at, problem: `${action} has no effect on ${statement.resources.join(", ")}` }];
    }),
  ];
}

/** Actions that take ARNs, and need "*" all the same. */
const GRANTED_ON_ALL: ReadonlySet<string> = new Set([
  // Composite alarms: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
  "cloudwatch:DescribeAlarms",
  // Phone numbers have no ARN.
  "sns:Publish",
]);
