"""Rules, effects and changed answers by operation.

A rule is a function of a call and what is remembered; it returns what is wrong, or None. An effect remembers a call that the
emulator accepted: one that it refused changed nothing. A changed answer shows what AWS would still be doing.
"""

import json
import os
import time
from collections import defaultdict
from dataclasses import dataclass

# Seconds of AWS in one of a rehearsal: where AWS makes somebody wait an hour, a minute is enough here.
PACE = float(os.environ.pop("LISTBACKUP_AWS_PACE", "") or 60)

# The program's table of AWS's limits: `{"logRetention": {"values": [1, 3, …]}}`.
LIMITS = json.loads(os.environ.pop("LISTBACKUP_AWS_LIMITS"))

# Rules of every operation.
ALL = "*"
# Day on which the sources that have a date were read.
READ = "2026-11-28"

RULES = defaultdict(list)
EFFECTS = defaultdict(list)
ANSWERS = defaultdict(list)


@dataclass(frozen=True)
class Source:
    page: str
    # When a copy of the page, or AWS's API model (botocore has its text), was read and said this; None: it was not.
    read_on: str | None


def bounds_of(name):
    return LIMITS[name]["min"], LIMITS[name]["max"]


@dataclass(frozen=True)
class Broken:
    """An answer of AWS: its code, message and HTTP status, and where the rule stands."""

    member: str
    code: str
    message: str
    source: Source
    status: int = 400
    # AWS refuses it for a moment only, and its callers send it again.
    passes: bool = False


class Memory:
    """What the calls so far have left, of one account and region."""

    def __init__(self, account=None, now=time.monotonic):
        self.now = now
        # Of services that have no region, such as IAM.
        self.account = account or self
        # Seconds of AWS at which a name was deleted or changed.
        self.times = {}
        # Of a resource: TTL attribute by table, sizes of policies by role, routes by API.
        self.things = defaultdict(dict)

    def clock(self):
        return self.now() * PACE


def rule(source, *operations, passes=False):
    """@param operations `dynamodb.UpdateTable`"""
    assert isinstance(source, Source)

    def register(function):
        for operation in operations:
            RULES[operation].append((function, source, passes))
        return function

    return register


def effect(*operations):
    """@param operations `dynamodb.UpdateTable`"""

    def register(function):
        for operation in operations:
            EFFECTS[operation].append(function)
        return function

    return register


def answered(*operations):
    """Of a function that takes a call's parameters, what is remembered and the emulator's answer, and gives AWS's, or None."""

    def register(function):
        for operation in operations:
            ANSWERS[operation].append(function)
        return function

    return register


def remember(call, memory):
    """Call once the emulator has accepted the call."""
    for function in EFFECTS.get(name_of(call), ()):
        function(call.parameters, memory)


def changed_answer(call, memory, answer):
    """AWS's answer where it differs from the emulator's; None where it does not."""
    changed = None
    for function in ANSWERS.get(name_of(call), ()):
        changed = function(call.parameters, memory, changed or answer) or changed
    return changed


def has_changed_answer(call):
    return name_of(call) in ANSWERS


def broken_rule(call, memory):
    """The first rule that a call breaks; None where AWS would take it."""
    own = [(function, source, passes, (call.parameters,)) for function, source, passes in RULES.get(name_of(call), ())]
    general = [(function, source, passes, (call.service, call.parameters)) for function, source, passes in RULES[ALL]]
    for function, source, passes, of in own + general:
        found = function(*of, memory)
        if found is not None:
            member, code, message, *status = found
            return Broken(member, code, message, source, *status, passes=passes)
    return None


def name_of(call):
    return f"{call.service}.{call.operation.name}"
