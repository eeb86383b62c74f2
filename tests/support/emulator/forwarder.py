"""A forwarder for tests: prints its port, and the refusals whenever a line comes in. Arguments: modules, folder, port."""

import json
import logging
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from egress.authority import Authority
from egress.forwarder import Forwarder
from egress.refusals import Refusals

logging.disable(logging.WARNING)
refusals = Refusals()
forwarder = Forwarder(int(sys.argv[3]), Authority(sys.argv[2]), refusals)
forwarder.start()
print(forwarder.port, flush=True)
for _ in sys.stdin:
    print(json.dumps(refusals.report()), flush=True)
os._exit(0)
