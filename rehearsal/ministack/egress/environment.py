"""The environment of a function that is closed in."""

import json
import os

from .hosts import AWS_PORTS, AWS_SUFFIXES

PRELOADS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "preload")
LOCAL = "127.0.0.1,localhost,::1"


def closed_environment(environment, function, forwarder_port, certificate):
    """A function's environment, in which its own value of none of these counts."""
    proxy = f"http://{function}:rehearsal@127.0.0.1:{forwarder_port}"
    proxies = {"HTTP_PROXY": proxy, "HTTPS_PROXY": proxy, "NO_PROXY": LOCAL}
    certificates = ("SSL_CERT_FILE", "AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    settings = {"function": function, "port": forwarder_port, "suffixes": AWS_SUFFIXES, "ports": AWS_PORTS}
    require = f"--require {quoted(os.path.join(PRELOADS, 'node.cjs'))}"
    return {
        **environment,
        **proxies,
        **{name.lower(): value for name, value in proxies.items()},
        **{name: certificate for name in certificates},
        # What the preloads read.
        "LISTBACKUP_EGRESS": json.dumps(settings),
        # Its code lies where it cannot write, and the preloads in the project's folder.
        "PYTHONDONTWRITEBYTECODE": "1",
        "NODE_OPTIONS": joined(" ", require, environment.get("NODE_OPTIONS")),
        "PYTHONPATH": joined(os.pathsep, os.path.join(PRELOADS, "python"), environment.get("PYTHONPATH")),
    }


def joined(separator, *parts):
    return separator.join(part for part in parts if part)


def quoted(path):
    """As NODE_OPTIONS wants a path that may have spaces."""
    escaped = path.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
