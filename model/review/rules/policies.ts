import { actionSupport } from "../../limits/actionSupport";
import { TOPICS } from "../../policy";
import { policiesOf, type PlannedPolicy, type PolicyStatement } from "../policyDocument";
import type { Hit, ReviewRule } from "../rule";

export const policyRules: readonly ReviewRule[] = [
  {
    code: "POLICY_PUBLIC",
    severity: "critical",
    finds: "a policy of a bucket, queue, topic or key that allows any principal, without a condition on the caller",
    remedy: "Name the principals, or add a condition such as aws:SourceArn or aws:SourceAccount.",
    check: ({ resources }) =>
      allowed(policiesOf(resources), ["resource"]).flatMap(({ policy, statement }) =>
        statement.principals.includes("*") && !limitsCaller(statement)
          ? [hit(policy, `any principal may ${statement.actions.join(", ")}`)]
          : [],
      ),
  },
  {
    code: "TRUST_OPEN",
    severity: "critical",
    finds:
      "a role that any principal may assume, or that trusts an identity provider without a condition on the subject",
    remedy: "Name the principals, or add a condition on the token's `sub`.",
    check: ({ resources }) =>
      allowed(policiesOf(resources), ["trust"]).flatMap(({ policy, statement }) => {
        const reason = trustProblem(statement);
        return reason === null ? [] : [hit(policy, reason)];
      }),
  },
  {
    code: "ACTION_WILDCARD",
    severity: "high",
    finds: "a policy that allows all actions, or all actions of a service",
    remedy: "List the actions that are needed.",
    check: ({ resources }) =>
      allowed(policiesOf(resources), ["identity", "resource"]).flatMap(({ policy, statement }) => {
        const wild = statement.actions.filter((action) => action === "*" || action.endsWith(":*"));
        const rest = statement.notActions.length === 0 ? [] : [`everything but ${statement.notActions.join(", ")}`];
        const found = isOwnKeyPolicy(policy, statement) ? [] : [...wild, ...rest];
        return found.length === 0 ? [] : [hit(policy, `it allows ${found.join(", ")}`)];
      }),
  },
  {
    code: "RESOURCE_WILDCARD",
    severity: "high",
    finds: "a policy of a role that allows actions on all resources, although they can be limited to some",
    remedy: "Name the resources, or add a condition on their tags.",
    check: ({ resources }) =>
      allowed(policiesOf(resources), ["identity"]).flatMap(({ policy, statement }) => {
        if (!isOnAll(statement, policy) || statement.conditions.size > 0) return [];
        const limitable = statement.actions.filter((action) => actionSupport(action) !== "on-all");
        return limitable.length === 0 ? [] : [hit(policy, `it allows ${limitable.join(", ")} on all resources`)];
      }),
  },
];

interface AllowedStatement {
  readonly policy: PlannedPolicy;
  readonly statement: PolicyStatement;
}

function allowed(
  policies: readonly PlannedPolicy[],
  kinds: readonly PlannedPolicy["kind"][],
): readonly AllowedStatement[] {
  return policies
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap((policy) =>
      policy.statements.filter(({ effect }) => effect === "Allow").map((statement) => ({ policy, statement })),
    );
}

function isOnAll({ actions, resources, notResources }: PolicyStatement, { statements }: PlannedPolicy): boolean {
  if (actions.every((action) => action === "sns:Publish")) {
    // Text messages: a phone number has no ARN, so everything but topics is the least that IAM can express.
    const withoutTopics = statements.some(
      (one) => one.effect === "Deny" && one.actions.includes("sns:Publish") && one.resources.includes(TOPICS),
    );
    if (withoutTopics || notResources.includes(TOPICS)) return false;
  }
  return resources.includes("*") || notResources.length > 0;
}

/** Condition keys that say who calls, or through what. */
const CALLER_KEYS = [
  ...["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceowner", "aws:sourcevpce", "aws:sourcevpc"],
  ...["aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths", "aws:userid"],
  ...["kms:calleraccount"],
];

/** A condition whose value is `*` limits nothing. */
function limitsCaller({ conditions }: PolicyStatement): boolean {
  return CALLER_KEYS.some((key) => conditions.get(key)?.every((value) => value !== "*") === true);
}

/** The default policy of a KMS key gives the account control over it; without it a key can become unusable for ever. */
function isOwnKeyPolicy({ resource }: PlannedPolicy, { principals, actions }: PolicyStatement): boolean {
  return (
    resource.type === "aws:kms/key:Key" &&
    actions.every((action) => action === "kms:*") &&
    principals.every((principal) => /^AWS:arn:aws[a-z-]*:iam::\d{12}:root$/.test(principal))
  );
}

function trustProblem({ principals, conditions }: PolicyStatement): string | null {
  if (principals.includes("*")) return "any principal may assume it";
  const isFederated = principals.some(
    (principal) => principal.startsWith("Federated:") && principal.includes("oidc-provider/"),
  );
  if (!isFederated) return null;
  const subjects = [...conditions].flatMap(([key, values]) => (key.endsWith(":sub") ? values : []));
  if (subjects.length === 0) return "every token of the identity provider may assume it";
  const wild = subjects.filter((subject) => /^(\*|[^:]*:\*|[^:]*:[^/]*\*[^/]*(\/.*)?)$/.test(subject));
  return wild.length === 0 ? null : `tokens of any repository may assume it: ${wild.join(", ")}`;
}

function hit({ resource }: PlannedPolicy, reason: string): Hit {
  return { subject: resource.name, reason };
}
