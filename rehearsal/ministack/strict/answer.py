"""Refuses as AWS does: the service's code for what is wrong, in the form of its protocol."""

import json
import uuid
from xml.sax.saxutils import escape

# By botocore's name of the service. Sources: "Common errors" and the operations' errors in each API reference.
CODES = {
    "acm": "ValidationException",
    "apigatewayv2": "BadRequestException",
    "cloudwatch": "ValidationError",
    "cognito-idp": "InvalidParameterException",
    "dynamodb": "ValidationException",
    "events": "ValidationException",
    "iam": "ValidationError",
    "kms": "ValidationException",
    "lambda": "ValidationException",
    "logs": "InvalidParameterException",
    "route53": "InvalidInput",
    "s3": "InvalidArgument",
    "scheduler": "ValidationException",
    "secretsmanager": "ValidationException",
    "ses": "ValidationError",
    "sesv2": "BadRequestException",
    "sns": "ValidationError",
    "sqs": "InvalidParameterValue",
    "ssm": "ValidationException",
    "sts": "ValidationError",
}
# Where a member is missing.
MISSING = {"sqs": "MissingParameter"}
UNREADABLE = {"json": "SerializationException", "rest-json": "SerializationException", "rest-xml": "MalformedXML"}


def message_of(violations):
    count = len(violations)
    plural = "s" if count > 1 else ""
    return f"{count} validation error{plural} detected: {'; '.join(one.sentence() for one in violations)}"


def refusal(call, violations):
    """Status, headers and body."""
    kinds = {one.kind for one in violations}
    code = CODES.get(call.service, "ValidationException")
    if kinds <= {"unknown", "type"}:
        code = UNREADABLE.get(call.protocol, code)
    elif kinds == {"required"}:
        code = MISSING.get(call.service, code)
    if call.service == "s3":
        code = s3_code(call, violations) or code
    return written(call, code, message_of(violations), 400)


def s3_code(call, violations):
    """S3 holds a body to its XML schema as a whole. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"""
    payload = call.operation.input_shape.serialization.get("payload")
    members = {one.member for one in violations}
    if payload in members and payload not in call.parameters:
        return "MissingRequestBodyError"
    if "body" in members or (payload is not None and any(one.startswith(payload) for one in members)):
        return "MalformedXML"
    if "StorageClass" in members:
        return "InvalidStorageClass"
    return None


def written(call, code, message, status):
    metadata = call.operation.service_model.metadata
    protocol = call.protocol
    request_id = str(uuid.uuid4())
    headers = {"x-amzn-requestid": request_id}
    if protocol in ("query", "ec2", "rest-xml"):
        return status, {**headers, "content-type": "text/xml"}, xml_of(metadata, code, message, request_id)
    headers |= {"x-amzn-errortype": code, "content-type": f"application/x-amz-json-{metadata.get('jsonVersion', '1.0')}"}
    if protocol == "rest-json":
        headers["content-type"] = "application/json"
    if protocol == "smithy-rpc-v2-cbor":
        headers |= {"content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor"}
        return status, headers, cbor_of({"__type": code, "message": message})
    return status, headers, json.dumps({"__type": code, "message": message}).encode()


def xml_of(metadata, code, message, request_id):
    error = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if metadata.get("serviceId") == "S3":
        return f"<?xml version='1.0'?><Error>{error}<RequestId>{request_id}</RequestId></Error>".encode()
    namespace = metadata.get("xmlNamespace", "")
    wrapped = f"<Error><Type>Sender</Type>{error}</Error><RequestId>{request_id}</RequestId>"
    return f'<?xml version="1.0"?><ErrorResponse xmlns="{namespace}">{wrapped}</ErrorResponse>'.encode()


def cbor_of(texts):
    """A map of texts: major types 5 and 3."""
    items = b"".join(cbor_text(key) + cbor_text(value) for key, value in texts.items())
    return bytes([0xA0 | len(texts)]) + items


def cbor_text(text):
    data = text.encode()
    return bytes([0x7A]) + len(data).to_bytes(4, "big") + data
