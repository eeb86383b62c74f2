"""Keeps the code of functions once in memory, with its digest.

MiniStack reads code from S3 for each function, so functions of the same artifact, such as a placeholder, hold a copy each:
with 2,700 functions 7 GB. And it computes the digest of each copy whenever it writes its state.
"""

import hashlib
import os

from ministack.services import lambda_svc

fetch = lambda_svc._fetch_code_from_s3
read_blob = lambda_svc._read_code_blob
write_blob = lambda_svc._write_code_blob
prune_blobs = lambda_svc._prune_orphan_code_blobs


class Code(bytes):
    digest = ""

    def __deepcopy__(self, memo):
        return self


# By digest; of functions that exist, since the state was written last.
known = {}


def shared(content):
    """The one object with this content; None of None."""
    if content is None:
        return None
    digest = hashlib.sha256(content).hexdigest()
    code = known.get(digest)
    if code is None:
        code = known[digest] = Code(content)
        code.digest = digest
    return code


def write(content):
    """@returns the digest, which names the file"""
    digest = getattr(content, "digest", "")
    if digest and os.path.exists(os.path.join(lambda_svc.CODE_BLOB_DIR, f"{digest}.zip")):
        return digest
    return write_blob(content)


def prune(referenced):
    for digest in set(known) - referenced:
        known.pop(digest, None)
    prune_blobs(referenced)


def install():
    lambda_svc._fetch_code_from_s3 = lambda bucket, key, version_id=None: shared(fetch(bucket, key, version_id=version_id))
    lambda_svc._read_code_blob = lambda digest: shared(read_blob(digest))
    lambda_svc._write_code_blob = write
    lambda_svc._prune_orphan_code_blobs = prune
