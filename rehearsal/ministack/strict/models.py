"""The models of AWS's services, loaded when the first request of a service comes."""

import functools
import re
import urllib.parse

import botocore.session
from ministack.core import responses

SESSION = botocore.session.get_session()

# Signing names that differ from the model's, or that several services share.
BY_SIGNING_NAME = {
    "monitoring": ("cloudwatch",),
    "ses": ("sesv2", "ses"),
    "apigateway": ("apigatewayv2", "apigateway"),
    "email": ("sesv2", "ses"),
    "states": ("stepfunctions",),
    "tagging": ("resourcegroupstaggingapi",),
    "elasticloadbalancing": ("elbv2",),
}

LOCATIONS = ("uri", "querystring", "header", "headers")


@functools.lru_cache(maxsize=None)
def model_of(name):
    try:
        return SESSION.get_service_model(name)
    except Exception:
        return None


def models_of(signing_name):
    names = BY_SIGNING_NAME.get(signing_name, (signing_name,))
    return [model for model in map(model_of, names) if model is not None]


def named_operation(signing_name, name, protocols):
    """@param protocols that a request of this form may be of: SES's two APIs have operations of the same name"""
    for model in models_of(signing_name):
        spoken = {model.metadata.get("protocol"), *(model.metadata.get("protocols") or ())}
        if name in model.operation_names and spoken & set(protocols):
            return model.operation_model(name)
    return None


class Route:
    """A method and path such as `/2015-03-31/functions/{FunctionName}/code`."""

    def __init__(self, operation):
        path, _, query = operation.http.get("requestUri", "/").partition("?")
        pattern, self.literal = "", 0
        for part in re.split(r"(\{[^}]+\})", path.rstrip("/") or "/"):
            if part.startswith("{"):
                name = part[1:-1]
                greedy = ".+" if name.endswith("+") else "[^/]+"
                pattern += f"(?P<{group_of(name)}>{greedy})"
            else:
                pattern += re.escape(part)
                self.literal += len(part)
        self.operation = operation
        self.method = operation.http.get("method", "POST")
        self.pattern = re.compile(f"{pattern}/?")
        self.query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        self.needs_query = required_in(operation, "querystring")
        self.needs_headers = [name.lower() for name in required_in(operation, "header")]

    def match(self, request):
        if request.method != self.method:
            return None
        given = request.query
        if any(key not in given or (value and given[key][0] != value) for key, value in self.query.items()):
            return None
        return self.pattern.fullmatch(request.path)

    def score(self, request):
        """The more of a request a route asks for, the better it fits."""
        query = sum(key in request.query for key in self.needs_query)
        headers = sum(key in request.headers for key in self.needs_headers)
        missing = len(self.needs_query) + len(self.needs_headers) - query - headers
        return (len(self.query) + query + headers, -missing, self.literal, not self.operation.deprecated)


def group_of(name):
    return re.sub(r"\W", "_", name.rstrip("+"))


def required_in(operation, location):
    shape = operation.input_shape
    if shape is None:
        return []
    return [
        member.serialization.get("name", name)
        for name, member in shape.members.items()
        if name in shape.required_members and member.serialization.get("location") == location
    ]


@functools.lru_cache(maxsize=None)
def routes_of(signing_name):
    return [
        Route(model.operation_model(name)) for model in models_of(signing_name) for name in model.operation_names
    ]


def routed_operation(request):
    """The operation of a REST request and the values in its path; None where no route fits."""
    fitting = [(route, match) for route in routes_of(request.service) if (match := route.match(request))]
    if not fitting:
        return None
    route, match = max(fitting, key=lambda one: one[0].score(request))
    return route.operation, match.groupdict()


def install():
    """The emulator looks up models as well, each in a session of its own, which reads the file again."""
    responses._service_model = lambda service: model_of(responses._BOTOCORE_NAME.get(service, service))
