import { call, calls, wait, type Step } from "../step";
import type { Inputs, TypeCalls } from "../typeCalls";

/* Calls of terraform-provider-aws. Read on 2026-11-28: internal/service/lambda/function.go. The other rows are from experience with the
 * provider, and not compared with its source. */

/** lambda/function.go: `Delay` of waitFunctionCreated, waitFunctionUpdated and waitFunctionConfigurationUpdated. */
const FUNCTION_DELAY_MS = 5_000;

/** IAM's documentation says only that changes are eventually consistent; about ten seconds are usual. A guess. */
const ROLE_PROPAGATION_MS = 10_000;

function concurrency({ reservedConcurrentExecutions }: Inputs): readonly Step[] {
  return reservedConcurrentExecutions === undefined ? [] : [call("lambda", "PutFunctionConcurrency")];
}

const settled = (reason: string): Step => wait(FUNCTION_DELAY_MS, reason);

export const CALLS_OF_FUNCTIONS: Readonly<Record<string, TypeCalls>> = {
  "aws:lambda/function:Function": {
    create: (inputs) => [
      { kind: "new role", ageMs: ROLE_PROPAGATION_MS },
      call("lambda", "CreateFunction", 1_000),
      call("lambda", "GetFunction"),
      settled("the provider's delay after CreateFunction"),
      call("lambda", "GetFunction"),
      ...concurrency(inputs),
    ],
    // Of its code: the configuration has the digest of parameters only.
    update: () => [
      call("lambda", "UpdateFunctionCode", 1_000),
      settled("the provider's delay after UpdateFunctionCode"),
      call("lambda", "GetFunction"),
      call("lambda", "PublishVersion"),
      settled("the provider's delay after PublishVersion"),
      call("lambda", "GetFunctionConfiguration"),
    ],
    remove: [
      call("lambda", "DeleteFunction"),
      settled("the provider's delay after DeleteFunction"),
      call("lambda", "GetFunction"),
    ],
    read: calls("lambda", "GetFunction", "ListVersionsByFunction", "GetFunctionCodeSigningConfig"),
  },
  "aws:lambda/alias:Alias": {
    create: () => calls("lambda", "CreateAlias"),
    update: () => calls("lambda", "UpdateAlias"),
    remove: calls("lambda", "DeleteAlias"),
    read: calls("lambda", "GetAlias"),
  },
  "aws:lambda/permission:Permission": {
    create: () => calls("lambda", "AddPermission"),
    remove: calls("lambda", "RemovePermission", "GetPolicy"),
    read: calls("lambda", "GetPolicy"),
  },
  "aws:lambda/eventSourceMapping:EventSourceMapping": {
    create: () => [
      call("lambda", "CreateEventSourceMapping"),
      wait(10_000, "the mapping becomes Enabled (a guess)"),
      ...calls("lambda", "GetEventSourceMapping", "GetEventSourceMapping"),
    ],
    remove: [
      call("lambda", "DeleteEventSourceMapping"),
      wait(10_000, "the mapping is deleted (a guess)"),
      call("lambda", "GetEventSourceMapping"),
    ],
    read: calls("lambda", "GetEventSourceMapping", "ListTags"),
  },
  "aws:iam/role:Role": {
    create: () => calls("iam", "CreateRole"),
    update: () => calls("iam", "UpdateAssumeRolePolicy"),
    remove: calls("iam", "ListInstanceProfilesForRole", "ListAttachedRolePolicies", "ListRolePolicies", "DeleteRole"),
    read: calls("iam", "GetRole", "ListRolePolicies", "ListAttachedRolePolicies"),
  },
  "aws:iam/rolePolicy:RolePolicy": {
    create: () => calls("iam", "PutRolePolicy"),
    remove: calls("iam", "DeleteRolePolicy"),
    read: calls("iam", "GetRolePolicy"),
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": {
    create: () => calls("iam", "AttachRolePolicy"),
    remove: calls("iam", "DetachRolePolicy"),
    read: calls("iam", "ListAttachedRolePolicies"),
  },
  "aws:iam/policy:Policy": {
    create: () => calls("iam", "CreatePolicy"),
    update: () => calls("iam", "ListPolicyVersions", "CreatePolicyVersion"),
    remove: calls("iam", "ListPolicyVersions", "DeletePolicy"),
    read: calls("iam", "GetPolicy", "GetPolicyVersion"),
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    create: () => calls("logs", "CreateLogGroup", "PutRetentionPolicy"),
    update: () => calls("logs", "PutRetentionPolicy"),
    remove: calls("logs", "DeleteLogGroup"),
    read: calls("logs", "DescribeLogGroups", "ListTagsForResource"),
  },
};
