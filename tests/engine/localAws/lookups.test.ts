import { strict as assert } from "node:assert";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ensureMinistack } from "../../../rehearsal/ministack/installation";
import { ROOT } from "../../support/emulator/emulator";
import { PYTHON_MODULES } from "../../support/emulator/python";

/** Prints the tags that the emulator finds by its search, those that are looked up, and how often a store was gone through. */
const TAGS = `
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from ministack.core import responses
from ministack.services import dynamodb, iam, lambda_svc, sns, sqs, ssm
from access import resource_tags

responses.set_request_account_id("100000000001")
responses.set_request_region("us-west-2")
scope = "us-west-2:100000000001"
tags, listed = {"Stage": "dev"}, [{"Key": "Stage", "Value": "dev"}]
role = "arn:aws:iam::100000000001:role/listbackup/users"
lambda_svc._functions["users"] = {"tags": tags}
lambda_svc._functions["bare"] = {}
sqs._queue_name_to_url["users"] = "http://users"
sqs._queues["http://users"] = {"attributes": {"QueueArn": f"arn:aws:sqs:{scope}:users"}, "tags": tags}
sns._topics[f"arn:aws:sns:{scope}:users"] = {"tags": tags}
dynamodb._tags[f"arn:aws:dynamodb:{scope}:table/users"] = listed
dynamodb._tables["stack"] = {"TableArn": f"arn:aws:dynamodb:{scope}:table/stack", "tags": tags}
dynamodb._tables["bare"] = {"TableArn": f"arn:aws:dynamodb:{scope}:table/bare"}
iam._roles["users"] = {"Arn": role, "Tags": listed}
iam._users["ann"] = {"Arn": "arn:aws:iam::100000000001:user/ann"}
ssm._tags[f"arn:aws:ssm:{scope}:parameter/users"] = tags

regional = [f"lambda:{scope}:function:{name}" for name in ("users", "bare", "other", "users:1")]
regional += [f"{service}:{scope}:{name}" for service in ("sqs", "sns") for name in ("users", "other")]
regional += [f"dynamodb:{scope}:table/{name}" for name in ("users", "stack", "bare", "other", "users/index/by-name")]
regional += [f"ssm:{scope}:parameter/{name}" for name in ("users", "other")]
elsewhere = [arn.replace("us-west-2", "us-east-1") for arn in regional]
foreign = [arn.replace("100000000001", "100000000002") for arn in regional]
iam_arns = [f"iam::100000000001:{name}" for name in ("role/listbackup/users", "role/users", "role/other", "user/ann", "user/other")]
arns = [f"arn:aws:{arn}" for arn in regional + elsewhere + foreign + iam_arns] + ["*", "arn:aws:s3:::bucket"]

searched = {arn: resource_tags.found_by_emulator(arn) for arn in arns}
searches = 0
def counting(method):
    def count(self):
        global searches
        searches += 1
        return method(self)
    return count
for kind in (responses.AccountScopedDict, responses.AccountRegionScopedDict):
    for name in ("items", "keys", "values", "__iter__"):
        setattr(kind, name, counting(getattr(kind, name)))
found = {arn: resource_tags.resource_tags(arn) for arn in arns}
print(json.dumps({"searched": searched, "found": found, "searches": searches}))
`;

/** Prints whether two functions share the code of one artifact, also in a state that was written and read again. */
const CODE = `
import copy, hashlib, json, os, sys, tempfile
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from ministack.services import lambda_svc

stored = {"a": b"first", "b": b"first", "c": b"second"}
lambda_svc._fetch_code_from_s3 = lambda bucket, key, version_id=None: bytes(bytearray(stored[key])) if key in stored else None
import function_code
function_code.install()
digests = 0
def counted(content):
    global digests
    digests += 1
    return hashed(content)
hashed, hashlib.sha256 = hashlib.sha256, counted
a, b, c, missing = (lambda_svc._fetch_code_from_s3("bucket", key) for key in ("a", "b", "c", "d"))
fetching = digests
with tempfile.TemporaryDirectory() as folder:
    lambda_svc.CODE_BLOB_DIR = folder
    lambda_svc._functions["users"] = {"code_zip": a, "versions": {"1": {"code_zip": a}, "2": {"code_zip": c}}}
    lambda_svc.get_state()
    written, before = sorted(os.listdir(folder)), digests
    state = lambda_svc.get_state()
    again = digests - before
    restored = copy.deepcopy(state["functions"]["users"])
    lambda_svc._internalize_code_zip(restored, {})
read_is_shared = restored["code_zip"] is a
copies = {"fetched": a is b, "copied": copy.deepcopy(a) is a, "read": read_is_shared, "other": a is c}
lambda_svc._functions["users"] = {"code_zip": c, "versions": {}}
with tempfile.TemporaryDirectory() as folder:
    lambda_svc.CODE_BLOB_DIR = folder
    lambda_svc.get_state()
print(json.dumps({
    "copies": copies, "missing": missing, "digestsOfThree": fetching, "digestsOfSecondState": again,
    "written": written == sorted(hashed(code).hexdigest() + ".zip" for code in (b"first", b"second")),
    "kept": [bytes(code).decode() for code in function_code.known.values()],
}))
`;

describe("the emulator with many functions", function () {
  this.timeout(60_000);

  it("looks the tags of a resource up, with the result of its search", async () => {
    const { searched, found, searches } = (await runPython(TAGS)) as Record<"searched" | "found", object> & {
      searches: number;
    };
    assert.deepEqual(found, searched);
    assert.equal(searches, 0);
    assert.equal(Object.values(found).filter((tags) => tags !== null).length, 9);
  });

  it("keeps the code of an artifact once", async () => {
    assert.deepEqual(await runPython(CODE), {
      copies: { fetched: true, copied: true, read: true, other: false },
      missing: null,
      digestsOfThree: 3,
      digestsOfSecondState: 0,
      written: true,
      kept: ["second"],
    });
  });
});

async function runPython(program: string): Promise<unknown> {
  const { python } = await ensureMinistack({ root: ROOT, report: { line: () => undefined } });
  const { stdout } = await promisify(execFile)(python, ["-c", program, PYTHON_MODULES]);
  return JSON.parse(stdout);
}
