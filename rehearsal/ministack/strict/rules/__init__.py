"""What AWS refuses and its models do not say."""

from . import alarms, api, data, functions, identity, policies, queues, storage  # noqa: F401
from .registry import broken_rule, remember

__all__ = ["broken_rule", "remember"]
