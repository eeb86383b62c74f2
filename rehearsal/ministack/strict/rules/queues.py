"""SQS and EventBridge."""

from .registry import LIMITS, READ, Source, bounds_of, effect, rule

SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference"
TAKEN_SECONDS = 60
MOST_TARGETS = LIMITS["ruleTargets"]["max"]
# Attributes are text, so the model has no range for them.
RANGES = {
    "DelaySeconds": (0, 900),
    "MaximumMessageSize": (1_024, 1_048_576),
    "MessageRetentionPeriod": bounds_of("queueRetention"),
    "ReceiveMessageWaitTimeSeconds": bounds_of("queueReceiveWait"),
    "VisibilityTimeout": bounds_of("queueVisibilityTimeout"),
    "KmsDataKeyReusePeriodSeconds": (60, 86_400),
}


@rule(Source(f"{SQS}/API_CreateQueue.html", READ), "sqs.CreateQueue", "sqs.SetQueueAttributes")
def attributes(parameters, _memory):
    for name, value in (parameters.get("Attributes") or {}).items():
        least, most = RANGES.get(name, (None, None))
        if least is not None and not (str(value).isdigit() and least <= int(value) <= most):
            message = f"Invalid value for the parameter {name}."
            return f"Attributes.{name}", "InvalidAttributeValue", message
    return None


@rule(Source(f"{SQS}/API_CreateQueue.html", READ), "sqs.CreateQueue")
def fifo_name(parameters, _memory):
    is_fifo = str((parameters.get("Attributes") or {}).get("FifoQueue", "false")).lower() == "true"
    name = parameters["QueueName"]
    plain = name.removesuffix(".fifo")
    allowed = plain.replace("-", "").replace("_", "")
    if len(name) > 80 or not allowed.isalnum() or not allowed.isascii() or is_fifo != name.endswith(".fifo"):
        message = "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"
        return "QueueName", "InvalidParameterValue", message
    return None


@rule(Source(f"{SQS}/API_CreateQueue.html", READ), "sqs.CreateQueue", passes=True)
def name_is_free(parameters, memory):
    deleted = memory.times.get(("queue", parameters["QueueName"]))
    if deleted is not None and memory.clock() - deleted < TAKEN_SECONDS:
        message = "You must wait 60 seconds after deleting a queue before you can create another with the same name."
        return "QueueName", "QueueDeletedRecently", message
    return None


@effect("sqs.DeleteQueue")
def remember_deletion(parameters, memory):
    memory.times["queue", parameters["QueueUrl"].rpartition("/")[2]] = memory.clock()


def rule_key(parameters):
    return parameters.get("EventBusName") or "default", parameters["Rule"]


def target_ids(parameters, memory):
    """Targets of a rule, once these are put."""
    return memory.things["targets"].get(rule_key(parameters), frozenset()) | {one["Id"] for one in parameters["Targets"]}


@rule(Source("https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html", READ), "events.PutTargets")
def targets(parameters, memory):
    if len(target_ids(parameters, memory)) > MOST_TARGETS:
        message = "The requested resource exceeds the maximum number allowed."
        return "Targets", "LimitExceededException", message
    return None


@effect("events.PutTargets")
def remember_targets(parameters, memory):
    memory.things["targets"][rule_key(parameters)] = target_ids(parameters, memory)


@effect("events.RemoveTargets")
def forget_targets(parameters, memory):
    key = rule_key(parameters)
    memory.things["targets"][key] = memory.things["targets"].get(key, frozenset()) - set(parameters["Ids"])


@rule(Source("https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html", None), "events.PutRule")
def schedules(parameters, _memory):
    bus = parameters.get("EventBusName") or "default"
    if parameters.get("ScheduleExpression") and bus.rpartition("/")[2] != "default":
        message = "ScheduleExpression is supported only on the default event bus."
        return "ScheduleExpression", "ValidationException", message
    return None
