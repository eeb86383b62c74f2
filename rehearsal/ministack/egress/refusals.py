"""The outbound calls of functions that were refused: counted, and written to the log."""

import logging
import threading

# Different calls that are kept. Later ones are counted only.
MAX_CALLS = 500
# A function that tries again and again has a line in the log for every so many calls.
LOG_EVERY = 100

logger = logging.getLogger("egress")


class Refusals:
    def __init__(self):
        self.lock = threading.Lock()
        self.calls = {}
        self.total = 0

    def add(self, function, target):
        """A function's call to `target`, such as `api.example.com:443`."""
        with self.lock:
            self.total += 1
            key = (function, target)
            if key in self.calls or len(self.calls) < MAX_CALLS:
                self.calls[key] = self.calls.get(key, 0) + 1
            count = self.calls.get(key, 1)
        if count % LOG_EVERY == 1:
            logger.warning("Refused an outbound call: %s by %s", target, function)

    def report(self):
        """`{"refused": <total>, "calls": [{"function", "target", "count"}]}`"""
        with self.lock:
            calls = [
                {"function": function, "target": target, "count": count}
                for (function, target), count in self.calls.items()
            ]
            return {"refused": self.total, "calls": calls}
