"""Tags of any resource: names that are AWS's own, lengths, and how many."""

from ..answer import CODES
from .registry import ALL, READ, Source, rule

MOST_TAGS, LONGEST_KEY, LONGEST_VALUE = 50, 128, 256
MEMBERS = ("Tags", "tags", "UserPoolTags")
KEYS, VALUES = ("Key", "TagKey", "key"), ("Value", "TagValue", "value")
# Codes that are not the service's for any other error in a request.
OWN_CODES = {
    "iam": "InvalidInput",
    "kms": "TagException",
    "lambda": "InvalidParameterValueException",
    "s3": "InvalidTag",
    "sns": "InvalidParameter",
}
# SQS advises against more than 50, and takes them.
WITHOUT_MOST = ("sqs",)


def tags_of(parameters):
    """Pairs of name and value; a call has at most one of these members."""
    for member in MEMBERS:
        found = parameters.get(member)
        if isinstance(found, dict):
            return member, list(found.items())
        if isinstance(found, list) and all(isinstance(one, dict) for one in found):
            return member, [(first_of(one, KEYS), first_of(one, VALUES)) for one in found]
    tag_set = (parameters.get("Tagging") or {}) if isinstance(parameters.get("Tagging"), dict) else {}
    return "Tagging", [(one.get("Key"), one.get("Value")) for one in tag_set.get("TagSet") or []]


def first_of(tag, names):
    return next((tag[name] for name in names if name in tag), None)


@rule(Source("https://docs.aws.amazon.com/batch/latest/userguide/tag-restrictions.html", READ), ALL)
def tags(service, parameters, _memory):
    member, found = tags_of(parameters)
    code = OWN_CODES.get(service, CODES.get(service, "ValidationException"))
    if len(found) > MOST_TAGS and service not in WITHOUT_MOST:
        return member, code, f"A resource has at most {MOST_TAGS} tags"
    for key, value in found:
        if str(key or "").lower().startswith("aws:"):
            return member, code, f"aws: prefixed tag key names are not allowed for external use: {key}"
        if len(key or "") > LONGEST_KEY or len(value or "") > LONGEST_VALUE:
            message = f"A tag has a key of {LONGEST_KEY} characters and a value of {LONGEST_VALUE} at most: {key}"
            return member, code, message
    return None
