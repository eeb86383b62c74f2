"""Names of IAM actions by operation. https://docs.aws.amazon.com/service-authorization/latest/reference/"""

PREFIXES = {"sesv2": "ses", "apigatewayv2": "apigateway", "dynamodbstreams": "dynamodb"}

# Operations whose action has another name. `None`: IAM does not check it.
NAMES = {
    ("lambda", "Invoke"): "InvokeFunction",
    ("sqs", "SendMessageBatch"): "SendMessage",
    ("sqs", "DeleteMessageBatch"): "DeleteMessage",
    ("sqs", "ChangeMessageVisibilityBatch"): "ChangeMessageVisibility",
    ("sns", "PublishBatch"): "Publish",
    ("s3", "HeadBucket"): "ListBucket",
    ("s3", "ListObjects"): "ListBucket",
    ("s3", "ListObjectsV2"): "ListBucket",
    ("s3", "ListObjectVersions"): "ListBucketVersions",
    ("s3", "ListBuckets"): "ListAllMyBuckets",
    ("s3", "HeadObject"): "GetObject",
    ("s3", "CopyObject"): "PutObject",
    ("s3", "CreateMultipartUpload"): "PutObject",
    ("s3", "UploadPart"): "PutObject",
    ("s3", "CompleteMultipartUpload"): "PutObject",
    ("s3", "DeleteObjects"): "DeleteObject",
    ("s3", "GetBucketEncryption"): "GetEncryptionConfiguration",
    ("s3", "PutBucketEncryption"): "PutEncryptionConfiguration",
    ("s3", "DeleteBucketEncryption"): "PutEncryptionConfiguration",
    ("s3", "GetBucketLifecycleConfiguration"): "GetLifecycleConfiguration",
    ("s3", "PutBucketLifecycleConfiguration"): "PutLifecycleConfiguration",
    ("s3", "DeleteBucketLifecycle"): "PutLifecycleConfiguration",
    ("s3", "GetPublicAccessBlock"): "GetBucketPublicAccessBlock",
    ("s3", "PutPublicAccessBlock"): "PutBucketPublicAccessBlock",
    ("s3", "DeletePublicAccessBlock"): "PutBucketPublicAccessBlock",
    ("s3", "GetBucketCors"): "GetBucketCORS",
    ("s3", "PutBucketCors"): "PutBucketCORS",
    ("s3", "DeleteBucketCors"): "PutBucketCORS",
    ("s3", "DeleteBucketTagging"): "PutBucketTagging",
    ("s3", "DeleteBucketOwnershipControls"): "PutBucketOwnershipControls",
    ("s3", "GetBucketReplication"): "GetReplicationConfiguration",
    ("s3", "PutBucketReplication"): "PutReplicationConfiguration",
    ("s3", "DeleteBucketReplication"): "PutReplicationConfiguration",
    ("s3", "GetObjectLockConfiguration"): "GetBucketObjectLockConfiguration",
    ("s3", "PutObjectLockConfiguration"): "PutBucketObjectLockConfiguration",
    ("dynamodb", "TransactGetItems"): "GetItem",
    ("dynamodb", "TransactWriteItems"): "PutItem",
    # Denied to nobody: https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
    ("sts", "GetCallerIdentity"): None,
    ("sts", "GetSessionToken"): None,
}
# With a version, S3 asks for another action.
VERSIONED = {"GetObject": "GetObjectVersion", "DeleteObject": "DeleteObjectVersion"}

# Creating something with tags needs the action that tags it, too.
TAGGED = {
    "CreateFunction": ("lambda:TagResource", "Tags"),
    "CreateEventSourceMapping": ("lambda:TagResource", "Tags"),
    "CreateLogGroup": ("logs:TagResource", "tags"),
    "CreateTable": ("dynamodb:TagResource", "Tags"),
    "CreateQueue": ("sqs:TagQueue", "tags"),
    "CreateTopic": ("sns:TagResource", "Tags"),
    "CreateRole": ("iam:TagRole", "Tags"),
    "CreatePolicy": ("iam:TagPolicy", "Tags"),
    "CreateEventBus": ("events:TagResource", "Tags"),
    "PutRule": ("events:TagResource", "Tags"),
    "PutMetricAlarm": ("cloudwatch:TagResource", "Tags"),
    "PutCompositeAlarm": ("cloudwatch:TagResource", "Tags"),
    "CreateUserPool": ("cognito-idp:TagResource", "UserPoolTags"),
    "RequestCertificate": ("acm:AddTagsToCertificate", "Tags"),
    "CreateEmailIdentity": ("ses:TagResource", "Tags"),
    "CreateConfigurationSet": ("ses:TagResource", "Tags"),
    "PutParameter": ("ssm:AddTagsToResource", "Tags"),
    "CreateSecret": ("secretsmanager:TagResource", "Tags"),
}


def action_of(call):
    """`lambda:InvokeFunction`; None where IAM does not check the call."""
    prefix = PREFIXES.get(call.service, call.service)
    if prefix == "apigateway":
        return f"apigateway:{call.operation.http.get('method', 'GET')}"
    name = NAMES.get((call.service, call.operation.name), call.operation.name)
    if name is None:
        return None
    if call.service == "s3" and call.parameters.get("VersionId"):
        name = VERSIONED.get(name, name)
    return f"{prefix}:{name}"


def tags_of(value):
    """Tags as a dict, whatever form an API has them in."""
    if isinstance(value, dict):
        return value
    return {one.get("Key", one.get("key", "")): one.get("Value", one.get("value", "")) for one in value or ()}
