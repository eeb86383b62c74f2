"""Which operation a request is for, and with which parameters."""

import json
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

from botocore.parsers import RpcV2CBORParser

from .members import Form, from_form, from_json, from_json_members, from_xml, in_body, scalar_of, unknown, wire_name
from .models import group_of, named_operation
from .violation import Violation

CBOR = "smithy-rpc-v2-cbor"
CBOR_PATH = re.compile(r"/service/[^/]+/operation/([A-Za-z0-9]+)")
FORM = "application/x-www-form-urlencoded"
# Parameters of the signature and of the SDK itself.
OWN_QUERY = re.compile(r"x-id|x-amz-.*|Action|Version", re.IGNORECASE)


@dataclass
class Call:
    operation: object
    # By the model's names; None where the body is not read.
    parameters: dict
    # What the model does not have, or could not be read.
    violations: list = field(default_factory=list)
    # A service may speak several: the answer comes in the one that was asked in.
    protocol: str = ""

    @property
    def service(self):
        return self.operation.service_model.service_name


def has_payload_of_bytes(request):
    """Whether the body is data, which no model describes: an object of S3, a payload of an invocation."""
    if "x-amz-target" in request.headers or CBOR_PATH.fullmatch(request.path):
        return False
    if request.headers.get("content-type", "").startswith(FORM):
        return False
    shape = None if request.routed is None else request.routed[0].input_shape
    payload = None if shape is None else shape.serialization.get("payload")
    return payload is not None and shape.members[payload].type_name == "blob"


def call_of(request, body):
    """None where nothing of the model fits: the emulator answers what it likes."""
    target = request.headers.get("x-amz-target")
    if target is not None:
        operation = named_operation(request.service, target.rpartition(".")[2], ("json",))
        return typed(operation, lambda: json.loads(body or b"{}"), "json")
    rpc = CBOR_PATH.fullmatch(request.path)
    if rpc is not None:
        operation = named_operation(request.service, rpc.group(1), (CBOR,))
        return typed(operation, lambda: from_cbor(body), CBOR)
    if request.headers.get("content-type", "").startswith(FORM):
        return form_call(request, body)
    return rest_call(request, body)


def from_cbor(body):
    if not body:
        return {}
    parser = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))


def typed(operation, read, protocol):
    if operation is None:
        return None
    call = Call(operation, {}, protocol=protocol)
    shape = operation.input_shape
    try:
        value = read()
    except Exception:
        call.violations.append(Violation("body", "The body cannot be read", "type"))
        return call
    if shape is not None:
        call.parameters = from_json(shape, value, "", call.violations)
    return call


def form_call(request, body):
    fields = dict(urllib.parse.parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    operation = named_operation(request.service, fields.get("Action", ""), ("query", "ec2"))
    if operation is None:
        return None
    call = Call(operation, {}, protocol="query")
    form = Form(fields)
    if operation.input_shape is not None:
        call.parameters = from_form(operation.input_shape, form, "", "", call.violations)
    call.violations += [unknown("", name) for name in form.unused()]
    return call


def rest_call(request, body):
    if request.routed is None:
        return None
    operation, path = request.routed
    call = Call(operation, {}, protocol=operation.service_model.metadata.get("protocol", ""))
    if operation.input_shape is not None:
        call.parameters = {**outside_body(operation, path, request, call), **rest_body(operation, body, call)}
    return call


def outside_body(operation, path, request, call):
    """Members in the path, the query and the headers."""
    found = {}
    literal = urllib.parse.parse_qs(operation.http.get("requestUri", "").partition("?")[2], keep_blank_values=True)
    used = set(literal)
    takes_any = False
    for name, member in operation.input_shape.members.items():
        where, wire = member.serialization.get("location"), wire_name(name, member)
        if where == "uri" and path.get(group_of(wire)) is not None:
            found[name] = scalar_of(member, urllib.parse.unquote(path[group_of(wire)]), name, call.violations)
        elif where == "querystring" and member.type_name == "map":
            takes_any = True
        elif where == "querystring" and wire in request.query:
            used.add(wire)
            found[name] = from_query(member, request.query[wire], name, call.violations)
        elif where == "header" and wire.lower() in request.headers:
            found[name] = from_header(member, request.headers[wire.lower()], name, call.violations)
        elif where == "headers":
            prefix = wire.lower()
            own = {key[len(prefix) :]: value for key, value in request.headers.items() if key.startswith(prefix)}
            if own:
                found[name] = own
    if not takes_any:
        others = [key for key in request.query if key not in used and OWN_QUERY.fullmatch(key) is None]
        call.violations += [unknown("query", key) for key in others]
    return {name: value for name, value in found.items() if value is not None}


def from_query(member, values, at, violations):
    if member.type_name != "list":
        return scalar_of(member, values[0], at, violations)
    return [scalar_of(member.member, value, f"{at}[{index}]", violations) for index, value in enumerate(values)]


def from_header(member, text, at, violations):
    if member.type_name == "list":
        return [part.strip() for part in text.split(",")]
    return scalar_of(member, text, at, violations)


def rest_body(operation, body, call):
    shape = operation.input_shape
    payload = shape.serialization.get("payload")
    is_xml = operation.service_model.metadata.get("protocol") == "rest-xml"
    if payload is not None and shape.members[payload].type_name == "blob":
        # Data are not read; a payload that is required counts as given.
        return {payload: body}
    if payload is not None and shape.members[payload].type_name == "string":
        return {payload: body.decode("utf-8", "replace")} if body else {}
    if not body:
        return {}
    try:
        value = ElementTree.fromstring(body) if is_xml else json.loads(body)
    except (ElementTree.ParseError, ValueError):
        call.violations.append(Violation("body", "The body cannot be read", "type"))
        return {}
    read = from_xml if is_xml else from_json
    if payload is not None:
        return {payload: read(shape.members[payload], value, payload, call.violations)}
    if is_xml:
        return read(shape, value, "", call.violations)
    return from_json_members(shape, in_body(shape), value, "", call.violations) if isinstance(value, dict) else {}
