"""ReimportApi: an API becomes what a document says.

What is as the document says keeps its id. CORS settings and tags become the document's too, or go. Labels that the
document lacks stay.
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid.html
"""

import json
import re

from ministack.services import apigateway

from .document import NotADocument, read_document

API = re.compile(r"/v2/apis/([^/]+)/?")
INFO = {"title": "name", "description": "description", "version": "version"}

handle_by_emulator = apigateway.handle_request


async def handle(method, path, headers, body, query_params):
    found = API.fullmatch(path)
    if method != "PUT" or found is None:
        return await handle_by_emulator(method, path, headers, body, query_params)
    return reimport(found[1], json.loads(body or "{}").get("body", ""), is_true(query_params.get("failOnWarnings")))


def is_true(given):
    """@param given one value, or all that a query has"""
    return (given[-1] if isinstance(given, list) and given else given) == "true"


def reimport(api_id, body, fail_on_warnings):
    """All of it, or nothing."""
    if missing := apigateway._require_api(api_id):
        return missing
    try:
        document = read_document(body)
    except NotADocument as error:
        return apigateway._apigw_error("BadRequestException", f"Unable to import the document: {error}", 400)
    if fail_on_warnings and document.warnings:
        warnings = "".join(f"\n\t{warning}" for warning in document.warnings)
        return apigateway._apigw_error("BadRequestException", f"Warnings found during import:{warnings}", 400)
    import_routes(api_id, document, import_authorizers(api_id, document.authorizers))
    api = import_labels(api_id, document)
    return apigateway._apigw_response({**api, "tags": document.tags, "warnings": document.warnings}, 201)


def import_labels(api_id, document):
    api = apigateway._apis[api_id]
    api.update({INFO[name]: value for name, value in document.info.items() if value is not None})
    api.pop("corsConfiguration", None)
    if document.cors is not None:
        api["corsConfiguration"] = document.cors
    apigateway._api_tags[apigateway._api_arn(api_id)] = dict(document.tags)
    return api


def import_authorizers(api_id, wanted):
    """@returns ids by name; those that go are needed by no route of the document"""
    stored = apigateway._authorizers.setdefault(api_id, {})
    ids = {authorizer["name"]: one for one, authorizer in stored.items()}
    for name, authorizer in wanted.items():
        made = created(apigateway._create_authorizer(api_id, authorizer))
        ids[name] = placed(stored, "authorizerId", made, ids.get(name))
    for name in set(ids) - set(wanted):
        stored.pop(ids.pop(name))
    return ids


def import_routes(api_id, document, authorizers):
    routes = apigateway._routes.setdefault(api_id, {})
    integrations = apigateway._integrations.setdefault(api_id, {})
    by_key = {route["routeKey"]: route for route in routes.values()}
    used = set()
    for wanted in document.routes:
        known = by_key.pop(wanted.key, {})
        integration = import_integration(api_id, wanted.integration, known.get("target", ""), used)
        settings = settings_of(wanted, authorizers, document.authorizers)
        route = {"routeKey": wanted.key, "target": f"integrations/{integration}", **settings}
        placed(routes, "routeId", created(apigateway._create_route(api_id, route)), known.get("routeId"))
    for route in by_key.values():
        routes.pop(route["routeId"])
    for integration in set(integrations) - used:
        integrations.pop(integration)


def import_integration(api_id, wanted, target, used):
    """Each route has an integration of its own. @returns its id, also added to those in use"""
    stored = apigateway._integrations[api_id]
    known = target.removeprefix("integrations/")
    made = created(apigateway._create_integration(api_id, wanted))
    # MiniStack does not keep the role.
    stored[made["integrationId"]].update(wanted)
    identifier = placed(stored, "integrationId", made, known if known in stored and known not in used else None)
    used.add(identifier)
    return identifier


def placed(stored, name, made, known):
    """Gives what was made the id that it had. @param known None: it is new @returns its id"""
    if known is None:
        return made[name]
    stored[known] = {**stored.pop(made[name]), name: known}
    return known


def settings_of(wanted, ids, authorizers):
    settings = {
        "operationName": wanted.operation_name,
        "authorizationType": "NONE",
        "authorizationScopes": wanted.scopes,
    }
    if wanted.authorizer is None:
        return settings
    kind = authorizers[wanted.authorizer]["authorizerType"]
    return {**settings, "authorizationType": "JWT" if kind == "JWT" else "CUSTOM", "authorizerId": ids[wanted.authorizer]}


def created(response):
    status, _headers, body = response
    if status != 201:
        raise RuntimeError(f"MiniStack refused a part of a document: {body.decode()}")
    return json.loads(body)


def install():
    apigateway.handle_request = handle
