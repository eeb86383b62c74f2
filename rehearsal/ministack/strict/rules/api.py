"""API Gateway's HTTP APIs."""

import urllib.parse

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
    message = f"Maximum number of {kind} for this API has been reached. Please contact AWS if you need additional {kind}."
    # The code and status are those that AWS gave for authorizers: https://github.com/anomalyco/sst/issues/4522
    return "ApiId", "ConflictException", message, 429


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
