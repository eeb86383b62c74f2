"""Closes functions in: what they call at AWS goes to the emulator, and everything else is refused."""

import logging
import os

from . import seccomp
from .authority import Authority
from .barrier import Barrier, uncovered
from .emulator import close_in_emulator
from .forwarder import Forwarder
from .functions import close_in_functions
from .refusals import Refusals

logger = logging.getLogger("egress")


class Egress:
    def __init__(self, folder, emulator_port):
        """`folder` keeps the certificate that functions trust."""
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.refusals = Refusals()
        certificates = Authority(folder)
        forwarder = Forwarder(emulator_port, certificates, self.refusals)
        forwarder.start()
        self.barrier = strongest_barrier(forwarder.port)
        close_in_functions(self.barrier, self.refusals, forwarder.port, emulator_port, certificates.file)
        close_in_emulator(self.refusals)
        logger.warning("Functions are closed in by: %s", ", ".join(self.barriers))
        if self.uncovered:
            logger.warning("This machine does not block %s", " and ".join(self.uncovered))

    @property
    def barriers(self):
        return ["proxy", "preloads", *self.barrier.layers]

    @property
    def uncovered(self):
        return uncovered(self.barrier.layers)

    def report(self):
        return {"barriers": self.barriers, "uncovered": self.uncovered, **self.refusals.report()}


def strongest_barrier(open_port):
    """The first that works here: tried, because a container may forbid what its kernel has."""
    if seccomp.is_supported():
        from .connections import Connections

        complete = Barrier(Connections())
        if complete.holds(open_port):
            return complete
    by_port = Barrier(None)
    return by_port if by_port.holds(open_port) else Barrier(None, has_landlock=False)
