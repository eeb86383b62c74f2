"""Finds the tags of one resource, for the condition key `aws:ResourceTag`.

The emulator goes through all resources of a service for each call of a role whose policies have that key: with 2,700
functions three quarters of its time. Here a resource is looked up by the name in its ARN. Services that have few resources
here keep the emulator's search.
"""

from ministack.core.responses import get_account_id, get_region
from ministack.services import dynamodb, iam, lambda_svc, sns, sqs, ssm, tagging

found_by_emulator = tagging.resource_tags


def tags_of_function(arn):
    prefix = f"arn:aws:lambda:{get_region()}:{get_account_id()}:function:"
    function = lambda_svc._functions.get(arn[len(prefix) :]) if arn.startswith(prefix) else None
    return function and dict(function.get("tags") or {})


def tags_of_queue(arn):
    queue = sqs._queues.get(sqs._queue_name_to_url.get(arn.rpartition(":")[2]))
    return dict(queue.get("tags") or {}) if queue and queue["attributes"].get("QueueArn") == arn else None


def tags_of_topic(arn):
    topic = sns._topics.get(arn)
    return topic and dict(topic.get("tags") or {})


def tags_of_table(arn):
    tags = dynamodb._tags.get(arn)
    if tags is not None:
        return from_list(tags)
    table = dynamodb._tables.get(arn.rpartition("/")[2]) or {}
    # Of CloudFormation's tables.
    return dict(table["tags"]) if table.get("TableArn") == arn and table.get("tags") else None


def tags_of_principal(arn):
    store = iam._users if ":user/" in arn else iam._roles
    principal = store.get(arn.rpartition("/")[2]) or {}
    return from_list(principal.get("Tags")) if principal.get("Arn") == arn else None


def tags_of_parameter(arn):
    tags = ssm._tags.get(arn)
    return None if tags is None else dict(tags)


def from_list(tags):
    return {tag["Key"]: tag["Value"] for tag in tags or []}


LOOKUPS = {
    "dynamodb": tags_of_table,
    "iam": tags_of_principal,
    "lambda": tags_of_function,
    "sns": tags_of_topic,
    "sqs": tags_of_queue,
    "ssm": tags_of_parameter,
}


def resource_tags(arn):
    """As a dictionary; None where there is no such resource."""
    parts = arn.split(":", 5)
    look_up = LOOKUPS.get(parts[2]) if len(parts) == 6 else None
    return look_up(arn) if look_up else found_by_emulator(arn)


def install():
    tagging.resource_tags = resource_tags
