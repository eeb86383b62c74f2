"""Rules and effects by operation.

A rule is a function of a call and what is remembered; it returns what is wrong, or None. An effect remembers a call that the
emulator accepted: one that it refused changed nothing.
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

RULES = defaultdict(list)
EFFECTS = defaultdict(list)


def bounds_of(name):
    return LIMITS[name]["min"], LIMITS[name]["max"]


@dataclass(frozen=True)
class Broken:
    """An answer of AWS: its code, message and HTTP status, and where the rule stands."""

    member: str
    code: str
    message: str
    source: str
    status: int = 400


class Memory:
    """What the calls so far have left, of one account and region."""

    def __init__(self, now=time.monotonic):
        self.now = now
        # Seconds of AWS at which a name was deleted or changed.
        self.times = {}
        # Of a resource: TTL attribute by table, sizes of policies by role.
        self.things = defaultdict(dict)

    def clock(self):
        return self.now() * PACE


def rule(source, *operations):
    """@param operations `dynamodb.UpdateTable`"""

    def register(function):
        for operation in operations:
            RULES[operation].append((function, source))
        return function

    return register


def effect(*operations):
    """@param operations `dynamodb.UpdateTable`"""

    def register(function):
        for operation in operations:
            EFFECTS[operation].append(function)
        return function

    return register


def remember(service, operation, parameters, memory):
    """Call once the emulator has accepted the call."""
    for function in EFFECTS.get(f"{service}.{operation}", ()):
        function(parameters, memory)


def broken_rule(service, operation, parameters, memory):
    """The first rule that a call breaks; None where AWS would take it."""
    for function, source in RULES.get(f"{service}.{operation}", ()):
        found = function(parameters, memory)
        if found is not None:
            member, code, message, *status = found
            return Broken(member, code, message, source, *status)
    return None
