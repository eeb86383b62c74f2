"""The head of an HTTP/1.1 request to the forwarder."""

import base64
import binascii
import re
from urllib.parse import urlsplit

from .hosts import parse_authority

UNKNOWN = "an unknown function"
DEFAULT_PORTS = {"http": 80, "https": 443}
# What a forwarder takes out. A request is the only one of its connection to the emulator.
HOP_BY_HOP = ("connection", "keep-alive", "proxy-authorization", "proxy-connection", "upgrade", "host")


class Request:
    """Raises ValueError for bytes that are no request."""

    def __init__(self, head):
        lines = head.decode("latin-1").split("\r\n")
        match = re.fullmatch(r"([A-Z]+) (\S+) (HTTP/1\.[01])", lines[0])
        if match is None:
            raise ValueError("not an HTTP/1.1 request")
        self.method, self.target, self.version = match.groups()
        self.headers = [self._header(line) for line in lines[1:] if line]
        self.host, self.port, self.path = self._destination()

    @staticmethod
    def _header(line):
        name, colon, value = line.partition(":")
        if not colon or not re.fullmatch(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", name):
            raise ValueError("a header without a name")
        return name, value.strip()

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name), None)

    def _destination(self):
        if self.method == "CONNECT":
            return *parse_authority(self.target), None
        if self.target.startswith("/"):
            # Sent by a preload, which gave a connection to AWS the forwarder's address.
            return *parse_authority(self.header("host") or "", 80), self.target
        url = urlsplit(self.target)
        if url.scheme not in DEFAULT_PORTS:
            raise ValueError("neither a path nor a URL")
        host, port = parse_authority(url.netloc, DEFAULT_PORTS[url.scheme])
        return host, port, (url.path or "/") + (f"?{url.query}" if url.query else "")

    def function(self):
        """The user name that a function's proxy address has."""
        scheme, _, value = (self.header("proxy-authorization") or "").partition(" ")
        try:
            name = base64.b64decode(value).decode("ascii").partition(":")[0] if scheme.lower() == "basic" else ""
        except (binascii.Error, UnicodeDecodeError):
            name = ""
        return name if re.fullmatch(r"[A-Za-z0-9_-]{1,140}", name) else UNKNOWN

    def head(self):
        """The head as the emulator is sent it."""
        host = self.host if self.port in (80, 443) else f"{self.host}:{self.port}"
        kept = [f"{name}: {value}" for name, value in self.headers if name.lower() not in HOP_BY_HOP]
        lines = [f"{self.method} {self.path} HTTP/1.1", f"Host: {host}", "Connection: close", *kept]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
