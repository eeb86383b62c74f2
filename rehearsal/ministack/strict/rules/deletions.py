"""Names that stay taken, and things that cannot be used, while they wait for their deletion."""

from .registry import READ, Source, effect, rule

SECRETS = "https://docs.aws.amazon.com/secretsmanager/latest/apireference"
KMS = "https://docs.aws.amazon.com/kms/latest/APIReference"
DAY = 86_400
FEWEST_DAYS, MOST_DAYS = 7, 30


def secret_name(identifier):
    """Of a name, or of an ARN, to whose end Secrets Manager adds six characters."""
    return identifier.rpartition(":secret:")[2][:-7] if identifier.startswith("arn:") else identifier


@rule(Source(f"{SECRETS}/API_DeleteSecret.html", READ), "secretsmanager.DeleteSecret")
def recovery_window(parameters, _memory):
    days = parameters.get("RecoveryWindowInDays")
    if days is None:
        return None
    if not FEWEST_DAYS <= days <= MOST_DAYS:
        message = "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."
        return "RecoveryWindowInDays", "InvalidParameterException", message
    if parameters.get("ForceDeleteWithoutRecovery"):
        message = "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."
        return "ForceDeleteWithoutRecovery", "InvalidParameterException", message
    return None


@effect("secretsmanager.DeleteSecret")
def remember_secret(parameters, memory):
    name = secret_name(parameters["SecretId"])
    if parameters.get("ForceDeleteWithoutRecovery"):
        memory.times.pop(("secret", name), None)
    else:
        memory.times["secret", name] = memory.clock() + (parameters.get("RecoveryWindowInDays") or MOST_DAYS) * DAY


@effect("secretsmanager.RestoreSecret")
def forget_secret(parameters, memory):
    memory.times.pop(("secret", secret_name(parameters["SecretId"])), None)


# The page names InvalidRequestException, and not this reason for it.
@rule(Source(f"{SECRETS}/API_CreateSecret.html", None), "secretsmanager.CreateSecret")
def secret_name_is_free(parameters, memory):
    until = memory.times.get(("secret", parameters["Name"]))
    if until is not None and memory.clock() < until:
        message = "You can't create this secret because a secret with this name is already scheduled for deletion."
        return "Name", "InvalidRequestException", message
    return None


@rule(Source(f"{KMS}/API_ScheduleKeyDeletion.html", READ), "kms.ScheduleKeyDeletion")
def deletion_window(parameters, _memory):
    days = parameters.get("PendingWindowInDays")
    if days is not None and not FEWEST_DAYS <= days <= MOST_DAYS:
        message = f"PendingWindowInDays must be between {FEWEST_DAYS} and {MOST_DAYS}"
        return "PendingWindowInDays", "ValidationException", message
    return None


def key_id(reference):
    return reference.rpartition("/")[2]


@effect("kms.ScheduleKeyDeletion")
def remember_key(parameters, memory):
    memory.things["deleted key"][key_id(parameters["KeyId"])] = parameters["KeyId"]


@effect("kms.CancelKeyDeletion")
def forget_key(parameters, memory):
    memory.things["deleted key"].pop(key_id(parameters["KeyId"]), None)


@rule(
    Source("https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html", None),
    "kms.CreateAlias",
    "kms.DisableKey",
    "kms.EnableKey",
    "kms.EnableKeyRotation",
    "kms.Encrypt",
    "kms.GenerateDataKey",
    "kms.ScheduleKeyDeletion",
    "kms.UpdateAlias",
)
def key_is_usable(parameters, memory):
    key = key_id(parameters.get("TargetKeyId") or parameters.get("KeyId") or "")
    if key in memory.things["deleted key"]:
        return "KeyId", "KMSInvalidStateException", f"{memory.things['deleted key'][key]} is pending deletion."
    return None
