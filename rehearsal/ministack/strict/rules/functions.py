"""Lambda."""

import json
import os

from .registry import LIMITS, READ, Source, effect, rule

VARIABLES = Source("https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html", None)
INVALID = "InvalidParameterValueException"
MOST_BYTES = LIMITS["functionEnvironment"]["max"]
RESERVED = set(json.loads(os.environ.pop("LISTBACKUP_RESERVED_VARIABLES")))
BOTH = ("lambda.CreateFunction", "lambda.UpdateFunctionConfiguration")


def variables_of(parameters):
    return (parameters.get("Environment") or {}).get("Variables") or {}


@rule(VARIABLES, *BOTH)
def environment_size(parameters, _memory):
    size = sum(len(f"{name}{value}".encode()) for name, value in variables_of(parameters).items())
    if size > MOST_BYTES:
        message = "Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit."
        return "Environment", INVALID, message
    return None


@rule(VARIABLES, *BOTH)
def reserved_variables(parameters, _memory):
    reserved = sorted(RESERVED & set(variables_of(parameters)))
    if reserved:
        message = f"Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {', '.join(reserved)}"
        return "Environment", INVALID, message
    return None


@rule(
    Source("https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html", READ),
    "lambda.CreateEventSourceMapping",
    "lambda.UpdateEventSourceMapping",
)
def batches(parameters, _memory):
    source, size = parameters.get("EventSourceArn") or "", parameters.get("BatchSize") or 10
    window = parameters.get("MaximumBatchingWindowInSeconds") or 0
    if ":sqs:" not in source or size <= 10:
        return None
    if source.endswith(".fifo"):
        return "BatchSize", INVALID, "BatchSize must be at most 10 for FIFO queues."
    if window < 1:
        return "BatchSize", INVALID, "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
    return None


# Until a new role is known everywhere. Seen to take some seconds: https://github.com/aws/aws-sdk-js/issues/3498
ROLE_SECONDS = 6


@effect("iam.CreateRole")
def remember_role(parameters, memory):
    memory.account.times["role", parameters["RoleName"]] = memory.clock()


@effect("iam.DeleteRole")
def forget_role(parameters, memory):
    memory.account.times.pop(("role", parameters["RoleName"]), None)


@rule(
    Source("https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html", None),
    *BOTH,
    passes=True,
)
def role_is_known(parameters, memory):
    created = memory.account.times.get(("role", (parameters.get("Role") or "").rpartition("/")[2]))
    if created is not None and memory.clock() - created < ROLE_SECONDS:
        return "Role", INVALID, "The role defined for the function cannot be assumed by Lambda."
    return None
