"""Sizes of policies. IAM does not count white space."""

import json
import re

from .registry import LIMITS, Source, effect, rule

QUOTAS = Source("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html", None)
MOST_INLINE = LIMITS["roleInlinePolicies"]["max"]
MOST_TRUST = 2_048


def size_of(document):
    return len(re.sub(r"\s", "", document))


def inline_sizes(parameters, memory):
    """Sizes of a role's policies by name, once this one is put."""
    before = memory.things["role"].get(parameters["RoleName"], {})
    return {**before, parameters["PolicyName"]: size_of(parameters["PolicyDocument"])}


@rule(QUOTAS, "iam.PutRolePolicy")
def inline_policies(parameters, memory):
    role = parameters["RoleName"]
    sizes = inline_sizes(parameters, memory)
    if sum(sizes.values()) > MOST_INLINE:
        message = f"Maximum policy size of {MOST_INLINE} bytes exceeded for role {role}"
        return "PolicyDocument", "LimitExceeded", message, 409
    return None


@effect("iam.PutRolePolicy")
def remember_policy(parameters, memory):
    memory.things["role"][parameters["RoleName"]] = inline_sizes(parameters, memory)


@effect("iam.DeleteRolePolicy")
def forget_policy(parameters, memory):
    memory.things["role"].get(parameters["RoleName"], {}).pop(parameters["PolicyName"], None)


@effect("iam.DeleteRole")
def forget_role(parameters, memory):
    memory.things["role"].pop(parameters["RoleName"], None)


@rule(QUOTAS, "iam.CreateRole", "iam.UpdateAssumeRolePolicy")
def trust_policy(parameters, _memory):
    document = parameters.get("AssumeRolePolicyDocument") or parameters.get("PolicyDocument") or ""
    if size_of(document) > MOST_TRUST:
        return "AssumeRolePolicyDocument", "LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048", 409
    return None


@rule(
    Source("https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html", None),
    "iam.PutRolePolicy",
    "iam.CreateRole",
    "iam.CreatePolicy",
)
def statements(parameters, _memory):
    document = parameters.get("PolicyDocument") or parameters.get("AssumeRolePolicyDocument") or ""
    try:
        found = json.loads(document)["Statement"]
    except (ValueError, KeyError, TypeError):
        return "PolicyDocument", "MalformedPolicyDocument", "Syntax errors in policy."
    for one in [found] if isinstance(found, dict) else found:
        actions = one.get("Action", [])
        for action in [actions] if isinstance(actions, str) else actions:
            if action != "*" and ":" not in action:
                message = f"Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc: {action}"
                return "PolicyDocument", "MalformedPolicyDocument", message
    return None

