"""API Gateway's HTTP APIs."""

import urllib.parse

from .registry import rule

API = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference"
BAD = "BadRequestException"
BOTH = ("apigatewayv2.CreateApi", "apigatewayv2.UpdateApi")


@rule(f"{API}/apis-apiid.html", *BOTH)
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


@rule(f"{API}/apis-apiid-integrations.html", "apigatewayv2.CreateIntegration", "apigatewayv2.UpdateIntegration")
def integration_timeout(parameters, _memory):
    if not 50 <= (parameters.get("TimeoutInMillis") or 30_000) <= 30_000:
        return "TimeoutInMillis", BAD, "TimeoutInMillis must be between 50 and 30000 for an HTTP API"
    return None
