"""What an HTTP API takes of an OpenAPI 3.0 document.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html
"""

import json
from dataclasses import dataclass

from .authorizers import authorizers_of

# Methods of a path by their names in a document.
METHODS = {name: name.upper() for name in ("get", "put", "post", "delete", "options", "head", "patch")}
METHODS["x-amazon-apigateway-any-method"] = "ANY"


class NotADocument(ValueError):
    """The message is AWS's answer."""


@dataclass(frozen=True)
class Route:
    # `GET /users/{id}`, `ANY /x`, or `$default`.
    key: str
    operation_name: str
    # As in a request that creates it.
    integration: dict
    # Name of the authorizer; None: open to all.
    authorizer: str | None
    scopes: list


@dataclass(frozen=True)
class Document:
    routes: list
    # By name, as in a request that creates it.
    authorizers: dict
    # Title, description and version, each None where the document has none.
    info: dict
    cors: dict | None
    tags: dict
    # What AWS would skip.
    warnings: list

    def roles(self):
        """ARNs of the roles that API Gateway would take on."""
        given = [route.integration.get("credentialsArn") for route in self.routes]
        given += [authorizer.get("authorizerCredentialsArn") for authorizer in self.authorizers.values()]
        return sorted({arn for arn in given if arn})


def read_document(body):
    """@throws NotADocument also when a route demands an authorizer that the document does not define"""
    document = content_of(body)
    warnings = []
    authorizers = authorizers_of(document, warnings)
    routes = list(routes_of(document, warnings))
    for route in routes:
        if route.authorizer is not None and route.authorizer not in authorizers:
            raise NotADocument(f'{route.key} demands "{route.authorizer}", which no security scheme defines')
    info = document.get("info") or {}
    return Document(
        routes,
        authorizers,
        {name: info.get(name) for name in ("title", "description", "version")},
        document.get("x-amazon-apigateway-cors"),
        {tag.get("name", ""): tag.get("x-amazon-apigateway-tag-value", "") for tag in document.get("tags") or ()},
        warnings,
    )


def readable_document(body):
    """None where the import itself says what is wrong with it."""
    try:
        return read_document(body)
    except NotADocument:
        return None


def content_of(body):
    try:
        document = json.loads(body)
    except ValueError:
        document = None
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.0"):
        raise NotADocument("the body is not an OpenAPI 3.0 document in JSON")
    return document


def routes_of(document, warnings):
    for path, item in (document.get("paths") or {}).items():
        for name, operation in item.items():
            # Parameters stand beside the methods.
            if name not in METHODS or not isinstance(operation, dict):
                continue
            key = "$default" if path == "/$default" else f"{METHODS[name]} {path}"
            extension = operation.get("x-amazon-apigateway-integration")
            if extension is None:
                warnings.append(f"{key} has no x-amazon-apigateway-integration")
                continue
            demands = operation.get("security", document.get("security")) or [{}]
            authorizer, scopes = next(iter(demands[0].items()), (None, []))
            yield Route(key, operation.get("operationId", ""), integration_of(extension), authorizer, list(scopes))


def integration_of(extension):
    integration = {
        "integrationType": extension.get("type", "aws_proxy").upper(),
        "integrationUri": extension.get("uri", ""),
        "integrationMethod": extension.get("httpMethod", "POST"),
        "payloadFormatVersion": extension.get("payloadFormatVersion", "1.0"),
        "timeoutInMillis": extension.get("timeoutInMillis", 30_000),
    }
    if "credentials" in extension:
        integration["credentialsArn"] = extension["credentials"]
    return integration
