"""Where an outbound call of a function goes: to the local AWS, or nowhere."""

import re

# Every host below these names is AWS's, and answered by the emulator.
AWS_SUFFIXES = ("amazonaws.com", "amazonaws.com.cn", "api.aws")
# The ports on which AWS speaks HTTP. The emulator speaks nothing else: no SMTP, no databases.
AWS_PORTS = (80, 443)

MAX_HOST_LENGTH = 253
LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
# A host name or the literal of an IP address, with the zone of IPv6.
READABLE = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,32})?")


def is_aws(host, port):
    """Whether the emulator answers for a host and port."""
    name = canonical(host)
    if port not in AWS_PORTS or len(name) > MAX_HOST_LENGTH:
        return False
    if not all(LABEL.fullmatch(label) for label in name.split(".")):
        return False
    return name.endswith(tuple(f".{suffix}" for suffix in AWS_SUFFIXES))


def canonical(host):
    """A host's name in lower case, without the dot of the root."""
    return host.lower().removesuffix(".")


def parse_authority(text, default_port=None):
    """`host:port`, `[::1]:443` -> (host, port).

    Raises ValueError for user names, spaces, and ports that are none.
    """
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^\s:/@\[\]?#\\]+)(?::([0-9]{1,5}))?", text)
    if match is None:
        raise ValueError(f"{text!r} is not a host and port")
    port = default_port if match[2] is None else int(match[2])
    if port is None or not 0 < port < 65536:
        raise ValueError(f"{text!r} has no valid port")
    return match[1].strip("[]"), port


def authority(host, port):
    """`host:port` for people to read: a function chooses the name, and may put terminal sequences into it."""
    if not READABLE.fullmatch(host):
        host = "an invalid host name"
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
