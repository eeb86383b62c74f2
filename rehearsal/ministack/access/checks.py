"""What IAM checks for a call: actions on resources, with condition keys."""

import json
import re
from dataclasses import dataclass, field

from http_api.document import readable_document
from ministack.services import cognito, iam, kms, lambda_svc

from .actions import TAGGED, action_of, tags_of
from .resources import Place, function_arn, resources_of, role_arn

# Operations that hand a role to a service of AWS: its principal, and where the role's ARN is in the call.
PASSED = {
    ("lambda", "CreateFunction"): ("lambda.amazonaws.com", ("Role",)),
    ("lambda", "UpdateFunctionConfiguration"): ("lambda.amazonaws.com", ("Role",)),
    ("apigatewayv2", "CreateIntegration"): ("apigateway.amazonaws.com", ("CredentialsArn",)),
    ("apigatewayv2", "UpdateIntegration"): ("apigateway.amazonaws.com", ("CredentialsArn",)),
    ("apigatewayv2", "CreateAuthorizer"): ("apigateway.amazonaws.com", ("AuthorizerCredentialsArn",)),
    ("apigatewayv2", "UpdateAuthorizer"): ("apigateway.amazonaws.com", ("AuthorizerCredentialsArn",)),
    ("scheduler", "CreateSchedule"): ("scheduler.amazonaws.com", ("Target", "RoleArn")),
    ("scheduler", "UpdateSchedule"): ("scheduler.amazonaws.com", ("Target", "RoleArn")),
    ("cognito-idp", "CreateUserPool"): ("cognito-idp.amazonaws.com", ("SmsConfiguration", "SnsCallerArn")),
    ("cognito-idp", "UpdateUserPool"): ("cognito-idp.amazonaws.com", ("SmsConfiguration", "SnsCallerArn")),
    ("cognito-idp", "SetUserPoolMfaConfig"): (
        "cognito-idp.amazonaws.com",
        ("SmsMfaConfiguration", "SmsConfiguration", "SnsCallerArn"),
    ),
    ("iam", "CreateInstanceProfile"): ("ec2.amazonaws.com", ()),
    ("iam", "AddRoleToInstanceProfile"): ("ec2.amazonaws.com", ("RoleName",)),
    ("events", "PutRule"): ("events.amazonaws.com", ("RoleArn",)),
    ("cloudtrail", "CreateTrail"): ("cloudtrail.amazonaws.com", ("CloudWatchLogsRoleArn",)),
    ("s3", "PutBucketReplication"): ("s3.amazonaws.com", ("ReplicationConfiguration", "Role")),
    ("backup", "CreateBackupSelection"): ("backup.amazonaws.com", ("BackupSelection", "IamRoleArn")),
    ("backup", "StartBackupJob"): ("backup.amazonaws.com", ("IamRoleArn",)),
    ("backup", "StartCopyJob"): ("backup.amazonaws.com", ("IamRoleArn",)),
    ("backup", "StartRestoreJob"): ("backup.amazonaws.com", ("IamRoleArn",)),
}


@dataclass(frozen=True)
class Check:
    action: str
    resource: str
    keys: dict = field(default_factory=dict)


def checks_of(call, account, region):
    """Empty where IAM checks nothing."""
    action = action_of(call)
    if action is None:
        return []
    place = Place(account, region)
    keys = keys_of(call, place)
    resources = resources_of(call, place)
    if call.service == "kms":
        resources, keys = key_resources(call.parameters, place)
    found = [Check(action, resource, keys) for resource in resources]
    if call.operation.name == "DeleteObjects" and call.service == "s3":
        found = [deletion(call.parameters["Bucket"], one) for one in call.parameters.get("Delete", {}).get("Objects", ())]
    found += tag_checks(call, resources, place, keys)
    found += passed_roles(call, place)
    if call.operation.name == "CopyObject" and call.service == "s3":
        source = call.parameters.get("CopySource", "").lstrip("/").partition("?")[0]
        found.append(Check("s3:GetObject", f"arn:aws:s3:::{source}"))
    if call.operation.name in ("CreateFunction", "UpdateFunctionCode"):
        found += code_of(call.parameters)
    return found


def deletion(bucket, given):
    action = "s3:DeleteObjectVersion" if given.get("VersionId") else "s3:DeleteObject"
    return Check(action, f"arn:aws:s3:::{bucket}/{given['Key']}")


def code_of(given):
    """Lambda reads the archive as the caller."""
    code = given.get("Code") or given
    if "S3Bucket" not in code:
        return []
    return [Check("s3:GetObject", f"arn:aws:s3:::{code['S3Bucket']}/{code['S3Key']}")]


