"""Policies of resources: valid JSON, whom each statement is for, and sizes."""

import json
import re

from .registry import READ, Source, effect, rule

GUIDE = "https://docs.aws.amazon.com"
MOST = {"kms": 32_768, "lambda": 20_480, "s3": 20_480, "sns": 30_720, "sqs": 8_192}
MOST_STATEMENTS = {"sns": 100, "sqs": 20}
PRINCIPALS = {"AWS", "Service", "Federated", "CanonicalUser"}
ACCOUNT = re.compile(r"\d{12}")
SERVICE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazon(aws)?\.com(\.cn)?")
ARN = re.compile(r"arn:aws[a-z-]*:(iam|sts)::\d{12}:\S+")


def statements_of(document):
    """None where it is no policy."""
    try:
        found = json.loads(document)["Statement"]
    except (ValueError, KeyError, TypeError):
        return None
    listed = [found] if isinstance(found, dict) else found
    return listed if isinstance(listed, list) and all(isinstance(one, dict) for one in listed) else None


def problem_of(service, document):
    """What is wrong with a policy, None where nothing is."""
    if len(document.encode()) > MOST[service]:
        return f"the policy has more than {MOST[service]} bytes"
    statements = statements_of(document)
    if statements is None:
        return "the policy is not a JSON document with statements"
    if len(statements) > MOST_STATEMENTS.get(service, len(statements)):
        return f"the policy has more than {MOST_STATEMENTS[service]} statements"
    return next((problem for problem in map(problem_of_statement, statements) if problem is not None), None)


def problem_of_statement(statement):
    if statement.get("Effect") not in ("Allow", "Deny"):
        return "a statement allows or denies"
    if "Action" not in statement and "NotAction" not in statement:
        return "a statement names actions"
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    if principal is None:
        return "a statement of a resource's policy names a principal"
    if principal == "*":
        return None
    if not isinstance(principal, dict) or not principal or not set(principal) <= PRINCIPALS:
        return f"a principal is * or one of {', '.join(sorted(PRINCIPALS))}"
    for name in listed(principal.get("Service")):
        if SERVICE.fullmatch(name) is None:
            return f"{name} is not a service"
    for name in listed(principal.get("AWS")):
        if name != "*" and ACCOUNT.fullmatch(name) is None and ARN.fullmatch(name) is None:
            return f"{name} is not a principal"
    return None


def listed(value):
    return [] if value is None else [value] if isinstance(value, str) else value


SQS_POLICIES = f"{GUIDE}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-limits.html"


@rule(Source(SQS_POLICIES, READ), "sqs.CreateQueue", "sqs.SetQueueAttributes")
def queue_policy(parameters, _memory):
    document = (parameters.get("Attributes") or {}).get("Policy")
    problem = problem_of("sqs", document) if document else None
    if problem is not None:
        return "Attributes.Policy", "InvalidAttributeValue", f"Invalid value for the parameter Policy: {problem}."
    return None


SNS_POLICIES = f"{GUIDE}/sns/latest/dg/sns-access-policy-language-api-permissions-reference.html"


@rule(Source(SNS_POLICIES, READ), "sns.CreateTopic", "sns.SetTopicAttributes")
def topic_policy(parameters, _memory):
    is_policy = parameters.get("AttributeName") == "Policy"
    document = parameters.get("AttributeValue") if is_policy else (parameters.get("Attributes") or {}).get("Policy")
    problem = problem_of("sns", document) if document else None
    if problem is not None:
        return "Policy", "InvalidParameter", f"Invalid parameter: Policy Error: {problem}"
    return None


@rule(Source(f"{GUIDE}/kms/latest/APIReference/API_PutKeyPolicy.html", None), "kms.CreateKey", "kms.PutKeyPolicy")
def key_policy(parameters, _memory):
    document = parameters.get("Policy")
    problem = problem_of("kms", document) if document else None
    if problem is None:
        return None
    code = "LimitExceededException" if "bytes" in problem else "MalformedPolicyDocumentException"
    return "Policy", code, f"The policy was rejected: {problem}"


@rule(Source(f"{GUIDE}/AmazonS3/latest/userguide/bucket-policies.html", None), "s3.PutBucketPolicy")
def bucket_policy(parameters, _memory):
    document = parameters.get("Policy")
    problem = problem_of("s3", document) if document else None
    if problem is None:
        return None
    return "Policy", "PolicyTooLarge" if "bytes" in problem else "MalformedPolicy", f"Policy: {problem}"


def permission_key(parameters):
    return parameters["FunctionName"].rpartition(":function:")[2], parameters.get("Qualifier") or ""


def statement_size(parameters):
    """Of the statement that Lambda makes of a permission."""
    statement = {
        "Sid": parameters["StatementId"],
        "Effect": "Allow",
        "Principal": {"Service": parameters["Principal"]},
        "Action": parameters["Action"],
        "Resource": f"arn:aws:lambda:us-west-2:000000000000:function:{':'.join(permission_key(parameters))}",
        "Condition": {
            "ArnLike": {"AWS:SourceArn": parameters.get("SourceArn") or ""},
            "StringEquals": {"AWS:SourceAccount": parameters.get("SourceAccount") or ""},
        },
    }
    return len(json.dumps(statement, separators=(",", ":")))


def permission_sizes(parameters, memory):
    before = memory.things["permissions"].get(permission_key(parameters), {})
    return {**before, parameters["StatementId"]: statement_size(parameters)}


@rule(Source(f"{GUIDE}/lambda/latest/dg/gettingstarted-limits.html", None), "lambda.AddPermission")
def function_policy(parameters, memory):
    if sum(permission_sizes(parameters, memory).values()) > MOST["lambda"]:
        message = f"The final policy size is bigger than the limit ({MOST['lambda']})."
        return "StatementId", "PolicyLengthExceededException", message
    return None


@rule(Source(f"{GUIDE}/lambda/latest/api/API_AddPermission.html", READ), "lambda.AddPermission")
def function_principal(parameters, _memory):
    principal = parameters["Principal"]
    if principal == "*" or any(form.fullmatch(principal) for form in (ACCOUNT, SERVICE, ARN)):
        return None
    message = "The provided principal was invalid. Please check the principal and try again."
    return "Principal", "InvalidParameterValueException", message


@effect("lambda.AddPermission")
def remember_permission(parameters, memory):
    memory.things["permissions"][permission_key(parameters)] = permission_sizes(parameters, memory)


@effect("lambda.RemovePermission")
def forget_permission(parameters, memory):
    memory.things["permissions"].get(permission_key(parameters), {}).pop(parameters["StatementId"], None)


@effect("lambda.DeleteFunction")
def forget_permissions(parameters, memory):
    name = permission_key(parameters)[0]
    for key in [one for one in memory.things["permissions"] if one[0] == name]:
        memory.things["permissions"].pop(key)
