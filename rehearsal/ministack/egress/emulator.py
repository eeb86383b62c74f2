"""Closes the emulator itself in: what it delivers for functions, such as SNS's messages to HTTPS endpoints."""

import ipaddress
import socket
import sys

from .hosts import authority, canonical

CALLER = "the emulator"
CONNECTIONS = ("socket.connect", "socket.sendto", "socket.sendmsg")
LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname")


def close_in_emulator(refusals):
    """Python tells a hook of each connection that it is about to make, and makes none where the hook raises."""

    def refuse(host, port, error):
        target = authority(host, port)
        refusals.add(CALLER, target)
        raise error(f"A rehearsal refuses this call: {target} is not this machine")

    def hook(event, arguments):
        if event in CONNECTIONS:
            address = arguments[1]
            # Sockets of the file system have a path.
            if isinstance(address, tuple) and not is_local(address[0]):
                refuse(str(address[0]), address[1], PermissionError)
        elif event in LOOKUPS:
            host = arguments[0]
            if not is_local(host):
                # A look-up of a name alone has no port.
                port = arguments[1] if event == LOOKUPS[0] else 0
                refuse(text(host), port or 0, socket.gaierror)

    sys.addaudithook(hook)


def text(host):
    return host.decode("ascii", "replace") if isinstance(host, (bytes, bytearray)) else str(host)


def is_local(host):
    name = canonical(text(host)) if host is not None else ""
    if name in ("", "localhost") or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback or address.is_unspecified
