import type { EvaluationResult } from "@aws-sdk/client-iam";
import { accountScope } from "../../../model/access/scope";
import { deploymentSamples, type ContextEntry } from "../../../model/access/simulation";
import { ALARM_TOPIC, NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { calling, isDenied, isNotFound } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** Permissions on one kind of resource. */
export interface PermissionSet {
  readonly actions: readonly string[];
  /** An example ARN. */
  readonly resource: (stage: Stage) => string;
  /** What needs them. */
  readonly purpose: string;
  /** Whether a deployment fails without them; otherwise a feature is missing. */
  readonly isRequired: (stage: Stage) => boolean;
  /** Values of condition keys. @default none */
  readonly context?: readonly ContextEntry[];
  /** Statement of the deployment role that allows them: `listbackup-deployment-data/Tables`. @default not known */
  readonly statement?: string;
}

const always = (): boolean => true;
const ifGradual = ({ rollout }: Stage): boolean => rollout.kind !== "allAtOnce";
const never = (): boolean => false;
const regional =
  (service: string, resource: (stage: Stage) => string) =>
  (stage: Stage): string =>
    `arn:aws:${service}:${stage.region}:${stage.account}:${resource(stage)}`;
const anyResource = (): string => "*";

/** Permissions that the driver itself needs during a deployment, without those that Pulumi needs. */
export const DRIVER_PERMISSIONS: readonly PermissionSet[] = [
  {
    actions: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:InvokeFunction"],
    resource: regional("lambda", (stage) => `function:${NAMES.function.of(stage, "gateway", "health")}`),
    purpose: "traffic shifting, probes of new versions, `rollback --fast`",
    isRequired: always,
  },
  {
    actions: ["lambda:GetFunction", "lambda:ListVersionsByFunction"],
    resource: regional("lambda", (stage) => `function:${NAMES.function.of(stage, "gateway", "health")}`),
    purpose: "comparing live versions with the release",
    isRequired: always,
  },
  {
    actions: ["lambda:GetAccountSettings"],
    resource: anyResource,
    purpose: "checking reserved concurrency against the account's limit",
    isRequired: never,
  },
  {
    actions: ["cloudwatch:GetMetricData", "cloudwatch:DescribeAlarms"],
    resource: anyResource,
    purpose: "monitoring new versions",
    isRequired: ifGradual,
  },
  {
    actions: ["logs:FilterLogEvents"],
    resource: regional("logs", (stage) => `log-group:${NAMES.logGroup.of(stage, "gateway")}:*`),
    purpose: "monitoring responses of new versions, the logs check, `logs`",
    isRequired: ifGradual,
  },
  {
    actions: ["dynamodb:PutItem"],
    resource: regional("dynamodb", (stage) => `table/${NAMES.table.of(stage, "users")}`),
    purpose: "seeding tables",
    isRequired: never,
  },
  {
    actions: ["secretsmanager:DescribeSecret"],
    resource: regional("secretsmanager", (stage) => `secret:listbackup/${stage.name}/any-AbCdEf`),
    purpose: "checking required secrets",
    isRequired: never,
  },
  {
    actions: ["events:PutEvents"],
    resource: regional("events", () => "event-bus/default"),
    purpose: "events of deployments",
    isRequired: never,
  },
  {
    actions: ["sns:Publish"],
    resource: regional("sns", (stage) => NAMES.topic.of(stage, ALARM_TOPIC)),
    purpose: "notifications",
    isRequired: never,
  },
  {
    actions: ["xray:GetTraceSummaries", "health:DescribeEvents"],
    resource: anyResource,
    purpose: "the traces check, AWS Health in `status`",
    isRequired: never,
  },
];

/** Permissions that a deployment needs: the driver's, and samples of what Pulumi needs. */
function requiredPermissions(target: AwsTarget, stage: Stage): readonly PermissionSet[] {
  const driverActions = new Set(DRIVER_PERMISSIONS.flatMap(({ actions }) => actions));
  const samples = deploymentSamples(accountScope(stage.account, [stage]))
    // The emulator simulates without condition keys.
    .filter(({ context }) => target.kind === "aws" || context.length === 0)
    .map(({ statement, actions, resource, context, reason }) => ({
      statement,
      actions: actions.filter((action) => !driverActions.has(action)),
      resource: () => resource,
      context,
      purpose: reason,
      isRequired: always,
    }))
    .filter(({ actions }) => actions.length > 0);
  return [...DRIVER_PERMISSIONS, ...samples];
}

/** Permissions that a caller lacks, and what needs them. */
export interface MissingPermissions {
  readonly actions: readonly string[];
  readonly purpose: string;
  readonly isRequired: boolean;
  /** Statement of the deployment role that allows them; null: not known */
  readonly statement: string | null;
}

/** The IAM principal of a caller. */
export type Principal =
  | { readonly kind: "known"; readonly arn: string }
  /** The account's root user, or a federated user: IAM does not simulate their permissions. */
  | { readonly kind: "not simulated" }
  /** A role whose path the caller may not read. */
  | { readonly kind: "unknown path"; readonly role: string };

/** Roles of IAM Identity Center: their path has the region of the Identity Center, or none. */
const IDENTITY_CENTER_ROLE = /^AWSReservedSSO_/;

/**
 * The role or user of a caller's ARN: `arn:aws:sts::1:assumed-role/deploy/ann` is role `deploy`. The ARN of a session does not
 * contain the role's path, which is read from IAM.
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

/** @returns null where the caller may not read the role */
async function roleArn(target: AwsTarget, RoleName: string): Promise<string | null> {
  const { GetRoleCommand, IAMClient } = await import("@aws-sdk/client-iam");
  const client = new IAMClient(clientConfig(target));
  return calling(target, `reading the role ${RoleName}`, async () => {
    try {
      const { Role } = await client.send(new GetRoleCommand({ RoleName }));
      return Role?.Arn ?? null;
    } catch (error) {
      if (isDenied(error) || isNotFound(error)) return null;
      throw error;
    }
  });
}

function contextEntry({ key, type, values }: ContextEntry) {
  return { ContextKeyName: key, ContextKeyType: type, ContextKeyValues: [...values] };
}

/** Which permissions of a deployment a role or user lacks, as simulated by IAM. @throws DeployError AWS */
export async function missingPermissions(
  target: AwsTarget,
  stage: Stage,
  principal: string,
): Promise<readonly MissingPermissions[]> {
  const { IAMClient, paginateSimulatePrincipalPolicy } = await import("@aws-sdk/client-iam");
  const client = new IAMClient(clientConfig(target));
  const missing = await Promise.all(
    requiredPermissions(target, stage).map(async (set): Promise<MissingPermissions> => {
      const { actions, resource, purpose, isRequired, context = [], statement = null } = set;
      const request = {
        PolicySourceArn: principal,
        ActionNames: [...actions],
        ResourceArns: [resource(stage)],
        ...(context.length === 0 ? {} : { ContextEntries: context.map(contextEntry) }),
      };
      const results = await calling(target, "simulating the caller's permissions", async () => {
        const found: EvaluationResult[] = [];
        // A page may have fewer results than its limit, although others follow.
        for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy({ client }, request))
          found.push(...EvaluationResults);
        return found;
      });
      const denied = results.filter(({ EvalDecision }) => EvalDecision !== "allowed");
      return {
        actions: denied.map(({ EvalActionName = "" }) => EvalActionName),
        purpose,
        isRequired: isRequired(stage),
        statement,
      };
    }),
  );
  return missing.filter(({ actions }) => actions.length > 0);
}
