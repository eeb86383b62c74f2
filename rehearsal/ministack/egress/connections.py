"""Decides on connections of functions that the kernel asks about: see seccomp."""

import errno
import fcntl
import ipaddress
import logging
import os
import select
import socket
import struct
import threading

from .hosts import authority
from .seccomp import MACHINE

# _IOWR('!', 0, 80), _IOWR('!', 1, 24)
RECEIVE, SEND = 0xC0502100, 0xC0182101
QUESTION = "=QIIiIQ6Q"
ANSWER = "=QqiI"
CONTINUE = 1
AF_NETLINK = 16
MAX_ADDRESS = 128
MAX_MESSAGES = 1024
MESSAGE_SIZE = 64
# Ports of this machine that functions try and nobody need know: a resolver's way to sort addresses, which sends nothing;
# X-Ray's daemon.
QUIET_PORTS = (0, 9, 2000)
DNS = 53

logger = logging.getLogger("egress")


class Connections:
    """One thread that answers for all functions. A connection waits for its answer."""

    def __init__(self):
        self.epoll = select.epoll()
        self.processes = {}
        self.names = {number: name for name, number in MACHINE["calls"].items()}
        threading.Thread(target=self._run, daemon=True, name="connections").start()

    def watch(self, listener, ports, refused):
        """Answers for a process until it has ended, with all that it started. `refused` is called with each target."""
        self.processes[listener] = (ports, refused)
        self.epoll.register(listener, select.EPOLLIN)

    def _run(self):
        while True:
            for listener, event in self.epoll.poll():
                try:
                    if event & select.EPOLLIN:
                        self._answer(listener)
                    else:
                        self._forget(listener)
                except Exception:
                    logger.exception("A function's connection could not be decided on")

    def _forget(self, listener):
        self.epoll.unregister(listener)
        del self.processes[listener]
        os.close(listener)

    def _answer(self, listener):
        question = bytearray(struct.calcsize(QUESTION))
        try:
            fcntl.ioctl(listener, RECEIVE, question)
        except OSError as error:
            # The process ended meanwhile.
            if error.errno in (errno.ENOENT, errno.EINTR):
                return
            raise
        number, pid, _, call, _, _, *arguments = struct.unpack(QUESTION, question)
        try:
            refused = self._decide(addresses(pid, self.names[call], arguments), *self.processes[listener])
        except (OSError, ValueError, struct.error):
            # Its memory cannot be read: an address that is none.
            refused = errno.EFAULT
        answer = struct.pack(ANSWER, number, 0, -refused, 0 if refused else CONTINUE)
        try:
            fcntl.ioctl(listener, SEND, answer)
        except OSError as error:
            if error.errno != errno.ENOENT:
                raise

    @staticmethod
    def _decide(asked, ports, refused):
        """An error number, or 0."""
        for address in asked:
            family, host, port = parse_address(address)
            if family in (socket.AF_UNSPEC, AF_NETLINK):
                continue
            if family == socket.AF_UNIX:
                # A daemon of this machine, which could look a name up, or do anything else, for the function.
                return errno.EACCES
            if host is not None and host.is_loopback and (port in ports or port in QUIET_PORTS):
                continue
            refused(describe(family, host, port))
            return errno.EACCES
        return 0


def describe(family, host, port):
    if host is None:
        return f"an address of family {family}"
    return authority(str(host), port) + (" (name lookup)" if port == DNS else "")


def addresses(pid, call, arguments):
    """The socket addresses, as bytes, that a system call names. A message may have none."""
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:

        def read(at, size):
            data = os.pread(memory.fileno(), size, at)
            if len(data) != size:
                raise ValueError("short")
            return data

        def name(at, size):
            return [read(at, min(size, MAX_ADDRESS))] if at and size else []

        if call == "connect":
            return name(arguments[1], arguments[2] & 0xFFFFFFFF)
        if call == "sendto":
            return name(arguments[4], arguments[5] & 0xFFFFFFFF)
        count = 1 if call == "sendmsg" else min(arguments[2] & 0xFFFFFFFF, MAX_MESSAGES)
        heads = [struct.unpack("=QI", read(arguments[1] + index * MESSAGE_SIZE, 12)) for index in range(count)]
        return [one for head in heads for one in name(*head)]


def parse_address(data):
    """(family, host, port): host is None where the family has none."""
    family = struct.unpack_from("=H", data)[0]
    if family == socket.AF_INET:
        return family, ipaddress.IPv4Address(data[4:8]), struct.unpack_from("!H", data, 2)[0]
    if family == socket.AF_INET6:
        host = ipaddress.IPv6Address(data[8:24])
        return family, host.ipv4_mapped or host, struct.unpack_from("!H", data, 2)[0]
    return family, None, None
