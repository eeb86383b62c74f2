"""Starts MiniStack, and has it keep what it holds.

By itself MiniStack writes its state when it is told to stop, so that a crash, or a machine that is switched off, would
lose all of it, while the engine's own state still lists every resource. Here it is also written whenever requests that
change something are followed by a quiet moment.
"""

import json
import logging
import os
import socketserver
import sys
import threading
import time

# The launcher's folder may be a checkout: nothing compiled is left in it.
sys.dont_write_bytecode = True

import api_request_id
import backup_settings
import function_code
import lambda_metrics
import log_patterns
import replication
import runtime_waits
import ministack.app as ministack
from ministack.core.persistence import save_all
from ministack.services import lambda_svc

from access import enforcement, resource_tags
from egress.egress import Egress
from http_api import reimport, routing
from strict import models
from strict.layer import Strict

QUIET_SECONDS = 1.5
# Under steady load: at the latest after this time, and never for more than a tenth of it.
LONGEST_SECONDS = 20.0

READS = ("Get", "List", "Describe", "Query", "Scan", "BatchGet", "Head", "Lookup", "Filter", "Receive")

logger = logging.getLogger("keeper")


# How many requests there were, for those who count what a deployment asks of AWS.
COUNT_PATH = "/_listbackup/requests"
# Which rehearsal this emulator belongs to: two that start at once may choose the same port.
HOME_PATH = "/_listbackup/home"
HOME_TOKEN = os.environ.pop("LISTBACKUP_HOME_TOKEN")


class Counter:
    def __init__(self, serve):
        self.serve = serve
        self.requests = 0

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.serve(scope, receive, send)
        if scope["path"] in (COUNT_PATH, HOME_PATH):
            answer = HOME_TOKEN if scope["path"] == HOME_PATH else str(self.requests)
            headers = [(b"content-type", b"text/plain")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            return await send({"type": "http.response.body", "body": answer.encode()})
        self.requests += 1
        return await self.serve(scope, receive, send)


# What was refused to functions, and what keeps them in.
EGRESS_PATH = "/_listbackup/egress"


class EgressReport:
    def __init__(self, serve, egress):
        self.serve = serve
        self.egress = egress

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["path"] != EGRESS_PATH:
            return await self.serve(scope, receive, send)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(self.egress.report()).encode()})


class AccessReport:
    """What roles used, and what was denied to them."""

    def __init__(self, serve):
        self.serve = serve

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http" or scope["path"] != enforcement.REPORT_PATH:
            return await self.serve(scope, receive, send)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(enforcement.recorder.report()).encode()})


class Keeper:
    def __init__(self, serve):
        self.serve = serve
        self.first = self.last = None
        self.cost = 0.0

    async def __call__(self, scope, receive, send):
        try:
            await self.serve(scope, receive, send)
        finally:
            if scope["type"] == "http" and changes(scope):
                self.last = time.monotonic()
                self.first = self.first or self.last

    def run(self):
        while True:
            time.sleep(0.5)
            first, last, now = self.first, self.last, time.monotonic()
            if first is None:
                continue
            quiet = now - last >= max(QUIET_SECONDS, self.cost)
            if quiet or now - first >= max(LONGEST_SECONDS, 10 * self.cost):
                self.first = None
                self.keep()

    def keep(self):
        started = time.monotonic()
        save_all(ministack._build_persistence_save_dict())
        self.cost = time.monotonic() - started
        logger.info("Kept the state in %.2f s", self.cost)


def changes(scope):
    if scope["method"] in ("GET", "HEAD", "OPTIONS"):
        return False
    headers = dict(scope["headers"])
    target = headers.get(b"x-amz-target")
    if target is not None:
        return not target.decode("latin-1").rpartition(".")[2].startswith(READS)
    # Each command signs in and asks who it is: sessions are kept with the next change.
    return b"/sts/aws4_request" not in headers.get(b"authorization", b"")


# The functions' runtime API answers in small pieces: without this each call waits 40 ms for an acknowledgement.
socketserver.StreamRequestHandler.disable_nagle_algorithm = True
# A function is pending after each write, as on AWS. How long AWS takes is emulated elsewhere, by `LISTBACKUP_AWS_RATES`. s
lambda_svc._LAMBDA_STATE_TRANSITION_DELAY = 0.05
logging.getLogger("persistence").setLevel(logging.WARNING)
api_request_id.install()
function_code.install()
lambda_metrics.install()
log_patterns.install()
backup_settings.install()
replication.install()
runtime_waits.install()
reimport.install()
routing.install()
models.install()
if ministack.AUTH:
    enforcement.install()
    resource_tags.install()
keeper = Keeper(ministack.app)
egress = Egress(os.environ.pop("LISTBACKUP_EGRESS_HOME"), int(os.environ["GATEWAY_PORT"]))
# A rehearsal can be compared with one that does without.
held = keeper if os.environ.pop("LISTBACKUP_MODEL_CHECK", "") == "off" else Strict(keeper)
ministack.app = AccessReport(EgressReport(Counter(held), egress))
threading.Thread(target=keeper.run, daemon=True, name="keeper").start()
ministack.main()
