"""Replication of objects, as S3 does it: after its answer, and in the role of the rules.

MiniStack copies an object before it answers, whatever the role may do. So no caller would notice that it does not wait for a
replica, and no rehearsal that the role lacks a permission.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-what-is-isnot-replicated.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
"""

import asyncio
import json
import logging
from contextlib import contextmanager

import ministack.app as ministack
from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.services import iam, s3

from strict.rules.registry import PACE

# S3 takes seconds to minutes; seconds of AWS.
DELAY = 60
SERVICE = "s3.amazonaws.com"
READ = "s3:GetObjectVersionForReplication"

logger = logging.getLogger("replication")
replicate_by_emulator = s3._maybe_replicate
replicate_marker_by_emulator = s3._maybe_replicate_delete_marker


def replicate(bucket, key, obj, data, tags=None):
    rule, _role = s3._replication_rule_for(bucket, key, tags)
    if rule is None:
        return
    obj["replication_status"] = "PENDING"
    later(copy_object, bucket, key, obj, data, tags)


def copy_object(bucket, key, obj, data, tags):
    rule, role = s3._replication_rule_for(bucket, key, tags)
    if rule is None or not may_replicate(role, bucket, key, rule, "s3:ReplicateObject"):
        obj["replication_status"] = "FAILED"
    else:
        with version_of(obj), body_of(obj, data):
            replicate_by_emulator(bucket, key, obj, data, tags)
        if tags and obj.get("_replica"):
            replica, version, account = obj["_replica"]
            with s3._in_account(account):
                s3._object_tags[(replica, key, version)] = dict(tags)
                s3._persist_version_state(replica, key, s3._buckets[replica])
    for version in s3._object_versions.get((bucket, key)) or ():
        if version["version_id"] == obj.get("version_id"):
            version["replication_status"] = obj["replication_status"]
    if bucket in s3._buckets:
        s3._persist_version_state(bucket, key, s3._buckets[bucket])


@contextmanager
def version_of(obj):
    """A replica has the version id of its object."""
    new_uuid = s3.new_uuid
    s3.new_uuid = lambda: obj["version_id"]
    try:
        yield
    finally:
        s3.new_uuid = new_uuid


@contextmanager
def body_of(obj, data):
    """MiniStack drops the body from memory once it is on disk, and copies the object with its body."""
    body = obj.get("body")
    obj["body"] = data
    try:
        yield
    finally:
        obj["body"] = body


def replicate_marker(bucket, key):
    later(copy_marker, bucket, key)


def copy_marker(bucket, key):
    rule, role = s3._replication_rule_for(bucket, key, None)
    if rule is not None and may_replicate(role, bucket, key, rule, "s3:ReplicateDelete"):
        replicate_marker_by_emulator(bucket, key)


def may_replicate(role_arn, bucket, key, rule, action):
    if not ministack.AUTH:
        return True
    destination = (rule.get("Destination") or {}).get("Bucket", "").rpartition(":")[2]
    checks = ((READ, f"arn:aws:s3:::{bucket}/{key}"), (action, f"arn:aws:s3:::{destination}/{key}"))
    missing = [check for check in checks if not is_allowed(role_arn, *check)]
    for name, resource in missing:
        logger.warning("Not replicated: %s has no permission for %s on %s", role_arn, name, resource)
    return not missing


def is_allowed(role_arn, action, resource):
    account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
    role = iam._roles.get_scoped(account, None, name)
    if role is None or SERVICE not in json.dumps(role.get("AssumeRolePolicyDocument")):
        return False
    context = iam_evaluator.EvalContext(
        principal_arn=role_arn,
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=get_region(),
    )
    policies = iam_evaluator._gather_role_policies(name, account)
    return iam_evaluator.evaluate(context, policies).decision == "Allow"


def later(work, *args):
    """In the account and region of the request that is being answered, which the context has."""
    asyncio.get_running_loop().call_later(DELAY / PACE, work, *args)


def install():
    s3._maybe_replicate = replicate
    s3._maybe_replicate_delete_marker = replicate_marker
