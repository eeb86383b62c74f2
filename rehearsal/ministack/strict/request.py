"""A request as it came, and what its signature says that it is for."""

import re
import urllib.parse
from dataclasses import dataclass
from functools import cached_property

from ministack.core.responses import _account_from_sts_session

from .models import routed_operation

CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/\d+/([^/]+)/([^/]+)/aws4_request")

# The bucket may be in the host or in the path; the models know the path.
BUCKET_HOST = re.compile(r"(.+)\.s3[.-](?:[a-z0-9.-]+\.)?amazonaws\.com")


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict
    headers: dict
    # Signing name of the service: `monitoring`.
    service: str
    # Account and region.
    place: tuple

    @cached_property
    def routed(self):
        """The operation of a REST request and the values in its path; None where no route fits."""
        return routed_operation(self)


def request_of(scope):
    """None for what is not signed: it is no call of AWS's API."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = urllib.parse.parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    signature = headers.get("authorization") or f"Credential={query.get('X-Amz-Credential', [''])[0]}"
    match = CREDENTIAL.search(signature)
    if match is None:
        return None
    raw = scope.get("raw_path") or scope["path"].encode()
    path = raw.decode("latin-1").partition("?")[0]
    bucket = BUCKET_HOST.match(headers.get("host", "")) if match.group(3) == "s3" else None
    if bucket is not None:
        path = f"/{bucket.group(1)}{path}"
    return Request(scope["method"], path, query, headers, match.group(3), (account_of(match.group(1)), match.group(2)))


def account_of(access_key):
    """An account of this emulator is an access key; a session's key belongs to the account of its role."""
    return _account_from_sts_session(access_key) or access_key


def decoded(body, headers):
    """Without the frame of `aws-chunked`."""
    if "aws-chunked" not in headers.get("content-encoding", ""):
        return body
    chunks, rest = [], body
    while rest:
        line, _, rest = rest.partition(b"\r\n")
        try:
            size = int(line.split(b";")[0], 16)
        except ValueError:
            return body
        if size == 0:
            break
        chunks.append(rest[:size])
        rest = rest[size + 2 :]
    return b"".join(chunks)
