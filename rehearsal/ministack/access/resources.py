"""ARNs of the resources of a call, as AWS's Service Authorization Reference has them. `*` where an action takes none."""

import urllib.parse

from ministack.services import cloudwatch_logs, iam, secretsmanager


class Place:
    """Where a call goes."""

    def __init__(self, account, region):
        self.account = account
        self.region = region

    def arn(self, service, name):
        return f"arn:aws:{service}:{self.region}:{self.account}:{name}"


def resources_of(call, place):
    find = FINDERS.get(call.service)
    found = find(call.parameters, place, call.operation) if find else None
    found = [found] if isinstance(found, str) else list(found or ())
    return found or ["*"]


def of_lambda(given, place, operation):
    if "Resource" in given:
        return given["Resource"]
    if "UUID" in given:
        return place.arn("lambda", f"event-source-mapping:{given['UUID']}")
    if operation.name in ("CreateEventSourceMapping", "ListEventSourceMappings"):
        return None
    name = given.get("FunctionName")
    if name is None:
        return None
    arn = function_arn(name, place)
    qualifier = given.get("Qualifier") if operation.name == "Invoke" else None
    return f"{arn}:{qualifier}" if qualifier else arn


def function_arn(name, place):
    return name if name.startswith("arn:") else place.arn("lambda", f"function:{name}")


def of_logs(given, place, _operation):
    if "queryId" in given:
        query = cloudwatch_logs._queries.get(given["queryId"], {})
        return [log_group_arn(name, place) for name in query.get("logGroupNames", [])]
    if "logGroupNames" in given:
        return [log_group_arn(name, place) for name in given["logGroupNames"]]
    arn = given.get("resourceArn") or given.get("logGroupIdentifier") or given.get("logGroupArn")
    if arn and arn.startswith("arn:"):
        return arn
    name = given.get("logGroupName")
    return log_group_arn(name, place) if name else None


def log_group_arn(name, place):
    return place.arn("logs", f"log-group:{name}")


def of_dynamodb(given, place, operation):
    arn = given.get("ResourceArn") or given.get("StreamArn") or given.get("BackupArn")
    if arn:
        return arn
    if "RequestItems" in given:
        return [table_arn(name, place) for name in given["RequestItems"]]
    if "TransactItems" in given:
        parts = [part for item in given["TransactItems"] for part in item.values()]
        return sorted({table_arn(part["TableName"], place) for part in parts if "TableName" in part})
    name = given.get("TableName")
    if name is None or operation.name == "ListTables":
        return None
    arn = table_arn(name, place)
    return f"{arn}/index/{given['IndexName']}" if "IndexName" in given else arn


def table_arn(name, place):
    return name if name.startswith("arn:") else place.arn("dynamodb", f"table/{name}")


def of_streams(given, _place, _operation):
    arn = given.get("StreamArn")
    iterator = given.get("ShardIterator", "")
    # The emulator's iterators do not name their stream.
    return arn or ("*" if iterator else None)


def of_sqs(given, place, _operation):
    url = given.get("QueueUrl")
    if url:
        parts = url.rstrip("/").split("/")
        owner = parts[-2] if len(parts) > 1 and parts[-2].isdigit() else place.account
        return Place(owner, place.region).arn("sqs", parts[-1])
    return place.arn("sqs", given["QueueName"]) if "QueueName" in given else None


def of_sns(given, place, operation):
    arn = given.get("TopicArn") or given.get("ResourceArn") or given.get("TargetArn")
    if arn:
        return arn
    return place.arn("sns", given["Name"]) if operation.name == "CreateTopic" else None


def of_events(given, place, operation):
    if "ResourceARN" in given:
        return given["ResourceARN"]
    if operation.name == "PutEvents":
        return sorted({bus_arn(entry.get("EventBusName"), place) for entry in given.get("Entries", ())})
    if operation.name.endswith("EventBus"):
        return bus_arn(given.get("Name"), place)
    name = given.get("Rule") or given.get("Name")
    if name is None:
        return None
    bus = (given.get("EventBusName") or "default").rpartition("/")[2]
    return place.arn("events", f"rule/{name}" if bus == "default" else f"rule/{bus}/{name}")


def bus_arn(name, place):
    name = name or "default"
    return name if name.startswith("arn:") else place.arn("events", f"event-bus/{name}")


def of_scheduler(given, place, _operation):
    if "Name" not in given:
        return None
    return place.arn("scheduler", f"schedule/{given.get('GroupName') or 'default'}/{given['Name']}")


def of_iam(given, place, operation):
    if operation.name in ("SimulatePrincipalPolicy", "GetContextKeysForPrincipalPolicy"):
        return given.get("PolicySourceArn")
    if "RoleName" in given:
        return role_arn(given["RoleName"], given.get("Path"), place.account)
    if operation.name == "CreatePolicy":
        return f"arn:aws:iam::{place.account}:policy{given.get('Path') or '/'}{given['PolicyName']}"
    if "UserName" in given:
        return f"arn:aws:iam::{place.account}:user/{given['UserName']}"
    return given.get("PolicyArn") or given.get("OpenIDConnectProviderArn")


def role_arn(name, path, account):
    """With its path, which requests do not have."""
    role = iam._roles.get_scoped(account, None, name)
    if role is not None and path is None:
        return role["Arn"]
    return f"arn:aws:iam::{account}:role{path or '/'}{name}"


def of_ssm(given, place, operation):
    if operation.name == "DescribeParameters":
        return None
    names = given.get("Names") or [given.get("Name") or given.get("ResourceId") or given.get("Path")]
    return [parameter_arn(name, place) for name in names if name]


def parameter_arn(name, place):
    if name.startswith("arn:"):
        return name
    plain = name.partition(":")[0]
    return place.arn("ssm", f"parameter/{plain.lstrip('/')}")


