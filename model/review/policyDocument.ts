import { isUnknown, type Inputs, type PlannedResource } from "./plannedResource";

/** One statement of an IAM policy, with lists where IAM allows single values too. */
export interface PolicyStatement {
  readonly effect: "Allow" | "Deny";
  readonly sid: string;
  /** `*` or `AWS:arn:…`, `Service:lambda.amazonaws.com`; empty in identity policies. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  /** Everything but these actions. */
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  /** Everything but these resources. */
  readonly notResources: readonly string[];
  /** Keys of conditions with their values: `aws:SourceArn`, in lower case. */
  readonly conditions: ReadonlyMap<string, readonly string[]>;
}

/** A policy of a resource: attached to a role (`identity`), to a resource, or the trust policy of a role. */
export interface PlannedPolicy {
  readonly resource: PlannedResource;
  readonly kind: "identity" | "resource" | "trust";
  readonly statements: readonly PolicyStatement[];
}

/** Inputs with policies, by type of resource. */
const POLICY_INPUTS: Readonly<Record<string, readonly (readonly [key: string, kind: PlannedPolicy["kind"]])[]>> = {
  "aws:iam/role:Role": [["assumeRolePolicy", "trust"]],
  "aws:iam/rolePolicy:RolePolicy": [["policy", "identity"]],
  "aws:iam/policy:Policy": [["policy", "identity"]],
  "aws:iam/userPolicy:UserPolicy": [["policy", "identity"]],
  "aws:iam/groupPolicy:GroupPolicy": [["policy", "identity"]],
  "aws:s3/bucketPolicy:BucketPolicy": [["policy", "resource"]],
  "aws:sqs/queuePolicy:QueuePolicy": [["policy", "resource"]],
  "aws:sqs/queue:Queue": [["policy", "resource"]],
  "aws:sns/topic:Topic": [["policy", "resource"]],
  "aws:sns/topicPolicy:TopicPolicy": [["policy", "resource"]],
  "aws:kms/key:Key": [["policy", "resource"]],
  "aws:secretsmanager/secretPolicy:SecretPolicy": [["policy", "resource"]],
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": [["policy", "resource"]],
  "aws:ecr/repositoryPolicy:RepositoryPolicy": [["policy", "resource"]],
};

/** All policies of a plan whose text is known. */
export function policiesOf(resources: readonly PlannedResource[]): readonly PlannedPolicy[] {
  return policyTexts(resources).flatMap(({ resource, kind, text }) => {
    const statements = parseStatements(text);
    return statements === null ? [] : [{ resource, kind, statements }];
  });
}

/** Names of the resources with a policy that is known only after the deployment. */
export function unknownPolicies(resources: readonly PlannedResource[]): readonly string[] {
  return policyTexts(resources).flatMap(({ resource, text }) => (isUnknown(text) ? [resource.name] : []));
}

function policyTexts(resources: readonly PlannedResource[]) {
  return resources.flatMap((resource) =>
    (Object.hasOwn(POLICY_INPUTS, resource.type) ? (POLICY_INPUTS[resource.type] ?? []) : []).flatMap(([key, kind]) => {
      const text = resource.inputs[key];
      return typeof text === "string" ? [{ resource, kind, text }] : [];
    }),
  );
}

/** @returns null where the text is no policy document */
function parseStatements(text: string): readonly PolicyStatement[] | null {
  try {
    const document = JSON.parse(text) as Inputs;
    return list(document["Statement"]).map((statement) => statementOf(statement as Inputs));
  } catch {
    return null;
  }
}

function statementOf(statement: Inputs): PolicyStatement {
  return {
    effect: statement["Effect"] === "Deny" ? "Deny" : "Allow",
    sid: typeof statement["Sid"] === "string" ? statement["Sid"] : "",
    principals: principalsOf(statement["Principal"]),
    actions: list(statement["Action"]).map(String),
    notActions: list(statement["NotAction"]).map(String),
    resources: list(statement["Resource"]).map(String),
    notResources: list(statement["NotResource"]).map(String),
    conditions: conditionsOf(statement["Condition"]),
  };
}

function principalsOf(principal: unknown): readonly string[] {
  if (typeof principal !== "object" || principal === null) return list(principal).map(String);
  return Object.entries(principal).flatMap(([kind, value]) =>
    list(value).map((one) => (one === "*" ? "*" : `${kind}:${String(one)}`)),
  );
}

function conditionsOf(condition: unknown): ReadonlyMap<string, readonly string[]> {
  const operators = typeof condition === "object" && condition !== null ? Object.values(condition) : [];
  return new Map(
    operators.flatMap((keys) =>
      Object.entries(keys as Inputs).map(([key, value]) => [key.toLowerCase(), list(value).map(String)] as const),
    ),
  );
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
