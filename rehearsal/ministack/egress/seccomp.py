"""A seccomp filter that asks another thread about each connection, and refuses what is neither TCP nor UDP.

https://docs.kernel.org/userspace-api/seccomp_filter.html
"""

import ctypes
import errno
import platform
import socket
import struct

from .linux import libc, syscall

SET_MODE_FILTER = 1
FLAG_NEW_LISTENER = 1 << 3

ALLOW, NOTIFY, ERRNO = 0x7FFF0000, 0x7FC00000, 0x00050000
LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
# Offsets in what a filter looks at.
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16
# Numbers from here on are the x32 interface, which has its own of everything.
X32 = 0x40000000

MACHINES = {
    "x86_64": {
        "architecture": 0xC000003E,
        "seccomp": 317,
        "calls": {"socket": 41, "connect": 42, "sendto": 44, "sendmsg": 46, "sendmmsg": 307, "io_uring_setup": 425},
    },
    "aarch64": {
        "architecture": 0xC00000B7,
        "seccomp": 277,
        "calls": {"socket": 198, "connect": 203, "sendto": 206, "sendmsg": 211, "sendmmsg": 269, "io_uring_setup": 425},
    },
}
MACHINE = MACHINES.get(platform.machine())

TYPE_MASK = 0xF
TCP, UDP = 6, 17


def is_supported():
    return libc is not None and MACHINE is not None and ctypes.sizeof(ctypes.c_void_p) == 8


def install():
    """Restricts the calling thread for good, with all it starts. It has no new privileges already.

    Returns the descriptor from which the connections are read.
    """
    instructions = assemble(program(MACHINE))
    buffer = ctypes.create_string_buffer(b"".join(instructions))
    filter_ = struct.pack("@HP", len(instructions), ctypes.addressof(buffer))
    return syscall(MACHINE["seccomp"], SET_MODE_FILTER, FLAG_NEW_LISTENER, filter_)


def low_half(argument):
    return LOAD, ARGUMENTS + 8 * argument


def program(machine):
    """Labels, and instructions: (code, value) or (code, value, label if true, label if false)."""
    calls = machine["calls"]
    return [
        (LOAD, ARCHITECTURE),
        (EQUAL, machine["architecture"], None, "other interface"),
        (LOAD, NUMBER),
        (AT_LEAST, X32, "other interface", None),
        (EQUAL, calls["socket"], "socket", None),
        (EQUAL, calls["connect"], "ask", None),
        (EQUAL, calls["sendto"], "sendto", None),
        (EQUAL, calls["sendmsg"], "ask", None),
        (EQUAL, calls["sendmmsg"], "ask", None),
        # What it does passes by the filter.
        (EQUAL, calls["io_uring_setup"], "other interface", "allow"),
        "socket",
        low_half(0),
        (EQUAL, socket.AF_INET, "internet", None),
        (EQUAL, socket.AF_INET6, "internet", None),
        (EQUAL, socket.AF_UNIX, "allow", None),
        (EQUAL, 16, "allow", "no family"),  # AF_NETLINK: what interfaces there are
        "internet",
        low_half(1),
        (AND, TYPE_MASK),
        (EQUAL, socket.SOCK_STREAM, "protocol", None),
        (EQUAL, socket.SOCK_DGRAM, "protocol", "no protocol"),
        "protocol",
        low_half(2),
        (EQUAL, 0, "allow", None),
        (EQUAL, TCP, "allow", None),
        (EQUAL, UDP, "allow", "no protocol"),
        # Without an address it is of a connection that was asked about.
        "sendto",
        low_half(4),
        (EQUAL, 0, None, "ask"),
        (LOAD, ARGUMENTS + 8 * 4 + 4),
        (EQUAL, 0, "allow", "ask"),
        "ask",
        (RETURN, NOTIFY),
        "allow",
        (RETURN, ALLOW),
        "other interface",
        (RETURN, ERRNO | errno.ENOSYS),
        "no family",
        (RETURN, ERRNO | errno.EAFNOSUPPORT),
        "no protocol",
        (RETURN, ERRNO | errno.EPROTONOSUPPORT),
    ]


def assemble(lines):
    positions, position = {}, 0
    for line in lines:
        if isinstance(line, str):
            positions[line] = position
        else:
            position += 1
    instructions = []
    for line in lines:
        if isinstance(line, str):
            continue
        code, value, *labels = line
        at = len(instructions)
        # A jump is counted from the next instruction.
        jumps = [0 if label is None else positions[label] - at - 1 for label in labels] or [0, 0]
        instructions.append(struct.pack("=HBBI", code, *jumps, value))
    return instructions
