"""Replaces what the emulator checks of a call by what AWS checks, and records it.

The emulator verifies signatures and evaluates policies (AUTH=true). Which action on which resource a call needs, it knows
roughly: its ARNs of roles have no path, many actions are on `*`, and nothing is said about roles that are passed. So the
calls that AWS's models know are checked by `checks.py`.
"""

import contextvars
import functools
import json
import logging
import time
from collections import Counter

from ministack.core import iam_evaluator
from ministack.core.responses import get_account_id, get_region

from .checks import checks_of

REPORT_PATH = "/_listbackup/access"
# Different ones that are kept.
MOST_DENIALS = 200

logger = logging.getLogger("access")
# The call of this request, and its result once it is checked.
current = contextvars.ContextVar("listbackup_call", default=None)
parsed_by_emulator = iam_evaluator.parse_policy_document
evaluated_by_emulator = iam_evaluator.enforce
resolved_by_emulator = iam_evaluator._resolve_condition_key


class Request:
    def __init__(self, call):
        self.call = call
        # ARN of the session that signed it.
        self.principal = ""
        self.is_checked = False
        self.denied = None


class Recorder:
    """Actions of each role, and what was denied."""

    def __init__(self):
        self.used = Counter()
        self.denials = Counter()
        # Of the processor, in seconds.
        self.cost = 0.0

    def note(self, principal, check, denied):
        role = role_of(principal)
        if role is None:
            return
        if denied is None:
            self.used[(role, check.action)] += 1
            return
        key = (role, check.action, check.resource)
        if key in self.denials or len(self.denials) < MOST_DENIALS:
            self.denials[key] += 1
        logger.warning("Denied: %s %s on %s %s", role, check.action, check.resource, json.dumps(check.keys, default=str))

    def report(self):
        return {
            "seconds": round(self.cost, 3),
            "used": [{"role": role, "action": action, "count": count} for (role, action), count in self.used.items()],
            "denials": [
                {"role": role, "action": action, "resource": resource, "count": count}
                for (role, action, resource), count in self.denials.items()
            ],
        }


recorder = Recorder()


def role_of(arn):
    """`listbackup-deployment-role` of `arn:aws:sts::1:assumed-role/listbackup-deployment-role/session`."""
    return arn.split("/")[1] if ":assumed-role/" in arn else None


def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
    request = current.get()
    # Of API Gateway's addresses and other calls that no model has.
    if request is None or request.call is None:
        return evaluated_by_emulator(access_key_id, iam_action, service, region, resource_arn, service_context)
    if request.is_checked:
        return request.denied
    request.is_checked = True
    request.principal = principal_of(access_key_id)
    started = time.thread_time()
    request.denied = first_denial(access_key_id, request.call, service)
    recorder.cost += time.thread_time() - started
    return request.denied


def first_denial(access_key_id, call, service):
    region = get_region()
    checks = checks_of(call, get_account_id(), region)
    if not checks:
        checked = iam_evaluator.authenticate(access_key_id or "", get_account_id())
        return checked if isinstance(checked, iam_evaluator.AuthError) else None
    for check in checks:
        # Resource policies are kept by the service of the action.
        kept_by = {"iam": "iam", "s3": "s3"}.get(check.action.partition(":")[0], service)
        denied = evaluated_by_emulator(access_key_id, check.action, kept_by, region, check.resource, dict(check.keys))
        if isinstance(denied, iam_evaluator.AuthError):
            return denied
        recorder.note(principal_of(access_key_id), check, denied)
        if denied is not None:
            return denied
    return None


def principal_of(access_key_id):
    from ministack.services import sts

    return str((sts._sessions.get(access_key_id) or {}).get("Arn", ""))


def resolve_condition_key(key, context):
    """The ARN of a session's role is aws:PrincipalArn, and not that of the session. The emulator stands for AWS's HTTPS."""
    if key.lower() == "aws:securetransport":
        return "true"
    if key.lower() == "aws:principalarn":
        request = current.get()
        # Of callers of other accounts, S3 knows the account only.
        return role_arn_of((request and request.principal) or context.principal_arn)
    return resolved_by_emulator(key, context)


def role_arn_of(principal):
    from ministack.services import iam

    name = role_of(principal)
    role = iam._roles.get_scoped(principal.split(":")[4], None, name) if name else None
    return role["Arn"] if role else principal


# The emulator parses all policies of a role for each of its requests, twice: a seventh of what a deployment costs it.
@functools.lru_cache(maxsize=512)
def parsed_text(document):
    return parsed_by_emulator(document)


def parsed(document):
    return list(parsed_text(document)) if isinstance(document, str) else parsed_by_emulator(document)


def install():
    iam_evaluator.enforce = enforce
    iam_evaluator.parse_policy_document = parsed
    iam_evaluator._resolve_condition_key = resolve_condition_key
