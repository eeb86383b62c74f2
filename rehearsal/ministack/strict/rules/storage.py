"""S3, CloudWatch Logs, Parameter Store."""

from .registry import LIMITS, READ, Source, rule

LIFECYCLE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html"
# From the warmest to the coldest; a rule may only go down.
CLASSES = ("STANDARD_IA", "INTELLIGENT_TIERING", "ONEZONE_IA", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE")
LEAST = LIMITS["infrequentAccessTransition"]["min"]
LEAST_DAYS = {"STANDARD_IA": LEAST, "ONEZONE_IA": LEAST}
DAYS_KEPT = set(LIMITS["logRetention"]["values"])
MOST_STANDARD, MOST_ADVANCED = LIMITS["standardParameter"]["max"], LIMITS["advancedParameter"]["max"]
PUT_PARAMETER = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html"


@rule(Source(LIFECYCLE, None), "s3.PutBucketLifecycleConfiguration")
def lifecycle(parameters, _memory):
    for rule_ in (parameters.get("LifecycleConfiguration") or {}).get("Rules") or []:
        for key, days in (("Transitions", "Days"), ("NoncurrentVersionTransitions", "NoncurrentDays")):
            broken = transitions(rule_.get(key) or [], key, days)
            if broken is not None:
                return broken
        expires = (rule_.get("Expiration") or {}).get("Days")
        last = max([one.get("Days") or 0 for one in rule_.get("Transitions") or []], default=0)
        if expires is not None and expires <= last:
            message = "'Days' in the Expiration action must be greater than 'Days' in the Transition action"
            return "Rules.Expiration", "InvalidArgument", message
    return None


def transitions(found, key, days):
    before = None
    for one in sorted(found, key=lambda transition: transition.get(days) or 0):
        name, at = one.get("StorageClass"), one.get(days) or 0
        if at < LEAST_DAYS.get(name, 0):
            message = f"'{days}' in {key[:-1]} action must be greater than or equal to {LEAST_DAYS[name]} for storageClass '{name}'"
            return f"Rules.{key}", "InvalidArgument", message
        if before is not None and name in CLASSES and CLASSES.index(name) <= CLASSES.index(before):
            message = f"Transitions must be ordered from warmer to colder storage classes: '{before}' is followed by '{name}'"
            return f"Rules.{key}", "InvalidArgument", message
        before = name if name in CLASSES else before
    return None


@rule(
    Source("https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html", READ),
    "logs.PutRetentionPolicy",
)
def retention(parameters, _memory):
    if parameters["retentionInDays"] not in DAYS_KEPT:
        return "retentionInDays", "InvalidParameterException", "1 validation error detected: retentionInDays has no valid value"
    return None


@rule(Source(PUT_PARAMETER, READ), "ssm.PutParameter")
def parameter_size(parameters, _memory):
    size = len((parameters.get("Value") or "").encode())
    most = MOST_STANDARD if parameters.get("Tier", "Standard") == "Standard" else MOST_ADVANCED
    if size > most:
        message = f"Standard tier parameters support a maximum parameter value of {most} characters."
        return "Value", "ValidationException", message
    return None


@rule(Source(PUT_PARAMETER, READ), "ssm.PutParameter")
def parameter_name(parameters, _memory):
    name = parameters["Name"].lstrip("/").lower()
    if name.startswith(("aws", "ssm")):
        message = 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).'
        return "Name", "ValidationException", message
    return None