def tag_checks(call, resources, place, keys):
    action, member = TAGGED.get(call.operation.name, (None, None))
    if action is None or not call.parameters.get(member):
        return []
    # The id is AWS's, and not known before.
    if call.operation.name == "CreateUserPool":
        resources = [place.arn("cognito-idp", "userpool/new")]
    elif call.operation.name == "RequestCertificate":
        resources = [place.arn("acm", "certificate/new")]
    elif call.operation.name == "CreateEventSourceMapping":
        resources = [place.arn("lambda", "event-source-mapping:new")]
    return [Check(action, resource, keys) for resource in resources]


def passed_roles(call, place):
    if (call.service, call.operation.name) == ("apigatewayv2", "ReimportApi"):
        return [passed(arn, "apigateway.amazonaws.com") for arn in imported_roles(call.parameters)]
    service, path = PASSED.get((call.service, call.operation.name), (None, ()))
    value = call.parameters if path else None
    for name in path:
        value = (value or {}).get(name)
    if not value:
        return []
    return [passed(value if value.startswith("arn:") else role_arn(value, None, place.account), service)]


def passed(arn, service):
    return Check("iam:PassRole", arn, {"iam:passedtoservice": service})


def imported_roles(given):
    document = readable_document(given.get("Body", ""))
    return [] if document is None else document.roles()


def keys_of(call, place):
    given = call.parameters
    keys = {}
    for member in ("Tags", "tags", "UserPoolTags"):
        if given.get(member):
            tags = tags_of(given[member])
            keys |= {f"aws:requesttag/{name.lower()}": value for name, value in tags.items()}
            keys["aws:tagkeys"] = list(tags)
    if call.service == "iam":
        keys |= keys_of_iam(call, place)
    elif call.service == "cognito-idp" and given.get("UserPoolId"):
        pool = cognito._user_pools.get(given["UserPoolId"]) or {}
        keys |= {f"aws:resourcetag/{name.lower()}": value for name, value in (pool.get("UserPoolTags") or {}).items()}
    elif call.service == "lambda" and "EventSourceMapping" in call.operation.name:
        keys |= mapping_keys(given, place)
    elif call.service == "s3" and "Prefix" in given:
        keys["s3:prefix"] = given["Prefix"]
    elif call.service == "route53" and call.operation.name == "ChangeResourceRecordSets":
        changes = given.get("ChangeBatch", {}).get("Changes", ())
        names = [normalized(one["ResourceRecordSet"]["Name"]) for one in changes]
        keys["route53:changeresourcerecordsetsnormalizedrecordnames"] = names
    elif call.service == "application-autoscaling":
        keys["application-autoscaling:service-namespace"] = given.get("ServiceNamespace")
    return keys


def normalized(name):
    """https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-rrset-conditions.html"""
    return re.sub(r"\\052", "*", name.lower().rstrip("."))


def keys_of_iam(call, place):
    given = call.parameters
    keys = {}
    boundary = given.get("PermissionsBoundary")
    if boundary is None and call.operation.name != "CreateRole" and "RoleName" in given:
        boundary = (iam._roles.get_scoped(place.account, None, given["RoleName"]) or {}).get("PermissionsBoundary")
    if boundary:
        keys["iam:permissionsboundary"] = boundary
    if "PolicyArn" in given:
        keys["iam:policyarn"] = given["PolicyArn"]
    if "AWSServiceName" in given:
        keys["iam:awsservicename"] = given["AWSServiceName"]
    return keys


def mapping_keys(given, place):
    name = given.get("FunctionName")
    if name is None and "UUID" in given:
        mapping = lambda_svc._esms.get_scoped(place.account, place.region, given["UUID"]) or {}
        name = mapping.get("FunctionArn")
    return {"lambda:functionarn": function_arn(name, place)} if name else {}


def key_resources(given, place):
    """A key's ARN and aliases, whatever the call names it by."""
    from ministack.core.iam_actions import _kms_key_id_from_ciphertext

    key = given.get("KeyId") or _kms_key_id_from_ciphertext(ciphertext_of(given))
    record = kms._resolve_key(key) if key else None
    if record is None:
        return ["*"], {}
    arn = place.arn("kms", f"key/{record['KeyId']}")
    aliases = [alias.rpartition(":")[2] for alias, target in kms._aliases.items() if target == record["KeyId"]]
    return [arn], {"kms:resourcealiases": aliases}


def ciphertext_of(given):
    blob = given.get("CiphertextBlob") or ""
    return blob if isinstance(blob, str) else json.dumps(None)
