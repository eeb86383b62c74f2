"""The authorizers of an OpenAPI document.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-authorizer.html
"""

# How long an answer is kept where a document does not say. Seconds
DEFAULT_CACHE = 300


def authorizers_of(document, warnings):
    """By name, as in a request that creates it. @param warnings what AWS would skip is added"""
    found = {}
    schemes = (document.get("components") or {}).get("securitySchemes") or {}
    for name, scheme in schemes.items():
        extension = scheme.get("x-amazon-apigateway-authorizer")
        if extension is None:
            warnings.append(f'security scheme "{name}" has no x-amazon-apigateway-authorizer')
        elif extension.get("type") not in KINDS:
            warnings.append(f'authorizer "{name}" is of type "{extension.get("type")}"; HTTP APIs have jwt and request')
        else:
            own = KINDS[extension["type"]](extension)
            found[name] = {"name": name, "identitySource": identity_source(extension), **own}
    return found


def identity_source(extension):
    given = extension.get("identitySource") or []
    return [part.strip() for part in given.split(",")] if isinstance(given, str) else list(given)


def jwt(extension):
    given = extension.get("jwtConfiguration") or {}
    configuration = {"issuer": given.get("issuer", ""), "audience": list(given.get("audience") or ())}
    return {"authorizerType": "JWT", "jwtConfiguration": configuration}


def request(extension):
    authorizer = {
        "authorizerType": "REQUEST",
        "authorizerUri": extension.get("authorizerUri", ""),
        "authorizerPayloadFormatVersion": extension.get("authorizerPayloadFormatVersion", "2.0"),
        "enableSimpleResponses": extension.get("enableSimpleResponses") is True,
        "authorizerResultTtlInSeconds": int(extension.get("authorizerResultTtlInSeconds", DEFAULT_CACHE)),
    }
    if "authorizerCredentials" in extension:
        authorizer["authorizerCredentialsArn"] = extension["authorizerCredentials"]
    return authorizer


KINDS = {"jwt": jwt, "request": request}
