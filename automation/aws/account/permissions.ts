import { ALARM_TOPIC, NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { calling, isDenied, isNotFound } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** Rights on one kind of thing. */
export interface Rights {
  readonly actions: readonly string[];
  /** An ARN like those that are meant. */
  readonly resource: (stage: Stage) => string;
  /** What does not work without them. */
  readonly purpose: string;
  /** Whether a deployment ends without them, or only says less. */
  readonly isNeeded: (stage: Stage) => boolean;
}

const always = (): boolean => true;
const gradually = ({ rollout }: Stage): boolean => rollout.kind !== "allAtOnce";
const never = (): boolean => false;
const regional =
  (service: string, resource: (stage: Stage) => string) =>
  (stage: Stage): string =>
    `arn:aws:${service}:${stage.region}:${stage.account}:${resource(stage)}`;
const anything = (): string => "*";

/** What the driver itself asks of AWS while it deploys; what the engine changes is not here. */
export const RIGHTS: readonly Rights[] = [
  {
    actions: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:InvokeFunction"],
    resource: regional("lambda", (stage) => `function:${NAMES.function.of(stage, "gateway", "health")}`),
    purpose: "moving traffic, trying new versions, `rollback --fast`",
    isNeeded: always,
  },
  {
    actions: ["lambda:GetFunction", "lambda:ListVersionsByFunction"],
    resource: regional("lambda", (stage) => `function:${NAMES.function.of(stage, "gateway", "health")}`),
    purpose: "comparing what aliases serve with the release",
    isNeeded: always,
  },
  {
    actions: ["lambda:GetAccountSettings"],
    resource: anything,
    purpose: "comparing reserved concurrency with the account's before anything changes",
    isNeeded: never,
  },
  {
    actions: ["cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"],
    resource: anything,
    purpose: "watching new versions",
    isNeeded: gradually,
  },
  {
    actions: ["logs:FilterLogEvents"],
    resource: regional("logs", (stage) => `log-group:${NAMES.logGroup.of(stage, "gateway")}:*`),
    purpose: "watching what new versions answer, the check of logs, `logs`",
    isNeeded: gradually,
  },
  {
    actions: ["dynamodb:PutItem"],
    resource: regional("dynamodb", (stage) => `table/${NAMES.table.of(stage, "users")}`),
    purpose: "seeding tables",
    isNeeded: never,
  },
  {
    actions: ["secretsmanager:DescribeSecret"],
    resource: regional("secretsmanager", (stage) => `secret:listbackup/${stage.name}/any-AbCdEf`),
    purpose: "looking for required secrets",
    isNeeded: never,
  },
  {
    actions: ["events:PutEvents"],
    resource: regional("events", () => "event-bus/default"),
    purpose: "telling programs of deployments",
    isNeeded: never,
  },
  {
    actions: ["sns:Publish"],
    resource: regional("sns", (stage) => NAMES.topic.of(stage, ALARM_TOPIC)),
    purpose: "telling people of deployments",
    isNeeded: never,
  },
  {
    actions: ["xray:GetTraceSummaries", "health:DescribeEvents"],
    resource: anything,
    purpose: "the check of traces, AWS's own word on its health",
    isNeeded: never,
  },
];

/** Rights that a caller lacks, and what does not work then. */
export interface Lack {
  readonly actions: readonly string[];
  readonly purpose: string;
  readonly isNeeded: boolean;
}

/** Who is behind a caller's ARN, as IAM knows it. */
export type Principal =
  | { readonly kind: "known"; readonly arn: string }
  /** The account itself, or a federated user: IAM does not simulate what they may. */
  | { readonly kind: "not simulated" }
  /** A role whose path nobody may tell. */
  | { readonly kind: "unknown path"; readonly role: string };

/** Roles of IAM Identity Center: their path has the region of the Identity Center, or none. */
const IDENTITY_CENTER_ROLE = /^AWSReservedSSO_/;

/**
 * The role or user behind a caller's ARN: `arn:aws:sts::1:assumed-role/deploy/ann` is role `deploy`. The ARN of a session
 * leaves out the path that the role's own ARN has, so IAM is asked for that.
 * @throws DeployError AWS
 */
export async function principalOf(target: AwsTarget, arn: string): Promise<Principal> {
  const [, partition = "", account = "", role] =
    /^arn:(aws[\w-]*):sts::(\d{12}):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (role !== undefined) {
    const found = await roleArn(target, role);
    if (found !== null) return { kind: "known", arn: found };
    if (IDENTITY_CENTER_ROLE.test(role)) return { kind: "unknown path", role };
    return { kind: "known", arn: `arn:${partition}:iam::${account}:role/${role}` };
  }
  return /^arn:aws[\w-]*:iam::\d{12}:(user|role)\//.test(arn) ? { kind: "known", arn } : { kind: "not simulated" };
}

/** @returns null where the caller may not ask */
async function roleArn(target: AwsTarget, RoleName: string): Promise<string | null> {
  const { GetRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
  const client = new IAMClient(clientConfig(target));
  return calling(target, `looking up the role ${RoleName}`, async () => {
    try {
      const { Role } = await client.send(new GetRoleCommand({ RoleName }));
      return Role?.Arn ?? null;
    } catch (error) {
      if (isDenied(error) || isNotFound(error)) return null;
      throw error;
    }
  });
}

/** Asks IAM which of the rights that the driver needs a role or user lacks. @throws DeployError AWS */
export async function lackedRights(target: AwsTarget, stage: Stage, principal: string): Promise<readonly Lack[]> {
  const { IAMClient, SimulatePrincipalPolicyCommand } = await import("@aws-sdk/client-iam");
  const client = new IAMClient(clientConfig(target));
  const lacked = await Promise.all(
    RIGHTS.map(async ({ actions, resource, purpose, isNeeded }): Promise<Lack> => {
      const { EvaluationResults = [] } = await calling(target, "asking IAM for the caller's rights", () =>
        client.send(
          new SimulatePrincipalPolicyCommand({
            PolicySourceArn: principal,
            ActionNames: [...actions],
            ResourceArns: [resource(stage)],
          }),
        ),
      );
      const denied = EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== "allowed");
      return { actions: denied.map(({ EvalActionName = "" }) => EvalActionName), purpose, isNeeded: isNeeded(stage) };
    }),
  );
  return lacked.filter(({ actions }) => actions.length > 0);
}