def of_secrets(given, place, operation):
    name = given.get("SecretId") or given.get("Name")
    if name is None:
        return None
    _, secret = secretsmanager._resolve(name)
    if secret:
        return secret["ARN"]
    if name.startswith("arn:"):
        return name
    suffix = "-AbCdEf" if operation.name != "CreateSecret" else ""
    return place.arn("secretsmanager", f"secret:{name}{suffix}")


def of_acm(given, _place, _operation):
    return given.get("CertificateArn")


def of_gateway(given, place, operation):
    path = operation.http["requestUri"].partition("?")[0].removeprefix("/v2")
    for name, value in given.items():
        placeholder = f"{{{wire_name(operation, name)}}}"
        if placeholder in path:
            path = path.replace(placeholder, urllib.parse.quote(str(value), safe=""))
    return f"arn:aws:apigateway:{place.region}::{path}"


def wire_name(operation, name):
    return operation.input_shape.members[name].serialization.get("name", name)


def of_cloudwatch(given, place, operation):
    if "ResourceARN" in given:
        return given["ResourceARN"]
    if "DashboardName" in given or "DashboardNames" in given:
        names = given.get("DashboardNames") or [given["DashboardName"]]
        return [f"arn:aws:cloudwatch::{place.account}:dashboard/{name}" for name in names]
    # Composite alarms are described on * only, and the names do not say which are.
    if operation.name == "DescribeAlarms":
        return None
    names = given.get("AlarmNames") or [given.get("AlarmName")]
    return [place.arn("cloudwatch", f"alarm:{name}") for name in names if name]


def of_cognito(given, place, operation):
    if "ResourceArn" in given:
        return given["ResourceArn"]
    if operation.name in ("DescribeUserPoolDomain", "InitiateAuth", "RespondToAuthChallenge"):
        return None
    pool = given.get("UserPoolId")
    return place.arn("cognito-idp", f"userpool/{pool}") if pool else None


def of_ses(given, place, operation):
    if "ResourceArn" in given:
        return given["ResourceArn"]
    if operation.name in ("SendEmail", "SendBulkEmail"):
        return sending_arns(given, place)
    # Version 1 has templates without ARNs.
    if operation.service_model.service_name == "ses":
        return None
    if "EmailIdentity" in given:
        return place.arn("ses", f"identity/{given['EmailIdentity']}")
    if "TemplateName" in given:
        return place.arn("ses", f"template/{given['TemplateName']}")
    name = given.get("ConfigurationSetName")
    return place.arn("ses", f"configuration-set/{name}") if name else None


def sending_arns(given, place):
    sender = given.get("FromEmailAddress", "").rstrip(">").rpartition("@")[2]
    names = [f"identity/{sender}"]
    if given.get("ConfigurationSetName"):
        names.append(f"configuration-set/{given['ConfigurationSetName']}")
    template = ((given.get("Content") or {}).get("Template") or {}).get("TemplateName")
    if template:
        names.append(f"template/{template}")
    return [place.arn("ses", name) for name in names]


def of_route53(given, _place, operation):
    check = given.get("HealthCheckId")
    if given.get("ResourceType") == "healthcheck":
        check = given["ResourceId"]
    if check:
        return f"arn:aws:route53:::healthcheck/{check}"
    zone = given.get("HostedZoneId") or (given.get("Id") if operation.name != "GetChange" else None)
    if zone:
        return f"arn:aws:route53:::hostedzone/{zone.rpartition('/')[2]}"
    if operation.name == "GetChange":
        return f"arn:aws:route53:::change/{given['Id'].rpartition('/')[2]}"
    return None


def of_s3(given, _place, operation):
    bucket = given.get("Bucket")
    if bucket is None:
        return None
    if operation.name == "DeleteObjects":
        return [f"arn:aws:s3:::{bucket}/{one['Key']}" for one in given.get("Delete", {}).get("Objects", ())]
    return f"arn:aws:s3:::{bucket}/{given['Key']}" if "Key" in given else f"arn:aws:s3:::{bucket}"


def of_backup(given, place, _operation):
    arn = given.get("ResourceArn")
    if arn:
        return arn
    if "RecoveryPointArn" in given:
        return given["RecoveryPointArn"]
    if "BackupPlanId" in given:
        return place.arn("backup", f"backup-plan:{given['BackupPlanId']}")
    name = given.get("BackupVaultName")
    return place.arn("backup", f"backup-vault:{name}") if name else None


def of_autoscaling(_given, place, operation):
    if operation.name.startswith("Describe"):
        return None
    return place.arn("application-autoscaling", "scalable-target/0")


def of_cloudtrail(given, place, _operation):
    name = given.get("Name")
    if name is None:
        return given.get("ResourceId")
    return name if name.startswith("arn:") else place.arn("cloudtrail", f"trail/{name}")


def of_sts(given, _place, _operation):
    return given.get("RoleArn")


FINDERS = {
    "acm": of_acm,
    "apigatewayv2": of_gateway,
    "application-autoscaling": of_autoscaling,
    "backup": of_backup,
    "cloudtrail": of_cloudtrail,
    "cloudwatch": of_cloudwatch,
    "cognito-idp": of_cognito,
    "dynamodb": of_dynamodb,
    "dynamodbstreams": of_streams,
    "events": of_events,
    "iam": of_iam,
    "lambda": of_lambda,
    "logs": of_logs,
    "route53": of_route53,
    "s3": of_s3,
    "scheduler": of_scheduler,
    "secretsmanager": of_secrets,
    "ses": of_ses,
    "sesv2": of_ses,
    "sns": of_sns,
    "sqs": of_sqs,
    "ssm": of_ssm,
    "sts": of_sts,
}
