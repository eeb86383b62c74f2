"""What the kernel keeps from functions, however they try: the barrier behind the proxy."""

import subprocess
import sys
import threading

from . import landlock, linux, seccomp

# Tries a port of this machine that is not allowed, where nobody listens: 13 means that the kernel refused it.
TRIAL = """
import socket, sys
def attempt(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port))
print(attempt(int(sys.argv[1])), attempt(int(sys.argv[2])))
"""
TRIAL_SECONDS = 30
REFUSED = 13
UNUSED_PORT = 7

# What no barrier of this machine blocks, for people to read.
RAW_CONNECTIONS = "connections of Go functions that use no proxy"
# Landlock knows ports, and no hosts.
SAME_PORTS = "TCP to other hosts on the ports of this machine that functions use"
DATAGRAMS = "UDP, such as name lookups"


class Barrier:
    """Starts processes that can connect to a few ports of this machine, and send nothing elsewhere."""

    def __init__(self, connections, has_landlock=None):
        """`connections` is None where the kernel cannot ask about each connection."""
        self.connections = connections
        self.has_landlock = landlock.is_available() if has_landlock is None else has_landlock

    @property
    def layers(self):
        return [name for name, active in (("landlock", self.has_landlock), ("seccomp", self.connections)) if active]

    def run(self, ports, refused, start):
        """Calls `start`, which starts a process, on a thread that is restricted: the process inherits that.

        `refused` is called with the target of each connection that is refused, where the kernel tells.
        """
        if not self.layers:
            return start()
        outcome = {}

        def restricted():
            try:
                self._restrict(ports, refused)
                outcome["result"] = start()
            except BaseException as error:
                outcome["error"] = error

        thread = threading.Thread(target=restricted, name="start-function")
        thread.start()
        thread.join()
        if "error" in outcome:
            raise outcome["error"]
        return outcome["result"]

    def _restrict(self, ports, refused):
        linux.forbid_new_privileges()
        if self.has_landlock:
            landlock.restrict_tcp(ports)
        if self.connections is not None:
            self.connections.watch(seccomp.install(), ports, refused)

    def holds(self, port):
        """Tries it: a process reaches `port`, and no other port."""

        def start():
            command = [sys.executable, "-I", "-S", "-c", TRIAL, str(port), str(UNUSED_PORT)]
            return subprocess.run(command, capture_output=True, text=True, timeout=TRIAL_SECONDS, check=False)

        try:
            return self.run([port], lambda _target: None, start).stdout.split() == ["0", str(REFUSED)]
        except (OSError, subprocess.TimeoutExpired):
            return False


def uncovered(layers):
    """What is open behind a barrier of these layers."""
    if "seccomp" in layers:
        return []
    return [SAME_PORTS if "landlock" in layers else RAW_CONNECTIONS, DATAGRAMS]
