"""Landlock: the ports that a thread, and all it starts, may connect to by TCP. Linux 6.7 or newer.

https://docs.kernel.org/userspace-api/landlock.html
"""

import os
import struct

from .linux import libc, syscall

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
CREATE_RULESET_VERSION = 1
RULE_NET_PORT = 2
ACCESS_NET_CONNECT_TCP = 1 << 1
# The first version of its interface that knows TCP.
VERSION = 4


def is_available():
    try:
        return libc is not None and syscall(CREATE_RULESET, None, 0, CREATE_RULESET_VERSION) >= VERSION
    except OSError:
        return False


def restrict_tcp(ports):
    """Restricts the calling thread for good. It has no new privileges already."""
    attributes = struct.pack("=QQ", 0, ACCESS_NET_CONNECT_TCP)
    ruleset = syscall(CREATE_RULESET, attributes, len(attributes), 0)
    try:
        for port in ports:
            syscall(ADD_RULE, ruleset, RULE_NET_PORT, struct.pack("=QQ", ACCESS_NET_CONNECT_TCP, port), 0)
        syscall(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)
