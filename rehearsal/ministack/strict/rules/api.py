"""API Gateway's HTTP APIs."""

import urllib.parse

from http_api.document import read_document, readable_document

from ..constraints import check
from ..members import from_json_members, in_body
from ..models import model_of
from .registry import LIMITS, READ, Source, effect, rule

API = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference"
BAD = "BadRequestException"
QUOTAS = Source("https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html", READ)
BOTH = ("apigatewayv2.CreateApi", "apigatewayv2.UpdateApi")


@rule(Source(f"{API}/apis-apiid.html", None), *BOTH)
def cors(parameters, _memory):
    found = parameters.get("CorsConfiguration") or {}
    origins = found.get("AllowOrigins") or []
    if found.get("AllowCredentials") and "*" in origins:
        return "CorsConfiguration.AllowOrigins", BAD, "AllowCredentials is not allowed with an AllowOrigins of *"
    for origin in origins:
        if origin not in ("*", "https://*", "http://*") and not is_origin(origin):
            return "CorsConfiguration.AllowOrigins", BAD, f"Invalid AllowOrigins: {origin} is not an origin"
    return None


def is_origin(text):
    parts = urllib.parse.urlsplit(text)
    return bool(parts.scheme and parts.netloc) and not (parts.path or parts.query or parts.fragment)


@rule(Source(f"{API}/apis-apiid-integrations.html", READ), "apigatewayv2.CreateIntegration", "apigatewayv2.UpdateIntegration")
def integration_timeout(parameters, _memory):
    if not 50 <= (parameters.get("TimeoutInMillis") or 30_000) <= 30_000:
        return "TimeoutInMillis", BAD, "TimeoutInMillis must be between 50 and 30000 for an HTTP API"
    return None


def count_of(kind, parameters, memory):
    return memory.things[kind].get(parameters["ApiId"], 0)


def one_more(kind, limit, parameters, memory):
    most = LIMITS[limit]["max"]
    if count_of(kind, parameters, memory) < most:
        return None
    # The code and status are those that AWS gave for authorizers: https://github.com/anomalyco/sst/issues/4522
    return "ApiId", "ConflictException", most_reached(kind), 429


def most_reached(kind):
    return f"Maximum number of {kind} for this API has been reached. Please contact AWS if you need additional {kind}."


@rule(QUOTAS, "apigatewayv2.CreateRoute")
def routes(parameters, memory):
    return one_more("Routes", "apiRoutes", parameters, memory)


@rule(QUOTAS, "apigatewayv2.CreateIntegration")
def integrations(parameters, memory):
    return one_more("Integrations", "apiIntegrations", parameters, memory)


@rule(QUOTAS, "apigatewayv2.CreateAuthorizer")
def authorizers(parameters, memory):
    return one_more("Authorizers", "apiAuthorizers", parameters, memory)


def counted(kind, change):
    def effect_(parameters, memory):
        memory.things[kind][parameters["ApiId"]] = max(0, count_of(kind, parameters, memory) + change)

    return effect_


for kind in ("Route", "Integration", "Authorizer"):
    effect(f"apigatewayv2.Create{kind}")(counted(f"{kind}s", 1))
    effect(f"apigatewayv2.Delete{kind}")(counted(f"{kind}s", -1))


@rule(Source(f"{API}/apis-apiid-authorizers.html", READ), "apigatewayv2.CreateAuthorizer", "apigatewayv2.UpdateAuthorizer")
def authorizer_cache(parameters, _memory):
    most = LIMITS["authorizerCache"]["max"]
    if (parameters.get("AuthorizerResultTtlInSeconds") or 0) > most:
        return "AuthorizerResultTtlInSeconds", BAD, f"AuthorizerResultTtlInSeconds must be between 0 and {most}"
    return None


# What a document makes, and the rule that such parts have.
PARTS = {"Integration": integration_timeout, "Authorizer": authorizer_cache}


@rule(Source(f"{API}/apis-apiid.html", None), "apigatewayv2.ReimportApi")
def imported_parts(parameters, memory):
    """Integrations and authorizers of a document are held to what requests that create them are."""
    document = readable_document(parameters.get("Body", ""))
    if document is None:
        return None
    parts = [("Integration", route.integration) for route in document.routes]
    parts += [("Authorizer", authorizer) for authorizer in document.authorizers.values()]
    for kind, given in parts:
        violations = []
        shape = model_of("apigatewayv2").operation_model(f"Create{kind}").input_shape
        part = from_json_members(shape, in_body(shape), given, "", violations)
        check(shape, {"ApiId": parameters["ApiId"], **part}, "", violations)
        if violations:
            return "Body", BAD, f"Unable to import {kind.lower()}: {violations[0].sentence()}"
        broken = PARTS[kind](part, memory)
        if broken is not None:
            return "Body", *broken[1:]
    return None


def made_by(document):
    return {"Routes": len(document.routes), "Integrations": len(document.routes), "Authorizers": len(document.authorizers)}


@rule(QUOTAS, "apigatewayv2.ReimportApi")
def imported_counts(parameters, _memory):
    """A document replaces all that the API has."""
    document = readable_document(parameters.get("Body", ""))
    for kind, count in ({} if document is None else made_by(document)).items():
        if count > LIMITS[f"api{kind}"]["max"]:
            return "Body", BAD, most_reached(kind)
    return None


@effect("apigatewayv2.ReimportApi")
def imported(parameters, memory):
    for kind, count in made_by(read_document(parameters["Body"])).items():
        memory.things[kind][parameters["ApiId"]] = count
