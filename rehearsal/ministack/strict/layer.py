"""The layer in front of the emulator: it passes on what AWS would take, and refuses the rest as AWS does."""

import json
import logging
import time
from collections import Counter, defaultdict

from access.enforcement import Request, current

from .answer import refusal, written
from .constraints import check
from .operation import call_of, has_payload_of_bytes
from .request import decoded, request_of
from .rules import broken_rule, changed_answer, has_changed_answer, remember
from .rules.registry import Memory
from .violation import Violation

REPORT_PATH = "/_listbackup/violations"
# Bodies beyond this are data.
MOST_BYTES = 8 * 1024 * 1024
# Different ones that are kept.
MOST_VIOLATIONS = 200

logger = logging.getLogger("strict")


class Strict:
    def __init__(self, serve):
        self.serve = serve
        self.checked = 0
        self.refused = 0
        self.errors = 0
        # Of the processor, in seconds.
        self.cost = 0.0
        self.violations = Counter()
        # Refused for a moment only, as AWS does until a change is known everywhere.
        self.deferred = 0
        self.accounts = defaultdict(Memory)
        # By account and region.
        self.memories = {}

    def memory_of(self, place):
        if place not in self.memories:
            self.memories[place] = Memory(self.accounts[place[0]])
        return self.memories[place]

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.serve(scope, receive, send)
        current.set(None)
        if scope["path"] == REPORT_PATH:
            return await answer(send, 200, {"content-type": "application/json"}, json.dumps(self.report()).encode())
        started = time.thread_time()
        request = request_of(scope)
        is_data = request is not None and has_payload_of_bytes(request)
        self.cost += time.thread_time() - started
        if request is None or (is_too_long(request) and not is_data):
            return await self.serve(scope, receive, send)
        messages = [] if is_data else await received(receive)
        call, refused = self.look(request, messages)
        current.set(Request(call))
        if refused is not None:
            return await answer(send, *refused)
        return await self.serve(scope, replayed(messages, receive), self.remembering(request, call, send))

    def remembering(self, request, call, send):
        """`send`, with a note of what a call changed where its answer is no error, and with AWS's answer where it differs."""
        memory = self.memory_of(request.place)
        start = None
        body = b""

        async def noting(message):
            if call is not None and message["type"] == "http.response.start" and message["status"] < 300:
                remember(call, memory)
            await send(message)

        async def changing(message):
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
                return
            body += message.get("body", b"")
            if message.get("more_body", False):
                return
            changed = changed_answer(call, memory, body) if start["status"] < 300 else None
            await send(start if changed is None else {**start, "headers": headers_of(start, changed)})
            await send({"type": "http.response.body", "body": body if changed is None else changed})

        return changing if call is not None and has_changed_answer(call) else noting

    def look(self, request, messages):
        """The call, None where the model has none, and its refusal, None where AWS would take it."""
        started = time.thread_time()
        try:
            body = decoded(b"".join(message.get("body", b"") for message in messages), request.headers)
            call = call_of(request, body)
            if call is None:
                return None, None
            self.checked += 1
            violations = list(call.violations)
            if call.operation.input_shape is not None:
                check(call.operation.input_shape, call.parameters, "", violations)
            if violations:
                self.note(call, violations)
                return call, refusal(call, violations)
            return call, self.held_to_rules(request, call)
        except Exception:
            # An error of this layer is no refusal of AWS, and no proof that AWS would take the request.
            self.errors += 1
            logger.exception("%s %s could not be checked", request.method, request.path)
            return None, None
        finally:
            self.cost += time.thread_time() - started

    def held_to_rules(self, request, call):
        broken = broken_rule(call, self.memory_of(request.place))
        if broken is None:
            return None
        if broken.passes:
            self.deferred += 1
        else:
            self.note(call, [Violation(broken.member, broken.message, "rule")])
        return written(call, broken.code, broken.message, broken.status)

    def note(self, call, violations):
        self.refused += 1
        for one in violations:
            key = (call.service, call.operation.name, one.member, one.kind, one.constraint)
            if key in self.violations or len(self.violations) < MOST_VIOLATIONS:
                self.violations[key] += 1
            logger.warning("%s %s: %s", call.service, call.operation.name, one.sentence())

    def report(self):
        names = ("service", "operation", "member", "kind", "constraint")
        return {
            "checked": self.checked,
            "refused": self.refused,
            "deferred": self.deferred,
            "errors": self.errors,
            "seconds": round(self.cost, 3),
            "violations": [{**dict(zip(names, key)), "count": count} for key, count in self.violations.items()],
        }


def is_too_long(request):
    length = request.headers.get("content-length", "0")
    return length.isdigit() and int(length) > MOST_BYTES


async def received(receive):
    messages = []
    while True:
        message = await receive()
        messages.append(message)
        if message["type"] != "http.request" or not message.get("more_body", False):
            return messages


def replayed(messages, receive):
    waiting = list(messages)

    async def next_message():
        return waiting.pop(0) if waiting else await receive()

    return next_message


def headers_of(start, body):
    """Without the length and the checksum of the emulator's own body."""
    kept = [pair for pair in start["headers"] if pair[0].lower() not in (b"content-length", b"x-amz-crc32")]
    return [*kept, (b"content-length", str(len(body)).encode())]


async def answer(send, status, headers, body):
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    pairs.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body})
