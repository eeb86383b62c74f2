"""What AWS refuses and its models do not say."""

from . import (  # noqa: F401
    alarms,
    api,
    data,
    deletions,
    dns,
    functions,
    identity,
    policies,
    queues,
    resource_policies,
    storage,
    tags,
)
from .registry import broken_rule, changed_answer, has_changed_answer, remember

__all__ = ["broken_rule", "changed_answer", "has_changed_answer", "remember"]
